"""Depots and sources: who brings goods and where they lie, what a source brings a day, when a depot runs low."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from supplies.models import (
    LARGEST_QUANTITY,
    Balance,
    DailyQuota,
    Item,
    LotSource,
    Place,
    PlaceKind,
    StockFloor,
)
from supplies.permissions import is_dispatcher, is_keeper
from supplies.transitions import PLACE

OF_PEOPLE = (PlaceKind.DEPOT, PlaceKind.SUPPLIER)
BOTH_OR_NEITHER = _("Please give both, or neither.")
CHANGEABLE = ("name", "name_en", "address", "latitude", "longitude", "near_expiry_days")


class NameTaken(DomainError):
    code = "place_name_taken"
    message = _("There is a place of this kind and name in this division already.")


class NotEmpty(DomainError):
    code = "depot_not_empty"
    message = _("Goods still lie in this depot. Please move them to another one before you close it.")


class BadFigure(DomainError):
    code = "bad_figure"
    message = _("Please give a whole number from 0 to 1,000,000,000.")


@transaction.atomic
def add(*, place: Place, by: User, at: datetime) -> Place:
    """
    Put a depot or a source into use.

    :raises NameTaken: if one of this kind and name stands in the division
    """
    if place.kind not in OF_PEOPLE:
        raise ValueError(place.kind)
    if not is_dispatcher(by, place):
        raise PermissionDenied
    twins = Place.objects.filter(kind=place.kind, division=place.division_id, name=place.name)
    if twins.exists():
        raise NameTaken
    place.source = (place.source or LotSource.BUREAU) if place.kind == PlaceKind.SUPPLIER else ""
    place.save(force_insert=True)
    audit.record(place, "place.add", by=by, at=at, to_status=place.status, data={"name": place.name})
    return place


@transaction.atomic
def edit(*, place: Place, values: dict[str, Any], by: User, at: datetime) -> Place:
    """Change what a place is called, where it lies and when its goods count as near their day."""
    changed = {name: values[name] for name in CHANGEABLE if name in values}
    with PLACE.transition(place, "edit", by=by, at=at, data=changed):
        for name, value in changed.items():
            setattr(place, name, value)
    return place


@transaction.atomic
def close(*, place: Place, reason: str, by: User, at: datetime) -> Place:
    """
    Take a place out of use; nothing is received from or into it any more.

    :raises NotEmpty: if a depot still holds goods
    """
    with PLACE.transition(place, "close", by=by, at=at, note=reason):
        if place.kind == PlaceKind.DEPOT and Balance.objects.filter(place=place, on_hand__gt=0).exists():
            raise NotEmpty
    return place


@transaction.atomic
def open(*, place: Place, by: User, at: datetime) -> Place:  # noqa: A001 - the verb of the table
    with PLACE.transition(place, "open", by=by, at=at):
        pass
    return place


@transaction.atomic
def set_quota(*, source: Place, item: Item, units: int, by: User, at: datetime) -> None:
    """What a source brings a day (S27: 15,000 masks); 0 takes the quota off."""
    if not is_dispatcher(by, source):
        raise PermissionDenied
    check_figure(units)
    write_figure(DailyQuota, source, item, units)
    audit.record(source, "place.set_quota", by=by, at=at, data={"item": item.code, "units": units})


@transaction.atomic
def set_floor(*, depot: Place, item: Item, units: int, by: User, at: datetime) -> None:
    """Below how many free base units a depot runs low of an item; 0 takes the alarm off."""
    if not is_keeper(by, depot):
        raise PermissionDenied
    check_figure(units)
    write_figure(StockFloor, depot, item, units)
    audit.record(depot, "place.set_floor", by=by, at=at, data={"item": item.code, "units": units})


def check_figure(units: int) -> None:
    if not 0 <= units <= LARGEST_QUANTITY:
        raise BadFigure


def write_figure(model: type[DailyQuota] | type[StockFloor], place: Place, item: Item, units: int) -> None:
    if units:
        model._default_manager.update_or_create(place=place, item=item, defaults={"units": units})
    else:
        model._default_manager.filter(place=place, item=item).delete()


def donor(*, name: str, near: Place) -> Place:
    """The place of somebody who gives, in the depot's district; made when they give for the first time."""
    place, _created = Place.objects.get_or_create(
        kind=PlaceKind.SUPPLIER,
        name=name,
        division_id=near.division_id[:6],
        defaults={"source": LotSource.DONATED},
    )
    return place
