from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models.batches import Batch
from core.fields import LongJSONField
from reopening.models import Application


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class Decision(models.Model):
    """The one final decision on an application, with what it rested on. Append-only."""

    application = models.OneToOneField(
        Application,
        models.PROTECT,
        related_name="decision",
        error_messages={"unique": _("This application has been decided already.")},
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="decisions")
    # [{"code", "zh", "en"}]: the words of the policy set, as they stood
    reasons = models.JSONField(_("reasons"), default=list)
    note = models.TextField(_("explanation"), max_length=2000, blank=True)
    # What the policy said at the decision: [{"rule", "level", "message"}]
    findings = LongJSONField(default=list)
    snapshot_digest = models.CharField(max_length=64)  # of the submission that was judged
    policy_set = models.ForeignKey("reopening.PolicySet", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision")

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"
