"""A dispatch plan as its page shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.dates import start_of
from core.models import User
from reopening.models import Firm
from supplies import maps, tours
from supplies.models import DispatchPlan, Place

REASONS: dict[str, str | Promise] = {
    tours.LEFT_TOO_BIG: _("more than the largest vehicle holds"),
    tours.LEFT_OUT_OF_TIME: _("cannot be reached within its hours, the depot's and a shift"),
    tours.LEFT_NO_VEHICLE: _("its depot has no vehicle in this plan"),
    tours.LEFT_NO_ROOM: _("the vehicles are full, or their shifts are"),
}


@dataclass(frozen=True)
class StopRow:
    firm: Firm
    boxes: int
    arrives: datetime
    is_guess: bool


@dataclass(frozen=True)
class TourRow:
    """One vehicle's tour. `number` is its colour on the map; `percent` how full it is."""

    number: int
    depot: Place
    vehicle: str
    courier: User | None
    capacity: int
    metres: int
    leaves: datetime
    back: datetime
    stops: list[StopRow]

    @property
    def boxes(self) -> int:
        return sum(stop.boxes for stop in self.stops)

    @property
    def percent(self) -> int:
        return self.boxes * 100 // self.capacity


@dataclass(frozen=True)
class LeftRow:
    firm: Firm
    depot: Place
    boxes: int
    reason: str | Promise


@dataclass(frozen=True)
class PlanView:
    tours: list[TourRow]
    left: list[LeftRow]
    map: maps.Map


@dataclass(frozen=True)
class Known:
    """The records that a plan's sheet names."""

    firms: dict[int, Firm]
    depots: dict[int, Place]
    couriers: dict[int, User]
    midnight: datetime


def view_of(plan: DispatchPlan) -> PlanView:
    """Three queries, however large the plan is."""
    tasks = plan.problem["depots"]
    known = Known(
        Firm.objects.in_bulk({drop["firm"] for task in tasks for drop in task["drops"]}),
        Place.objects.in_bulk([task["id"] for task in tasks]),
        User.objects.in_bulk({van["courier"] for task in tasks for van in task["vehicles"]} - {None}),
        start_of(plan.day),
    )
    rows: list[TourRow] = []
    left: list[LeftRow] = []
    ways: list[maps.Way] = []
    lost: list[maps.Spot] = []
    for task, result in zip(tasks, plan.result.get("depots", []), strict=False):
        for tour in result["tours"]:
            rows.append(tour_row(known, task, tour, number=len(rows) + 1))
            spots = tuple(spot_of(known, task["drops"][drop]) for drop in tour["drops"])
            ways.append(maps.Way(rows[-1].vehicle, tuple(task["point"]), spots))
        for number, reason in result["left"]:
            drop = task["drops"][number]
            firm, depot = known.firms[drop["firm"]], known.depots[task["id"]]
            left.append(LeftRow(firm, depot, drop["load"], REASONS[reason]))
            lost.append(spot_of(known, drop))
    homes = [maps.Spot(tuple(task["point"]), str(known.depots[task["id"]])) for task in tasks]
    return PlanView(rows, left, maps.draw(homes, ways, lost, tile_address=settings.MAP_TILES_URL))


def tour_row(known: Known, task: dict[str, Any], tour: dict[str, Any], *, number: int) -> TourRow:
    van, drops = task["vehicles"][tour["vehicle"]], [task["drops"][drop] for drop in tour["drops"]]
    return TourRow(
        number=number,
        depot=known.depots[task["id"]],
        vehicle=van["name"],
        courier=known.couriers.get(van["courier"]),
        capacity=van["capacity"],
        metres=tour["metres"],
        leaves=known.midnight + timedelta(seconds=tour["leaves"]),
        back=known.midnight + timedelta(seconds=tour["back"]),
        stops=[
            StopRow(
                known.firms[drop["firm"]],
                drop["load"],
                known.midnight + timedelta(seconds=at),
                drop["is_guess"],
            )
            for drop, at in zip(drops, tour["arrives"], strict=True)
        ],
    )


def spot_of(known: Known, drop: dict[str, Any]) -> maps.Spot:
    return maps.Spot(tuple(drop["point"]), known.firms[drop["firm"]].name, drop["is_guess"])
