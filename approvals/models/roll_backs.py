import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models.batches import Batch, BatchMember
from core.constraints import both_or_neither
from core.models import Job, User


class RollBackStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the second signature")
    CARRIED_OUT = "running", _("Being carried out")
    DONE = "done", _("Carried out")
    DROPPED = "dropped", _("Dropped")


class RollBackResult(models.TextChoices):
    PENDING = "pending", _("Not carried out yet")
    ROLLED_BACK = "rolled_back", _("Rolled back")
    REFUSED = "refused", _("Not rolled back")


class RollBackQuerySet(models.QuerySet["RollBack"]):
    def visible_to(self, user: User | AnonymousUser) -> "RollBackQuerySet":
        """Whoever sees the batch."""
        return self.filter(batch__in=Batch.objects.visible_to(user))


class RollBack(models.Model):
    """Taking back what a signature gave: all members of a batch or some, for one reason, each with a result."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="roll_backs")
    reason = models.TextField(_("reason"), max_length=1000)
    status = models.CharField(max_length=10, choices=RollBackStatus, default=RollBackStatus.PROPOSED)
    proposed_at = models.DateTimeField(editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Whether a second person has to sign, as the policy said when it was proposed
    two_sign = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="roll_back")

    objects = RollBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll-back")
        constraints = [
            both_or_neither("signed_at", "signed_by", name="roll_back_signed_pair"),
            models.CheckConstraint(
                condition=Q(two_sign=False) | Q(signed_by__isnull=True) | ~Q(proposed_by=F("signed_by")),
                name="roll_back_two_people",
                violation_error_message=_("Two different people sign."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "dropped"], signed_at__isnull=True)
                | Q(status__in=["running", "done"], signed_at__isnull=False),
                name="roll_back_signed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} · {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("approvals:roll-back", args=[self.public_id])


class RollBackMember(models.Model):
    """A member of the batch that is to be rolled back, and what became of it."""

    roll_back = models.ForeignKey(RollBack, models.PROTECT, db_index=False, related_name="members")
    member = models.ForeignKey(BatchMember, models.PROTECT, related_name="roll_backs")
    result = models.CharField(max_length=11, choices=RollBackResult, default=RollBackResult.PENDING)
    refusal = models.JSONField(null=True)  # {"code", "zh", "en"}

    class Meta:
        verbose_name = _("member of a roll-back")
        constraints = [
            models.UniqueConstraint(fields=["roll_back", "member"], name="roll_back_member_once"),
            models.CheckConstraint(
                condition=Q(result="refused", refusal__isnull=False)
                | ~Q(result="refused") & Q(refusal__isnull=True),
                name="roll_back_refusal_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["roll_back", "result", "id"], name="roll_back_result")]

    def __str__(self) -> str:
        return f"{self.roll_back_id} · {self.member_id}"
