"""What goods are driven with, and when somebody is there to take them in."""

import uuid
from datetime import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.permissions import prefix_q
from supplies.models.places import SEE_STOCK, Place


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    def visible_to(self, user: User | AnonymousUser) -> "VehicleQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("depot__division__code", user.role_prefixes(*SEE_STOCK)))


class Vehicle(models.Model):
    """A vehicle of one depot. It holds so many boxes; a parcel of less than a box takes the room of one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    depot = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="vehicles")
    name = models.CharField(_("number plate"), max_length=60)
    capacity = models.PositiveIntegerField(_("boxes it holds"))
    courier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.TimeField(_("may leave from"), default=time(8))
    ends_at = models.TimeField(_("must be back by"), default=time(18))
    shift_minutes = models.PositiveIntegerField(_("longest tour in minutes"), default=480)
    is_in_use = models.BooleanField(_("in use"), default=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        constraints = [
            models.UniqueConstraint(
                fields=["depot", "name"],
                name="vehicle_once_per_depot",
                violation_error_message=_("This depot has a vehicle with this number plate already."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="vehicle_hours_in_order",
                violation_error_message=_("It must be back later than it may leave."),
            ),
            models.CheckConstraint(
                condition=Q(
                    capacity__gte=1, capacity__lte=100_000, shift_minutes__gte=1, shift_minutes__lte=1_440
                ),
                name="vehicle_figures_in_bounds",
                violation_error_message=_("Boxes: 1 to 100,000. Longest tour: 1 minute to a day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DoorHours(models.Model):
    """Between which hours a place gives out or takes in goods. A place without a row is open all day."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="door_hours")
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("hours at the door")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="door_hours_in_order",
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
