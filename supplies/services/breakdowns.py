"""
A vehicle drops out on the road: what it delivered stays, what it did not can be planned anew at once.

In the books the goods of the open stops go back to the depot, still set aside for their firms: each parcel gets a
successor. A courier's confirmation that comes after that is booked as long as the successors have not left.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import workflow
from core.errors import DomainError
from core.models import Role, User
from core.notifications import notify
from supplies.models import (
    AwardLot,
    AwardLotState,
    Lot,
    LotStatus,
    MovementKind,
    OrderLine,
    PlaceKind,
    RejectReason,
    Run,
    Stop,
    StopItem,
    StopStatus,
)
from supplies.services import balances, promises, stock
from supplies.services.hand_overs import Hand, count_in
from supplies.services.orders import lock_with_lines
from supplies.services.runs import errands_of
from supplies.transitions import RUN, STOP


class NothingOpen(DomainError):
    code = "nothing_open"
    message = _("Every stop of this run is finished. Please close the run instead.")


class GoneOn(DomainError):
    """What the courier says is written down, and the dispatchers are told; the books are not changed."""

    status = 409
    code = "goods_gone_on"
    message = _(
        "The run was broken off, and the goods of this stop have gone another way since. What you said is written "
        "down and the dispatcher is told; please keep the firm's receipt."
    )


class BrokenOff(DomainError):
    status = 409
    code = "run_broken_off"
    message = _(
        "The run was broken off because its vehicle dropped out. The goods of this stop go with another vehicle; "
        "you need not do anything."
    )


@transaction.atomic
def abort(*, run: Run, reason: str, by: User, at: datetime) -> Run:
    """
    End a run whose vehicle dropped out. A stop that a courier is ending just now is waited for and stays as it ends.

    :raises NothingOpen: if every stop is finished
    """
    data: dict[str, object] = {}
    with RUN.transition(run, "abort", by=by, at=at, note=reason, data=data):
        locked = workflow.lock_in_order(run.stops.select_related("run__depot", "firm"))
        stranded = [stop for stop in locked if stop.status == StopStatus.WAITING]
        if not stranded:
            raise NothingOpen
        errands_of(run).filter(stop__in=stranded).update(stop=None)
        parcels = parcels_at(stranded)
        kept = bring_back(run, parcels, by=by, at=at)
        ended = {"ended_at": at, "ended_by": by}
        STOP.transition_many(stranded, "strand", by=by, at=at, note=reason, changes=ended)
        run.closed_at = at
        data |= {"stops": len(stranded), "parcels": len(parcels)}
    told = dict.fromkeys((parcel.stop_item.stop_id for parcel in parcels), "supplies.not_delivered")
    told |= dict.fromkeys((parcel.stop_item.stop_id for parcel in kept), "supplies.stranded")
    tell(run, stranded, told, reason)
    return run


def parcels_at(stops: Iterable[Stop]) -> list[AwardLot]:
    rows = AwardLot.objects.filter(stop_item__stop__in=[stop.pk for stop in stops])
    return list(rows.select_related("order_line", "depot", "stop_item").order_by("pk"))


def bring_back(run: Run, parcels: list[AwardLot], *, by: User, at: datetime) -> list[AwardLot]:
    """
    From the road to the depot, set aside again; the parcels of which that is so.

    Of a lot that is held or recalled by now nothing is set aside: its need is open again, as after a stop that failed.
    """
    balances.lock_lots(Lot.objects.filter(pk__in={parcel.lot_id for parcel in parcels}))
    lots = Lot.objects.in_bulk({parcel.lot_id for parcel in parcels})
    _orders, lines = lock_with_lines(parcel.order_line.order_id for parcel in parcels)
    kept = [parcel for parcel in parcels if lots[parcel.lot_id].status == LotStatus.RELEASED]
    road = stock.special_place(run.depot.division, PlaceKind.IN_TRANSIT)
    legs, still_promised = [], {parcel.pk for parcel in kept}
    for parcel in parcels:
        lot, owner, units = lots[parcel.lot_id], parcel.owner_id, parcel.units
        promise = units if parcel.pk in still_promised else 0
        legs.append(balances.Leg(road, lot, -units, owner))
        legs.append(balances.Leg(parcel.depot, lot, units, owner, reserved=promise))
        if not promise:
            count_in(lines[parcel.order_line_id], parcel, Hand(0, units, RejectReason.NOT_NEEDED))
    if legs:
        stock.post(kind=MovementKind.RETURN, legs=legs, division=run.depot.division, run=run, by=by, at=at)
    for line_id, units in promises.units_by_line(kept).items():
        OrderLine.objects.filter(pk=line_id).update(loaded=F("loaded") - units)
    AwardLot.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(state=AwardLotState.ENDED)
    AwardLot.objects.bulk_create(successor_of(parcel) for parcel in kept)
    return kept


def successor_of(parcel: AwardLot) -> AwardLot:
    """The same goods for the same line, waiting for another vehicle."""
    return AwardLot(
        award_id=parcel.award_id,
        purchase_line_id=parcel.purchase_line_id,
        order_line_id=parcel.order_line_id,
        owner_id=parcel.owner_id,
        depot_id=parcel.depot_id,
        lot_id=parcel.lot_id,
        units=parcel.units,
        state=AwardLotState.RESERVED,
        override_id=parcel.override_id,
        follows=parcel,
    )


def tell(run: Run, stranded: Iterable[Stop], told: dict[int, str], reason: str) -> None:
    """The courier, and the firms that wait for goods: what they are told, by stop."""
    notify(
        [run.courier] if run.courier else [],
        "supplies.run_aborted",
        params={"run": run.number, "reason": reason},
        url="/supplies/courier/",
    )
    for stop in stranded:
        if stop.pk in told:
            params = {"firm": stop.firm.name, "run": run.number}
            notify(stop.firm.members.all(), told[stop.pk], params=params, url="/supplies/orders/")


def fetch_back(stop: Stop, *, by: User, at: datetime) -> None:
    """
    Put the goods of a stranded stop on the road again, for its courier has handed them over after all.

    Their successors are taken off the run that was to bring them. Locked: that run, orders, parcels.

    :raises GoneOn: if they are not all set aside any more
    """
    wanted = AwardLot.objects.filter(follows__stop_item__stop=stop)
    planned = Run.objects.filter(stops__items__award_lot__in=wanted)
    held = {run.pk for run in workflow.lock_in_order(Run.objects.filter(pk__in=planned.values("pk")))}
    lock_with_lines(wanted.values_list("order_line__order", flat=True))
    parcels = workflow.lock_in_order(wanted.filter(state=AwardLotState.RESERVED))
    items = StopItem.objects.filter(award_lot__in=parcels).select_related("stop")
    emptied = {item.stop_id: item.stop.run_id for item in items}
    if len(parcels) != stop.items.count() or not set(emptied.values()) <= held:
        raise GoneOn
    items.delete()
    Stop.objects.filter(pk__in=emptied, items__isnull=True, errands__isnull=True).delete()
    road, legs = stock.special_place(stop.run.depot.division, PlaceKind.IN_TRANSIT), []
    for parcel in parcels:
        owner, units = parcel.owner_id, parcel.units
        legs.append(balances.Leg(parcel.depot, parcel.lot, -units, owner, reserved=-units))
        legs.append(balances.Leg(road, parcel.lot, units, owner))
    if legs:
        division = stop.run.depot.division
        stock.post(
            kind=MovementKind.ISSUE, legs=legs, division=division, run=stop.run, stop=stop, by=by, at=at
        )
    AwardLot.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(state=AwardLotState.EXPIRED)
    for line_id, units in promises.units_by_line(parcels).items():
        OrderLine.objects.filter(pk=line_id).update(loaded=F("loaded") + units)


def warn(stop: Stop) -> None:
    """The dispatchers in charge: a firm may be about to get its goods twice."""
    code = stop.run.depot.division_id
    mine = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    people = User.objects.filter(
        is_active=True, appointments__role=Role.DISPATCHER, appointments__division__in=mine
    )
    params = {"firm": stop.firm.name, "run": stop.run.number}
    notify(people.distinct(), "supplies.late_hand_over", params=params, url=stop.run.get_absolute_url())
