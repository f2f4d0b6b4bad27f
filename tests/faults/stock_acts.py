"""The day at the depots: goods come in and are given, moved, counted, doubted; promises lapse."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from core.dates import shanghai_day
from supplies.models import (
    Adjustment,
    AdjustmentStatus,
    Balance,
    CountDay,
    Lot,
    Movement,
    MovementKind,
    Transfer,
    TransferStatus,
)
from supplies.services import counts, donations, lots, reservations, stock, transfers
from tests.faults.people import any_of, other_keeper
from tests.supplies import makers

NOW = timezone.now
REASON = "torn"


def receive(chance: Random) -> None:
    lot_no = f"K{chance.randrange(6)}"
    makers.received(chance.randrange(50, 600), lot_no=lot_no, expires_on=shanghai_day(NOW()) + makers.FAR)


def donate(chance: Random) -> None:
    donations.take_in(
        donor=chance.choice(["张先生", "校友会"]),
        depot=makers.place(),
        item=makers.item(),
        units=chance.randrange(10, 90),
        lot_no=f"G{chance.randrange(3)}",
        expires_on=shanghai_day(NOW()) + makers.FAR,
        document="letter",
        by=makers.keeper(),
        at=NOW(),
    )


def reverse(chance: Random) -> None:
    """A receipt or a count that was a mistake."""
    kinds = [MovementKind.RECEIVE, MovementKind.COUNT]
    made = any_of(Movement.objects.filter(kind__in=kinds, reversed_by__isnull=True), chance)
    stock.reverse(movement=made, reason=REASON, by=makers.keeper(), at=NOW())


def transfer(chance: Random) -> None:
    """From the depot to the other one, what is free of the pool or of a firm; or what is on the way arrives."""
    if open_transfers():
        arrive(chance)
        return
    row = any_of(Balance.objects.in_depots().filter(place=makers.place(), on_hand__gt=0), chance)
    goods = [(row, chance.randrange(1, 40))]
    transfers.send(source=row.place, target=makers.other_depot(), goods=goods, by=makers.keeper(), at=NOW())


def arrive(chance: Random) -> None:
    """Some whole, some with a piece missing; some turn round."""
    for found in Transfer.objects.filter(status=TransferStatus.ON_THE_WAY).order_by("pk"):
        if chance.random() < 0.2:
            transfers.call_back(transfer=found, reason=REASON, by=makers.keeper(), at=NOW())
            continue
        missing = chance.choice([0, 0, 1])
        came = transfers.Arrival
        arrivals = {
            line.pk: came(line.sent - missing, REASON if missing else "") for line in found.lines.all()
        }
        transfers.arrive(transfer=found, arrivals=arrivals, by=makers.keeper(), at=NOW())


def open_transfers() -> bool:
    return Transfer.objects.filter(status=TransferStatus.ON_THE_WAY).exists()


def count(chance: Random) -> None:
    row = any_of(Balance.objects.in_depots(), chance)
    counted = max(0, row.on_hand + chance.randrange(-9, 9))
    stock.count(balance=row, counted=counted, reason=REASON, by=makers.keeper(), at=NOW())


def correct(chance: Random) -> None:
    """What a closed day says is corrected by two people."""
    asked = Adjustment.objects.filter(status=AdjustmentStatus.PROPOSED).first()
    if asked is not None:
        if chance.random() < 0.7:
            counts.sign(adjustment=asked, by=other_keeper(), at=NOW())
        else:
            counts.decline(adjustment=asked, reason=REASON, by=other_keeper(), at=NOW())
        return
    row, day = any_of(Balance.objects.in_depots(), chance), shanghai_day(NOW()) - timedelta(days=1)
    if not CountDay.objects.filter(depot=row.place, day=day).exists():
        counts.close_day(depot=row.place, day=day, by=makers.keeper(), at=NOW())
    difference = chance.choice([-3, -1, 2])
    counts.propose(balance=row, day=day, difference=difference, reason=REASON, by=makers.keeper(), at=NOW())


def doubt(chance: Random) -> None:
    """A lot is held, and released the next time."""
    held = Lot.objects.filter(status="held").first()
    if held:
        lots.release(lot=held, reason="checked", by=makers.keeper(), at=NOW())
    elif chance.random() < 0.3:
        lot = any_of(Lot.objects.filter(status="released"), chance)
        lots.hold(lot=lot, reason=REASON, by=makers.keeper(), at=NOW())


def expire(chance: Random) -> None:
    if chance.random() < 0.2:
        reservations.expire(NOW() + timedelta(days=3))
