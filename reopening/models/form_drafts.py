"""What people have typed into forms that are saved only as a whole, and have not sent yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField


class FormDraft(models.Model):
    """The entries of one person in the form of one page, as JSON; encrypted, because a form may be about people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    page = models.CharField(max_length=200)  # its path
    entries = EncryptedTextField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form not sent yet")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="form_draft_once")]
        indexes = [models.Index(fields=["kept_at"], name="form_draft_age")]

    def __str__(self) -> str:
        return self.page
