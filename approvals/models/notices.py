from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reopening.models import Application


class DeficiencyNotice(models.Model):
    """
    All that a firm must correct, said once and completely (一次性告知).

    Append-only. It is answered when the application is submitted again.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, db_index=False, related_name="deficiency_notices"
    )
    # [{"code", "zh", "en", "section"}]: the words of the policy set, as they stood
    reasons = models.JSONField(_("reasons"))
    note = models.TextField(_("explanation"), max_length=2000, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("deficiency notice")
        indexes = [models.Index(fields=["application", "-id"], name="deficiency_notice_latest")]

    def __str__(self) -> str:
        return f"{self.application} {self.issued_at:%Y-%m-%d}"
