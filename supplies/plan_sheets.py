"""
The frozen task of a plan and its result, as they are kept (JSON), and the planner's words for them. Pure.

A sheet is `{"minutes_per_stop", "km_per_hour", "depots": [depot, …], "replaces": [run id, …]}`; a depot
`{"id", "opens", "closes", "point", "vehicles": [{"id", "name", "courier", "capacity", "starts", "ends", "shift"}],
"drops": [{"firm", "parcels": [award lot id], "load", "opens", "closes", "point", "is_guess"}]}`. Times are seconds
after midnight.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import Any

from supplies import solving
from supplies.tours import Drop, Plan, Problem, Tour, Vehicle, metres_between

Sheet = dict[str, Any]


def problem_of(sheet: Sheet, depot: Sheet) -> Problem:
    """One depot's task in the planner's words."""
    points = [tuple(depot["point"]), *(tuple(drop["point"]) for drop in depot["drops"])]
    service = sheet["minutes_per_stop"] * 60
    return Problem(
        vehicles=tuple(
            Vehicle(van["capacity"], van["starts"], van["ends"], van["shift"]) for van in depot["vehicles"]
        ),
        drops=tuple(Drop(drop["load"], drop["opens"], drop["closes"], service) for drop in depot["drops"]),
        metres=metres_between(points),
        seconds_per_km=3600 // sheet["km_per_hour"],
        opens=depot["opens"],
        closes=depot["closes"],
    )


def bearings_of(depot: Sheet) -> list[float]:
    latitude, longitude = depot["point"]
    narrow = math.cos(math.radians(latitude))
    return [
        math.atan2(drop["point"][0] - latitude, (drop["point"][1] - longitude) * narrow)
        for drop in depot["drops"]
    ]


def solve(sheet: Sheet, *, iterations: int, seconds: float, tell: solving.Tell) -> Sheet:
    """
    The result of a sheet: for each depot its tours, what is left, and how the plan without a solver does.

    :param seconds: for all of it, the distances counted in; each depot gets of what is left by its parts
    """
    latest = monotonic() + seconds
    depots, parts = [], sum(parts_of(depot) for depot in sheet["depots"])
    total, before = iterations * parts, 0
    for depot in sheet["depots"]:
        mine = parts_of(depot)
        ends = monotonic() + (latest - monotonic()) * mine / parts
        problem = problem_of(sheet, depot)

        def told(done: int, _total: int, before: int = before) -> None:
            tell(before + done, total)

        left = max(0.0, ends - monotonic())
        solved = solving.solve(problem, bearings_of(depot), iterations=iterations, seconds=left, tell=told)
        before, parts = before + iterations * mine, parts - mine
        depots.append(written(problem, solved))
    return {"depots": depots}


def parts_of(depot: Sheet) -> int:
    return max(1, min(-(-len(depot["drops"]) // solving.MOST), len(depot["vehicles"])))


def written(problem: Problem, solved: solving.Solved) -> Sheet:
    return {
        "made_by": solved.made_by,
        "metres": solved.plan.length(problem),
        "greedy_metres": solved.greedy.length(problem),
        "greedy_left": len(solved.greedy.left),
        "tours": [
            {
                "vehicle": tour.vehicle,
                "drops": list(tour.drops),
                "leaves": tour.leaves,
                "arrives": list(tour.arrives),
                "back": tour.back,
                "metres": Plan((tour,)).length(problem),
            }
            for tour in solved.plan.tours
        ],
        "left": [[drop, reason] for drop, reason in sorted(solved.plan.left.items())],
    }


def plan_of(result: Sheet) -> Plan:
    """One depot's result back in the planner's words."""
    tours = tuple(
        Tour(tour["vehicle"], tuple(tour["drops"]), tour["leaves"], tuple(tour["arrives"]), tour["back"])
        for tour in result["tours"]
    )
    return Plan(tours, dict(result["left"]))
