import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.models.parcels import AwardLot
from supplies.models.places import SEE_STOCK, Place
from supplies.models.plans import DispatchPlan


class RunStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    DEPARTED = "departed", _("On the road")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    ABORTED = "aborted", _("Broken off")


class StopStatus(models.TextChoices):
    WAITING = "waiting", _("To be delivered")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")
    STRANDED = "stranded", _("Not reached")  # its vehicle dropped out


class FailReason(models.TextChoices):
    NOBODY_THERE = "nobody_there", _("Nobody was there")
    REFUSED = "refused", _("The firm refused the goods")
    NOT_FOUND = "not_found", _("The address was not found")
    STOPPED = "stopped", _("The firm has been stopped")
    VEHICLE = "vehicle", _("The vehicle broke down")
    OTHER = "other", _("Another reason")


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User | AnonymousUser) -> "RunQuerySet":
        """Those who work with stock see their divisions' runs; a courier their own, once planned."""
        if not isinstance(user, User):
            return self.none()
        seen = prefix_q("depot__division__code", user.role_prefixes(*SEE_STOCK))
        return self.filter(seen | Q(courier=user) & ~Q(status__in=["draft", "cancelled"]))

    def driven_by(self, courier: User, on: date) -> "RunQuerySet":
        """A courier's runs of a day."""
        return self.filter(courier=courier, day=on, status__in=[RunStatus.PLANNED, RunStatus.DEPARTED])


class Run(models.Model):
    """One vehicle's tour from one depot (安心送, S26)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    depot = models.ForeignKey(Place, models.PROTECT, related_name="runs")
    day = models.DateField(_("day"))
    courier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="runs"
    )
    vehicle = models.CharField(_("vehicle"), max_length=60, blank=True)
    dispatch_plan = models.ForeignKey(DispatchPlan, models.PROTECT, null=True, related_name="runs")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.DRAFT)
    length_m = models.PositiveIntegerField(null=True)  # of the planned tour, estimated along streets
    plan_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    departed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch run")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["departed", "closed"]) | Q(courier__isnull=False),
                name="run_needs_a_courier",
                violation_error_message=_("A run needs a courier before it departs."),
            )
        ]
        indexes = [models.Index(fields=["courier", "day"], name="run_of_courier")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:run", args=[self.public_id])


class StopQuerySet(models.QuerySet["Stop"]):
    def visible_to(self, user: User | AnonymousUser) -> "StopQuerySet":
        return self.filter(run__in=Run.objects.visible_to(user))


class Stop(models.Model):
    """One firm on a run. `nonce` makes its hand-over code; the code itself is stored nowhere."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, db_index=False, related_name="stops")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="stops")
    place = models.ForeignKey(Place, models.PROTECT, related_name="stops")
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=StopStatus, default=StopStatus.WAITING)
    address = models.CharField(max_length=200)
    planned_at = models.DateTimeField(null=True)  # when the plan expects the courier
    nonce = models.CharField(max_length=32)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    fail_reason = models.CharField(_("reason"), max_length=20, choices=FailReason, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="stop_ended_pair"),
            models.UniqueConstraint(fields=["run", "firm"], name="stop_once_per_firm"),
            models.CheckConstraint(
                condition=Q(status="failed") & ~Q(fail_reason="") | ~Q(status="failed") & Q(fail_reason=""),
                name="stop_failed_says_why",
                violation_error_message=_("Please say why the delivery failed."),
            ),
        ]
        indexes = [models.Index(fields=["run", "sequence"], name="stop_in_order")]

    def __str__(self) -> str:
        return f"{self.run} · {self.sequence}"

    def get_absolute_url(self) -> str:
        return reverse("supplies:stop", args=[self.public_id])


class StopItem(models.Model):
    """A reserved parcel on a stop; each is on one stop at most."""

    stop = models.ForeignKey(Stop, models.PROTECT, related_name="items")
    award_lot = models.OneToOneField(AwardLot, models.PROTECT, related_name="stop_item")
    units = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("parcel of a stop")

    def __str__(self) -> str:
        return f"{self.award_lot}"
