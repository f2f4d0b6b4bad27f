"""Goods between depots: sent, on the way, counted on arrival; a difference needs its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from supplies.models import (
    LARGEST_QUANTITY,
    Balance,
    MovementKind,
    Place,
    PlaceKind,
    PlaceStatus,
    Transfer,
    TransferLine,
)
from supplies.permissions import is_keeper
from supplies.serials import serial
from supplies.services import firm_goods, stock
from supplies.services.balances import Leg
from supplies.transitions import TRANSFER


class BadTransfer(DomainError):
    code = "bad_transfer"
    message = _("Please choose goods of one depot, and another depot that is open.")


class SaysNotWhy(DomainError):
    code = "no_reason_for_difference"
    message = _("Please say why another quantity arrived than was sent.")


@dataclass(frozen=True)
class Arrival:
    """What came of a line, in base units."""

    units: int
    reason: str = ""


@transaction.atomic
def send(
    *,
    source: Place,
    target: Place,
    goods: Sequence[tuple[Balance, int]],
    document: str = "",
    by: User,
    at: datetime,
) -> Transfer:
    """
    Load goods that nobody has set aside for another depot: they are on the way.

    :param goods: balances of the source, with base units
    :raises BadTransfer: if the depots or the goods do not fit
    :raises NotEnough: if more is sent than is free
    """
    if not is_keeper(by, source):
        raise PermissionDenied
    depots = source.kind == target.kind == PlaceKind.DEPOT and target.status == PlaceStatus.OPEN
    fits = depots and source.pk != target.pk and goods
    if not fits or any(row.place_id != source.pk for row, _units in goods):
        raise BadTransfer
    transfer = Transfer.objects.create(
        number=serial("T", source.division_id, at),
        source=source,
        target=target,
        document=document,
        sent_at=at,
        sent_by=by,
    )
    road = stock.special_place(source.division, PlaceKind.IN_TRANSIT)
    legs = []
    for row, units in goods:
        stock.check_quantity(units)
        TransferLine.objects.create(transfer=transfer, lot=row.lot, owner_id=row.owner_id, sent=units)
        legs += [Leg(source, row.lot, -units, row.owner_id), Leg(road, row.lot, units, row.owner_id)]
    move(transfer, legs, by=by, at=at)
    audit.record(transfer, "transfer.send", by=by, at=at, to_status=transfer.status)
    return transfer


@transaction.atomic
def arrive(*, transfer: Transfer, arrivals: Mapping[int, Arrival], by: User, at: datetime) -> Transfer:
    """
    Take a transfer in as it was counted; a line that is not named came whole.

    What is missing, or is more than was sent, goes to the count differences with its reason.

    :param arrivals: by the line's primary key
    :raises SaysNotWhy: if a difference has no reason
    """
    with TRANSFER.transition(transfer, "arrive", by=by, at=at):
        legs, reasons = [], []
        for line in lines_of(transfer):
            came = arrivals.get(line.pk, Arrival(line.sent))
            legs += taken_in(transfer, line, came)
            line.arrived, line.reason = came.units, came.reason
            line.save(update_fields=["arrived", "reason"])
            reasons.append(came.reason)
        held = firm_goods.hold(legs)
        move(transfer, legs, by=by, at=at)
        reason = "; ".join(filter(None, [transfer.number, *reasons]))
        firm_goods.account(held, legs, reason=reason, by=by, at=at)
        transfer.ended_at, transfer.ended_by = at, by
    return transfer


def taken_in(transfer: Transfer, line: TransferLine, came: Arrival) -> list[Leg]:
    if not 0 <= came.units <= LARGEST_QUANTITY:
        raise stock.BadQuantity
    missing = line.sent - came.units
    if missing and not came.reason.strip():
        raise SaysNotWhy
    division = transfer.source.division
    road = stock.special_place(division, PlaceKind.IN_TRANSIT)
    lost = stock.special_place(division, PlaceKind.ADJUSTMENT)
    ends = [(road, -line.sent), (transfer.target, came.units), (lost, missing)]
    return [Leg(place, line.lot, units, line.owner_id) for place, units in ends if units]


@transaction.atomic
def call_back(*, transfer: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """The goods turn round: all of them are in the first depot again."""
    with TRANSFER.transition(transfer, "call_back", by=by, at=at, note=reason):
        road = stock.special_place(transfer.source.division, PlaceKind.IN_TRANSIT)
        legs = []
        for line in lines_of(transfer):
            legs.append(Leg(road, line.lot, -line.sent, line.owner_id))
            legs.append(Leg(transfer.source, line.lot, line.sent, line.owner_id))
        move(transfer, legs, by=by, at=at)
        transfer.ended_at, transfer.ended_by = at, by
    return transfer


def lines_of(transfer: Transfer) -> list[TransferLine]:
    return list(transfer.lines.select_related("lot").order_by("pk"))


def move(transfer: Transfer, legs: list[Leg], *, by: User, at: datetime) -> None:
    stock.post(
        kind=MovementKind.TRANSFER,
        legs=legs,
        division=transfer.source.division,
        document=transfer.number,
        by=by,
        at=at,
    )
