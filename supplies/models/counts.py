import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import User
from core.permissions import prefix_q
from supplies.models.movements import Movement
from supplies.models.places import SEE_STOCK, Place
from supplies.models.stock import Balance


class CountDayQuerySet(models.QuerySet["CountDay"]):
    def visible_to(self, user: User | AnonymousUser) -> "CountDayQuerySet":
        """Whoever sees the depot."""
        return self.filter(depot__in=Place.objects.visible_to(user))


class CountDay(models.Model):
    """
    A depot's day that was counted and closed. Append-only by trigger.

    Nothing is posted into it any more, except by an adjustment that a second person has signed (invariant L10).
    """

    depot = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="count_days")
    day = models.DateField(_("day"))
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CountDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed day of a depot")
        constraints = [models.UniqueConstraint(fields=["depot", "day"], name="count_day_once")]

    def __str__(self) -> str:
        return f"{self.depot} · {self.day}"


class AdjustmentStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second signature")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def visible_to(self, user: User | AnonymousUser) -> "AdjustmentQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("balance__place__division__code", user.role_prefixes(*SEE_STOCK)))


class Adjustment(models.Model):
    """A correction of a closed day: one person proposes it, another one signs it; then it is posted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    balance = models.ForeignKey(Balance, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    difference = models.BigIntegerField(_("difference (base units)"))
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(max_length=10, choices=AdjustmentStatus, default=AdjustmentStatus.PROPOSED)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    movement = models.OneToOneField(Movement, models.PROTECT, null=True, related_name="adjustment")

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment of a closed day")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="adjustment_answered_pair"),
            models.CheckConstraint(condition=~Q(difference=0), name="adjustment_changes_something"),
            models.CheckConstraint(
                condition=~Q(status="signed") | ~Q(answered_by=F("proposed_by")),
                name="adjustment_by_two",
                violation_error_message=_("Another person than the one who proposed it must sign."),
            ),
            models.CheckConstraint(
                condition=Q(status="signed", movement__isnull=False)
                | ~Q(status="signed") & Q(movement__isnull=True),
                name="adjustment_signed_is_posted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance_id}: {self.difference:+}"

    def get_absolute_url(self) -> str:
        return reverse("supplies:adjustment", args=[self.public_id])
