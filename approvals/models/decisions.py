import hashlib
import json
import uuid
from datetime import UTC

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.batches import Batch
from core.fields import LongJSONField
from reopening.models import Application


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    STOPPED = "stopped", _("Stopped")
    SEALED = "sealed", _("Sealed")
    REOPENED = "reopened", _("Stop ended")
    UNSEALED = "unsealed", _("Seal ended")
    SUSPENDED = "suspended", _("Suspended with its area or trade")
    RESTORED = "restored", _("Suspension ended")
    REVOKED = "revoked", _("Revoked")
    REINSTATED = "reinstated", _("Reinstated")
    ROLLED_BACK = "rolled_back", _("Rolled back")
    UPHELD = "upheld", _("Appeal dismissed: the decision stands")
    OVERTURNED = "overturned", _("Appeal allowed: the decision is undone")
    LAPSED = "lapsed", _("Lapsed: a condition was not met in time")


FIRST = [Outcome.APPROVED, Outcome.REJECTED]
UNDOING = [Outcome.OVERTURNED, Outcome.ROLLED_BACK]  # after these the case is decided anew


class Decision(models.Model):
    """
    A decision on an application, with what it rested on. Append-only.

    The decisions of an application are a chain: each answers the one before it, and its digest holds its own words
    and the digest of that one (docs/adr/0027). The first of a new version answers the last of the version before.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions", db_index=False)
    sequence = models.PositiveSmallIntegerField(default=1, editable=False)
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    before = models.CharField(max_length=12, blank=True, editable=False)  # the outcome that it answers
    digest = models.CharField(max_length=64, default="", editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="decisions")
    # [{"code", "zh", "en"}]: the words of the policy set, as they stood
    reasons = models.JSONField(_("reasons"), default=list)
    note = models.TextField(_("explanation"), max_length=2000, blank=True)
    # What the policy said at the decision: [{"rule", "level", "message"}]
    findings = LongJSONField(default=list)
    # Why without anybody's hand: {"rule", "amount", "unit", "due_at" or "committed_at", "policy"}; None: by hand
    rule = models.JSONField(null=True)
    snapshot_digest = models.CharField(max_length=64)  # of the submission that was judged
    policy_set = models.ForeignKey("reopening.PolicySet", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "sequence"],
                name="decision_once",
                violation_error_message=_("This application has been decided already."),
            ),
            models.CheckConstraint(
                condition=Q(sequence=1) | Q(answers__isnull=False), name="decision_answers_the_one_before"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1) | ~Q(outcome__in=FIRST) | Q(before__in=UNDOING),
                name="decision_anew_once_undone",
                violation_error_message=_("This application has been decided already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


def digest_of(decision: Decision, before: str) -> str:
    """SHA-256 (hex) over everything a decision says and the digest of the one it answers."""
    words = [
        decision.application_id,
        decision.sequence,
        str(decision.outcome),
        decision.reasons,
        decision.note,
        decision.findings,
        decision.rule,
        decision.snapshot_digest,
        decision.policy_set_id,
        decision.decided_at.astimezone(UTC).isoformat(),
        decision.decided_by_id,
        before,
    ]
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
