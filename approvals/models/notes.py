from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reopening.models import Application


class CaseNote(models.Model):
    """What officials write to each other about a case. Append-only; the firm never sees it."""

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    mentioned = models.JSONField(default=list)  # [{"username", "name"}] as they were called then
    written_at = models.DateTimeField(db_default=Now())
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("internal note")
        indexes = [models.Index(fields=["application", "-id"], name="case_note_latest")]

    def __str__(self) -> str:
        return self.text[:40]
