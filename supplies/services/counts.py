"""The closing of a depot's day, and the correction of a closed one by two people (invariant L10)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day, start_of
from core.errors import DomainError
from core.models import User
from supplies.models import (
    LARGEST_QUANTITY,
    Adjustment,
    Balance,
    CountDay,
    MovementKind,
    Place,
    PlaceKind,
)
from supplies.permissions import is_dispatcher, is_keeper
from supplies.services import firm_goods, stock
from supplies.services.balances import Leg
from supplies.transitions import ADJUSTMENT


class DayNotOver(DomainError):
    code = "day_not_over"
    message = _("Only a day that is over can be closed.")


class DayNotClosed(DomainError):
    code = "day_not_closed"
    message = _("This day is not closed: a count corrects it.")


class BadDifference(DomainError):
    code = "bad_difference"
    message = _("Please give the difference as a whole number other than 0, with a minus for missing goods.")


@transaction.atomic
def close_day(*, depot: Place, day: date, by: User, at: datetime) -> CountDay:
    """
    Close a depot's books up to and including a day; may be said twice.

    :raises DayNotOver: for today or later
    """
    if depot.kind != PlaceKind.DEPOT or not is_dispatcher(by, depot):
        raise PermissionDenied
    if day >= shanghai_day(at):
        raise DayNotOver
    stock.hold_days([depot.pk])
    row, created = CountDay.objects.get_or_create(
        depot=depot, day=day, defaults={"closed_at": at, "closed_by": by}
    )
    if created:
        audit.record(depot, "place.close_day", by=by, at=at, data={"day": day.isoformat()})
    return row


@transaction.atomic
def propose(
    *, balance: Balance, day: date, difference: int, reason: str, by: User, at: datetime
) -> Adjustment:
    """
    Ask a second person to correct what a closed day says of a balance.

    :raises DayNotClosed: if the day is still open
    """
    if not is_keeper(by, balance.place):
        raise PermissionDenied
    if not 0 < abs(difference) <= LARGEST_QUANTITY:
        raise BadDifference
    if not stock.is_closed(balance.place_id, day):
        raise DayNotClosed
    row = Adjustment.objects.create(
        balance=balance, day=day, difference=difference, reason=reason, proposed_by=by
    )
    data = {"day": day.isoformat(), "difference": difference}
    audit.record(row, "adjustment.propose", by=by, at=at, note=reason, data=data, to_status=row.status)
    return row


@transaction.atomic
def sign(*, adjustment: Adjustment, by: User, at: datetime) -> Adjustment:
    """
    Post the correction at the end of its day; the books of all days since follow.

    :raises NotEnough: if the goods are no longer there to be taken off
    """
    with ADJUSTMENT.transition(adjustment, "sign", by=by, at=at):
        balance, place = adjustment.balance, adjustment.balance.place
        other = stock.special_place(place.division, PlaceKind.ADJUSTMENT)
        lot, owner, units = balance.lot, balance.owner_id, adjustment.difference
        legs = [Leg(place, lot, units, owner), Leg(other, lot, -units, owner)]
        held = firm_goods.hold(legs)
        adjustment.movement = stock.post(
            kind=MovementKind.COUNT,
            legs=legs,
            division=place.division,
            reason=adjustment.reason,
            occurred_at=end_of(adjustment.day),
            is_signed=True,
            by=by,
            at=at,
        )
        firm_goods.account(held, legs, reason=adjustment.reason, by=by, at=at)
        adjustment.answered_at, adjustment.answered_by = at, by
    return adjustment


@transaction.atomic
def decline(*, adjustment: Adjustment, reason: str, by: User, at: datetime) -> Adjustment:
    with ADJUSTMENT.transition(adjustment, "decline", by=by, at=at, note=reason):
        adjustment.answered_at, adjustment.answered_by = at, by
    return adjustment


def end_of(day: date) -> datetime:
    """The last instant of a day in Shanghai."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
