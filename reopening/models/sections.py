from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reopening.models.applications import Application


class SectionSave(models.Model):
    """
    When a section of an application was last saved, and by whom; a row appears with the first save.

    `revision` counts the saves. `page` names the page it was saved from, so that a page that saves by itself
    never collides with its own earlier saves.
    """

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="saves")
    section = models.CharField(max_length=20)  # a `policy.base.Section`
    revision = models.PositiveIntegerField(default=1)
    page = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("save of a section")
        constraints = [
            models.UniqueConstraint(fields=["application", "section"], name="section_save_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.revision}"
