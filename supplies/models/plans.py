import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import Division, Job, User
from core.permissions import prefix_q
from supplies.models.places import SEE_STOCK


class PlanStatus(models.TextChoices):
    WAITING = "waiting", _("Being computed")
    PROPOSED = "proposed", pgettext_lazy("of a dispatch plan", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("of a dispatch plan", "Accepted")
    DISCARDED = "discarded", _("Discarded")


OPEN_PLANS = [PlanStatus.WAITING, PlanStatus.PROPOSED]


class DispatchPlanQuerySet(models.QuerySet["DispatchPlan"]):
    def visible_to(self, user: User | AnonymousUser) -> "DispatchPlanQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*SEE_STOCK)))


class DispatchPlan(models.Model):
    """
    A proposal for one day's tours of a district's vehicles (docs/adr/0042).

    `problem` is frozen when the plan is asked for, `result` when it is found; both as `supplies.plan_sheets` writes
    them. Metres are of the whole plan, with the streets' detour.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField(_("day"))
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.WAITING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    problem = models.JSONField()
    result = models.JSONField(default=dict)
    problem_sha256 = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.CharField(max_length=40, blank=True)  # solver and version
    length_m = models.PositiveBigIntegerField(null=True)
    greedy_m = models.PositiveBigIntegerField(null=True)  # of the plan without a solver
    left_out = models.PositiveIntegerField(default=0)  # firms
    greedy_left_out = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DispatchPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch plan")
        constraints = [
            both_or_neither("accepted_at", "accepted_by", name="dispatch_plan_accepted_pair"),
            models.UniqueConstraint(
                fields=["division", "day"],
                condition=Q(status__in=["waiting", "proposed"]),
                name="dispatch_plan_one_open",
                violation_error_message=_("A plan for this day is open already. Accept or discard it first."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["proposed", "accepted"])
                | Q(length_m__isnull=False, greedy_m__isnull=False) & ~Q(plan_sha256=""),
                name="dispatch_plan_proposed_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["division", "-id"], name="dispatch_plan_latest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:plan", args=[self.public_id])

    @property
    def saved_percent(self) -> int:
        """How much shorter than the plan without a solver, in percent, rounded down."""
        if not self.greedy_m or self.length_m is None:
            return 0
        return (self.greedy_m - self.length_m) * 100 // self.greedy_m
