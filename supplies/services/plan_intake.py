"""Freeze the task of a dispatch plan: which parcels of which depots, for whom, with which vehicles."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Q, QuerySet

from supplies.models import AwardLot, AwardLotState, DoorHours, Place, Run, RunStatus, Vehicle
from supplies.services.runs import firm_places
from supplies.tours import DAY_S

NOT_LEFT = [RunStatus.DRAFT, RunStatus.PLANNED]
Point = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """What a dispatcher wants planned. `replan`: runs of the day that have not left are planned anew."""

    division_code: str
    day: date
    vehicles: Collection[Vehicle]
    minutes_per_stop: int
    km_per_hour: int
    replan: bool


def runs_to_replace(asked: Asked) -> QuerySet[Run]:
    rows = Run.objects.filter(
        depot__division__code__startswith=asked.division_code, day=asked.day, status__in=NOT_LEFT
    )
    return rows.order_by("pk") if asked.replan else rows.none()


def waiting(asked: Asked) -> QuerySet[AwardLot]:
    """Parcels that are set aside and not loaded: on no run yet, or on one that is planned anew (D3)."""
    rows = AwardLot.objects.filter(
        Q(stop_item__isnull=True) | Q(stop_item__stop__run__in=runs_to_replace(asked)),
        depot__division__code__startswith=asked.division_code,
        state=AwardLotState.RESERVED,
    )
    return rows.select_related("lot__item", "order_line__order").order_by("pk")


def sheet_of(asked: Asked) -> dict[str, Any]:
    """The task as `supplies.plan_sheets` describes it; `depots` is empty when nothing waits."""
    by_depot: dict[int, dict[int, list[AwardLot]]] = defaultdict(lambda: defaultdict(list))
    for parcel in waiting(asked):
        by_depot[parcel.depot_id][parcel.order_line.order.firm_id].append(parcel)
    depots = Place.objects.in_bulk(by_depot)
    firms = {firm for rows in by_depot.values() for firm in rows}
    places = firm_places(firms)
    hours = hours_of([*depots.values(), *places.values()])
    points = points_of(places.values())
    return {
        "minutes_per_stop": asked.minutes_per_stop,
        "km_per_hour": asked.km_per_hour,
        "replaces": list(runs_to_replace(asked).values_list("pk", flat=True)),
        "depots": [
            depot_sheet(asked, depots[pk], by_depot[pk], places=places, hours=hours, points=points)
            for pk in sorted(by_depot)
        ],
    }


def depot_sheet(
    asked: Asked,
    depot: Place,
    by_firm: dict[int, list[AwardLot]],
    *,
    places: dict[int, Place],
    hours: dict[int, tuple[int, int]],
    points: dict[int, Point],
) -> dict[str, Any]:
    known = [points[firm] for firm in by_firm if firm in points]
    middle = mean(known) if known else (0.0, 0.0)
    centre = depot.point or middle
    by_street = streets(places[firm] for firm in by_firm)
    opens, closes = hours.get(depot.pk, (0, DAY_S))
    drops = []
    for firm, parcels in by_firm.items():
        place = places[firm]
        begins, ends = hours.get(place.pk, (0, DAY_S))
        drops.append(
            {
                "firm": firm,
                "parcels": [parcel.pk for parcel in parcels],
                "load": sum(boxes(parcel) for parcel in parcels),
                "opens": begins,
                "closes": ends,
                "point": points.get(firm) or by_street.get(place.division_id, centre),
                "is_guess": firm not in points,
            }
        )
    vans = sorted((van for van in asked.vehicles if van.depot_id == depot.pk), key=lambda van: van.pk)
    return {
        "id": depot.pk,
        "opens": opens,
        "closes": closes,
        "point": centre,
        "vehicles": [vehicle_sheet(van) for van in vans],
        "drops": drops,
    }


def vehicle_sheet(van: Vehicle) -> dict[str, Any]:
    return {
        "id": van.pk,
        "name": van.name,
        "courier": van.courier_id,
        "capacity": van.capacity,
        "starts": seconds(van.starts_at),
        "ends": seconds(van.ends_at),
        "shift": van.shift_minutes * 60,
    }


def boxes(parcel: AwardLot) -> int:
    """The room a parcel takes: whole boxes, a part counts as one."""
    return -(-parcel.units // parcel.lot.item.pack_units)


def seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def hours_of(places: Iterable[Place]) -> dict[int, tuple[int, int]]:
    rows = DoorHours.objects.filter(place__in=[place.pk for place in places])
    return {row.place_id: (seconds(row.opens_at), seconds(row.closes_at)) for row in rows}


def points_of(places: Iterable[Place]) -> dict[int, Point]:
    """By firm, where its place is; a firm that is not on the map is not here."""
    return {place.firm_id or 0: place.point for place in places if place.point}


def streets(places: Iterable[Place]) -> dict[str, Point]:
    """The middle of each street's known places: there we look for its firms that are not on the map."""
    found: dict[str, list[Point]] = defaultdict(list)
    for place in places:
        if place.point:
            found[place.division_id].append(place.point)
    return {code: mean(points) for code, points in found.items()}


def mean(points: list[Point]) -> Point:
    latitudes, longitudes = zip(*points, strict=True)
    return round(sum(latitudes) / len(points), 6), round(sum(longitudes) / len(points), 6)
