import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Division, Job, Role, User
from core.permissions import prefix_q
from reopening.models import Application, Halt

SEE_SUSPENSIONS = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.AUDITOR)


class SuspensionStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the second signature")
    DECLINED = "declined", _("Not countersigned")
    WAITING = "waiting", _("Begins later")
    SUSPENDING = "suspending", _("Being carried out")
    IN_FORCE = "in_force", _("In force")
    RESTORING = "restoring", _("Being ended")
    RESTORED = "restored", _("Ended")


ACTING = [SuspensionStatus.SUSPENDING, SuspensionStatus.IN_FORCE]  # nothing is approved in its scope


class CaseResult(models.TextChoices):
    SUSPENDED = "suspended", _("Suspended")
    REFUSED = "refused", _("Left alone")
    RESTORED = "restored", _("Open again")


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, user: User | AnonymousUser) -> "SuspensionQuerySet":
        """Officials see those of their divisions."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division_code", user.role_prefixes(*SEE_SUSPENSIONS)))

    def acting(self) -> "SuspensionQuerySet":
        return self.filter(status__in=ACTING)


class Suspension(models.Model):
    """
    All approved firms of an area, a trade or a class stand still by one act, and are let open again by one (S04).

    What it asks for is written once; the firms are found when it is carried out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    # The place, everything below it; further limits are all optional and all must hold
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    division_code = models.CharField(max_length=9, editable=False)
    within = ArrayField(
        models.CharField(max_length=9), default=list
    )  # parts of the division; empty: all of it
    industries = ArrayField(models.CharField(max_length=5), default=list)  # prefixes of GB/T 4754
    firm_class = models.CharField(max_length=40, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    begins_on = models.DateField(_("from"))
    status = models.CharField(max_length=10, choices=SuspensionStatus)
    firms_seen = models.PositiveIntegerField()  # how many the one who proposed it was shown
    proposed_at = models.DateTimeField(editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # In whose name it is carried out: the second one, where two are asked for
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True, editable=False)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    restore_note = models.TextField(max_length=2000, blank=True)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        constraints = [
            both_or_neither("signed_at", "signed_by", name="suspension_signed_pair"),
            both_or_neither("restored_at", "restored_by", name="suspension_restored_pair"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "declined"], signed_at__isnull=True)
                | ~Q(status__in=["proposed", "declined"]) & Q(signed_at__isnull=False),
                name="suspension_signed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["restoring", "restored"], restored_at__isnull=False)
                | ~Q(status__in=["restoring", "restored"]) & Q(restored_at__isnull=True),
                name="suspension_restored_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-id"], name="suspension_latest"),
            models.Index(
                fields=["status"],
                condition=~Q(status__in=["declined", "restored"]),
                name="suspension_live",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("approvals:suspension", args=[self.public_id])


class SuspendedCase(models.Model):
    """What became of one firm under a suspension; the halt is its own, and ends with it."""

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="cases", db_index=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    halt = models.OneToOneField(Halt, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=CaseResult)
    refusal = models.JSONField(null=True)  # why it was left alone: {"code", "zh", "en"}

    class Meta:
        verbose_name = _("firm under a suspension")
        constraints = [
            models.UniqueConstraint(fields=["suspension", "application"], name="suspended_case_once"),
            models.CheckConstraint(
                condition=Q(result="refused", halt__isnull=True, refusal__isnull=False)
                | ~Q(result="refused") & Q(halt__isnull=False, refusal__isnull=True),
                name="suspended_case_has_halt",
            ),
        ]
        indexes = [models.Index(fields=["suspension", "result", "id"], name="suspended_case_result")]

    def __str__(self) -> str:
        return f"{self.suspension_id} · {self.application_id}"
