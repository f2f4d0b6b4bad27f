"""Vehicles of the depots, and the hours at doors."""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from supplies.models import DoorHours, Order, Place, PlaceKind, Vehicle
from supplies.permissions import is_keeper, sets_hours
from supplies.services.runs import check_courier, firm_places


class VehicleKnown(DomainError):
    code = "vehicle_known"
    message = _("This depot has a vehicle with this number plate already.")


class HoursInDisorder(DomainError):
    code = "hours_in_disorder"
    message = _("The end must be later than the beginning.")


@transaction.atomic
def add(*, depot: Place, by: User, at: datetime, **figures: Any) -> Vehicle:
    """
    A vehicle of this depot.

    :param figures: `name`, `capacity` (boxes), `courier`, `starts_at`, `ends_at`, `shift_minutes`
    :raises VehicleKnown: if the depot has one with this number plate
    :raises NotACourier: if the courier may not drive there
    """
    if not is_keeper(by, depot):
        raise PermissionDenied
    vehicle = Vehicle(depot=depot, **figures)
    check(vehicle)
    try:
        with transaction.atomic():
            vehicle.save(force_insert=True)
    except IntegrityError as error:
        raise VehicleKnown from error
    audit.record(vehicle, "vehicle.add", by=by, at=at, data={"name": vehicle.name, "depot": str(depot)})
    return vehicle


@transaction.atomic
def change(*, vehicle: Vehicle, by: User, at: datetime, **figures: Any) -> Vehicle:
    """What `add` takes, and `is_in_use`; plans that were made keep what they were made with."""
    vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle.pk)
    if not is_keeper(by, vehicle.depot):
        raise PermissionDenied
    for name, value in figures.items():
        setattr(vehicle, name, value)
    check(vehicle)
    vehicle.save()
    data = {name: str(value) for name, value in figures.items()}
    audit.record(vehicle, "vehicle.change", by=by, at=at, data=data)
    return vehicle


def check(vehicle: Vehicle) -> None:
    check_courier(vehicle.courier, vehicle.depot)
    if vehicle.starts_at >= vehicle.ends_at:
        raise HoursInDisorder


@transaction.atomic
def set_hours(*, place: Place, opens_at: time, closes_at: time, by: User, at: datetime) -> DoorHours:
    """
    When this depot is open, or when this firm takes goods in.

    :raises HoursInDisorder: if the end is not later than the beginning
    """
    if not (sets_hours(by, place) if place.kind == PlaceKind.FIRM else is_keeper(by, place)):
        raise PermissionDenied
    if opens_at >= closes_at:
        raise HoursInDisorder
    hours, _new = DoorHours.objects.update_or_create(
        place=place, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    audit.record(place, "place.set_hours", by=by, at=at, data={"hours": str(hours)})
    return hours


@transaction.atomic
def set_firm_hours(*, order: Order, opens_at: time, closes_at: time, by: User, at: datetime) -> DoorHours:
    """
    When the firm of this order takes goods in, also one that was never served.

    :raises HoursInDisorder: if the end is not later than the beginning
    """
    place = firm_places([order.firm_id])[order.firm_id]
    return set_hours(place=place, opens_at=opens_at, closes_at=closes_at, by=by, at=at)
