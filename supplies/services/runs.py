"""Dispatch runs: parcels become stops, stops a tour, the tour is driven and closed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import Role, User
from core.notifications import notify
from core.permissions import in_jurisdiction
from reopening.halts import halted_cases
from reopening.models import Application, Firm
from supplies import codes, savings
from supplies.digests import digest
from supplies.models import (
    AwardLot,
    AwardLotState,
    Errand,
    ErrandStatus,
    MovementKind,
    OrderLine,
    Place,
    PlaceKind,
    Posting,
    Run,
    Stop,
    StopItem,
    StopStatus,
)
from supplies.permissions import is_keeper
from supplies.serials import serial
from supplies.services import balances, promises, stock
from supplies.services.orders import IN_FORCE, lock_with_lines
from supplies.tours import metres_between
from supplies.transitions import RUN

MOST_STOPS = 40


class NothingToDeliver(DomainError):
    code = "nothing_to_deliver"
    message = _("Nothing waits for delivery in this depot. Publish a round first.")


class NotACourier(DomainError):
    code = "not_a_courier"
    message = _("This person is not a courier of this place.")


class NoCourier(DomainError):
    code = "no_courier"
    message = _("Please choose a courier before the run departs.")


class StopsOpen(DomainError):
    code = "stops_open"
    message = _(
        "Some stops are not finished. Deliver them, or say why they failed, before you close the run."
    )


class GoodsMissing(DomainError):
    code = "goods_missing"
    message = _("Loaded goods are neither accepted, returned nor written off. The run cannot be closed.")


@transaction.atomic
def create(
    *,
    depot: Place,
    day: date,
    courier: User | None = None,
    vehicle: str = "",
    most_stops: int = MOST_STOPS,
    by: User,
    at: datetime,
) -> Run:
    """
    A run with what waits in the depot: the firms of the oldest awards first, whole firms only.

    :raises NothingToDeliver: if no parcel waits there
    :raises NotACourier: if `courier` may not drive there
    """
    if not is_keeper(by, depot):
        raise PermissionDenied
    check_courier(courier, depot)
    waiting = AwardLot.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        depot=depot, state=AwardLotState.RESERVED, stop_item__isnull=True
    )
    by_firm: dict[int, list[AwardLot]] = defaultdict(list)
    for parcel in waiting.select_related("order_line__order").order_by("pk"):
        by_firm[parcel.order_line.order.firm_id].append(parcel)
    if not by_firm:
        raise NothingToDeliver
    run = Run.objects.create(
        number=serial("D", depot.division_id, at), depot=depot, day=day, courier=courier, vehicle=vehicle
    )
    chosen = dict(list(by_firm.items())[:most_stops])
    add_stops(run, chosen)
    audit.record(run, "run.create", by=by, at=at, to_status=run.status, data={"stops": len(chosen)})
    return run


def check_courier(courier: User | None, depot: Place) -> None:
    if courier is not None and not in_jurisdiction(courier, Role.COURIER, depot.division_id):
        raise NotACourier


def add_stops(
    run: Run, by_firm: dict[int, list[AwardLot]], *, planned: Mapping[int, datetime] | None = None
) -> None:
    """Stops in the order of `by_firm`, with the instants at which a plan expects the courier there."""
    places = firm_places(by_firm)
    stops = Stop.objects.bulk_create(
        Stop(
            run=run,
            firm_id=firm_id,
            place=places[firm_id],
            address=places[firm_id].address,
            sequence=number,
            planned_at=(planned or {}).get(firm_id),
            nonce=codes.new_nonce(),
        )
        for number, firm_id in enumerate(by_firm, start=1)
    )
    StopItem.objects.bulk_create(
        StopItem(stop=stop, award_lot=parcel, units=parcel.units)
        for stop in stops
        for parcel in by_firm[stop.firm_id]
    )


def firm_places(firm_ids: Iterable[int]) -> dict[int, Place]:
    """The place of each firm in the books; made when a firm is served for the first time."""
    firms = Firm.objects.in_bulk(list(firm_ids))
    Place.objects.bulk_create(
        (
            Place(
                kind=PlaceKind.FIRM,
                firm=firm,
                name=firm.name,
                division_id=firm.division_id,
                address=firm.address,
            )
            for firm in firms.values()
        ),
        ignore_conflicts=True,
    )
    return {place.firm_id or 0: place for place in Place.objects.filter(firm__in=firms)}


@transaction.atomic
def plan(*, run: Run, courier: User | None = None, vehicle: str | None = None, by: User, at: datetime) -> Run:
    """
    Put the stops into the order of a short tour; the same stops always give the same plan.

    The order that a dispatch plan gave stays: it knows the hours at the doors.
    """
    data: dict[str, object] = {}
    with RUN.transition(run, "plan", by=by, at=at, data=data):
        check_courier(courier, run.depot)
        run.courier = courier or run.courier
        run.vehicle = run.vehicle if vehicle is None else vehicle
        if run.dispatch_plan_id is None:
            put_in_order(run)
        run.plan_sha256 = order_digest(run)
        data |= {"length_m": run.length_m, "plan_sha256": run.plan_sha256}
    return run


def put_in_order(run: Run) -> None:
    """A short tour through the stops that are on the map; the others come last, street by street."""
    stops = list(run.stops.select_related("place").order_by("place__division", "place"))
    known = [(stop, stop.place.point) for stop in stops if stop.place.point]
    points = [point for _stop, point in known]
    order, run.length_m = savings.one_tour(
        metres_between([run.depot.point or points[0], *points] if points else [])
    )
    ordered = [known[index][0] for index in order]
    ordered += [stop for stop in stops if not stop.place.point]
    for sequence, stop in enumerate(ordered, start=1):
        stop.sequence = sequence
    Stop.objects.bulk_update(ordered, ["sequence"])


def order_digest(run: Run) -> str:
    rows = run.stops.order_by("pk").values_list("sequence", "public_id")
    return digest([[sequence, str(public_id)] for sequence, public_id in rows])


@transaction.atomic
def depart(*, run: Run, by: User, at: datetime) -> Run:
    """
    Load the vehicle: set-aside goods are on the way from now on.

    Stops of firms that are stopped, or whose application is no longer in force, are taken off and their goods set
    free.

    :raises NoCourier: if nobody drives
    """
    with RUN.transition(run, "depart", by=by, at=at):
        if run.courier_id is None:
            raise NoCourier
        take_off_stopped(run)
        parcels = list(parcels_of(run))
        if not run.stops.exists():
            raise NothingToDeliver
        if parcels:
            load(run, parcels, by=by, at=at)
        run.departed_at = at
    for stop in run.stops.select_related("firm").order_by("pk"):
        notify(
            stop.firm.members.all(),
            "supplies.on_the_way",
            params={"firm": stop.firm.name, "run": run.number},
            url="/supplies/orders/",
        )
    return run


def parcels_of(run: Run) -> Iterable[AwardLot]:
    return (
        AwardLot.objects.filter(stop_item__stop__run=run)
        .select_related("order_line__order__application", "depot", "lot", "stop_item")
        .order_by("pk")
    )


def take_off_stopped(run: Run) -> None:
    """A stop order on a firm holds its deliveries and errands; so does the end of its application."""
    cases = {parcel: parcel.order_line.order.application for parcel in parcels_of(run)}
    errands = {row: row.application for row in errands_of(run).select_related("application")}
    halted = halted_cases(case.case_key for case in [*cases.values(), *errands.values()])

    def is_held(case: Application) -> bool:
        return case.status not in IN_FORCE or case.case_key in halted

    errands_of(run).filter(pk__in=[row.pk for row, case in errands.items() if is_held(case)]).update(
        stop=None
    )
    held = [parcel for parcel, case in cases.items() if is_held(case)]
    if held:
        StopItem.objects.filter(award_lot__in=held).delete()
        promises.give_back(held, AwardLotState.EXPIRED)
    run.stops.filter(items__isnull=True, errands__isnull=True).delete()


def errands_of(run: Run) -> QuerySet[Errand]:
    """What the run is to fetch or bring beside its parcels."""
    return Errand.objects.filter(stop__run=run, status=ErrandStatus.ACCEPTED)


def load(run: Run, parcels: list[AwardLot], *, by: User, at: datetime) -> None:
    lock_with_lines(parcel.order_line.order_id for parcel in parcels)
    road = stock.special_place(run.depot.division, PlaceKind.IN_TRANSIT)
    legs = []
    for parcel in parcels:
        owner, units = parcel.owner_id, parcel.units
        legs.append(balances.Leg(run.depot, parcel.lot, -units, owner, reserved=-units))
        legs.append(balances.Leg(road, parcel.lot, units, owner))
    stock.post(kind=MovementKind.ISSUE, legs=legs, division=run.depot.division, run=run, by=by, at=at)
    AwardLot.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(state=AwardLotState.LOADED)
    for line_id, units in promises.units_by_line(parcels).items():
        OrderLine.objects.filter(pk=line_id).update(loaded=F("loaded") + units)


@transaction.atomic
def cancel(*, run: Run, reason: str, by: User, at: datetime) -> Run:
    """Give up a run that has not left; its parcels wait for the next one, its errands for somebody else."""
    with RUN.transition(run, "cancel", by=by, at=at, note=reason):
        errands_of(run).update(stop=None)
        StopItem.objects.filter(stop__run=run).delete()
        run.stops.all().delete()
    return run


@transaction.atomic
def close(*, run: Run, by: User, at: datetime) -> Run:
    """
    End a run whose every stop is finished and whose goods all went somewhere.

    :raises StopsOpen: if a stop is not finished
    :raises GoodsMissing: if the books say goods are still on the way
    """
    with RUN.transition(run, "close", by=by, at=at):
        if run.stops.filter(status=StopStatus.WAITING).exists():
            raise StopsOpen
        road = Posting.objects.filter(movement__run=run, place__kind=PlaceKind.IN_TRANSIT)
        if road.values("lot").annotate(left=Sum("quantity")).exclude(left=0).exists():
            raise GoodsMissing
        run.closed_at = at
    return run
