from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reopening.models.applications import Application


class Verdict(models.TextChoices):
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")


class Signature(models.Model):
    """
    A signatory's word on an application as it stood at `revision`. Append-only: an edit voids it, nothing removes it.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="signatures")
    submission = models.PositiveSmallIntegerField()  # how often the application had been submitted before
    revision = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "submission", "revision", "signed_by"],
                condition=Q(verdict="signed"),
                name="signature_once",
                violation_error_message=_("You have signed this already."),
            ),
            models.CheckConstraint(
                condition=Q(verdict="signed", note="") | Q(verdict="declined") & ~Q(note=""),
                name="signature_declined_has_reason",
                violation_error_message=_("Please say why you do not sign."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_verdict_display()}"
