"""
The best plan we can find: PyVRP in the worker, the savings plan where that is not worse.

A fixed seed and a fixed number of iterations give the same plan on every machine (D4) that has time for them: nobody
waits longer than `seconds`, however many the drops. More than `MOST` drops are split by their direction from the depot
into parts of their own; vehicles are dealt to the parts by boxes and drops.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
import structlog

from supplies import savings, tour_checks
from supplies.tours import Plan, Problem, Tour, timed, why_left

log = structlog.get_logger(__name__)
SOLVER = "pyvrp-0.14.1"
FALLBACK = "savings-1"
SEED = 20200217
MOST = 300  # drops of one part
PRIZE = 10_000_000  # metres
Tell = Callable[[int, int], None]
Bearings = Sequence[float]


@dataclass(frozen=True)
class Hours:
    """Of the monotonic clock: until when the solver searches, and after when nothing is begun any more."""

    until: float
    latest: float


@dataclass(frozen=True)
class Solved:
    """The plan to drive, the plan without a solver beside it, and who made the first."""

    plan: Plan
    greedy: Plan
    made_by: str


def solve(
    problem: Problem,
    bearings: Bearings,
    *,
    iterations: int,
    seconds: float = math.inf,
    tell: Tell = lambda done, total: None,
) -> Solved:
    """
    :param bearings: direction of each drop from the depot, in radians
    :param iterations: of the solver, for each part
    :param seconds: after which it ends with what it has, everything counted in; the savings plan is always made
    :param tell: called with (iterations done, iterations in all)
    """
    begun = monotonic()
    greedy = savings.plan(problem)
    # The parts' own first plans and what is left come besides: time for them as for the whole first plan is kept.
    hours = Hours(until=begun + seconds - (monotonic() - begun), latest=begun + seconds)
    try:
        found = improved(problem, bearings, iterations=iterations, hours=hours, tell=tell)
    except Exception:  # whatever ails the solver, the fallback ships (D5)
        log.exception("plan.solver_failed", drops=len(problem.drops))
        return Solved(greedy, greedy, FALLBACK)
    if found is None:
        log.warning("plan.out_of_time", drops=len(problem.drops), seconds=seconds)
        return Solved(greedy, greedy, FALLBACK)
    is_sound = next(tour_checks.faults(problem, found), None) is None
    if not is_sound or found.cost(problem) >= greedy.cost(problem):
        return Solved(greedy, greedy, FALLBACK)
    return Solved(found, greedy, SOLVER)


def improved(
    problem: Problem, bearings: Bearings, *, iterations: int, hours: Hours, tell: Tell
) -> Plan | None:
    """The parts' plans put together; what no part could take is then tried everywhere. None when time is over."""
    if not problem.vehicles or not problem.drops:
        return savings.plan(problem)
    parts = split(problem, bearings)
    tours: list[Tour] = []
    for number, (vehicles, drops) in enumerate(parts):

        def told(done: int, before: int = number * iterations) -> None:
            tell(before + done, len(parts) * iterations)

        now = monotonic()
        if now >= hours.latest:
            return None
        stop = Stop(iterations, until=now + (hours.until - now) / (len(parts) - number), tell=told)
        for tour in solve_part(problem.part(vehicles, drops), stop):
            order = [drops[drop] for drop in tour.drops]
            if whole := timed(problem, vehicles[tour.vehicle], order):
                tours.append(whole)
    taken = {drop for tour in tours for drop in tour.drops}
    left = {drop: why_left(problem, drop) for drop in range(len(problem.drops)) if drop not in taken}
    made = Plan(tuple(sorted(tours, key=lambda tour: tour.vehicle)), left)
    return savings.insert_left(problem, made, is_late=lambda: monotonic() >= hours.latest)


def split(problem: Problem, bearings: Bearings) -> list[tuple[list[int], list[int]]]:
    """(vehicles, drops) of each part; one part when there are few enough drops."""
    count = min(-(-len(problem.drops) // MOST), len(problem.vehicles))
    order = sorted(range(len(problem.drops)), key=lambda drop: (bearings[drop], drop))
    if count <= 1:
        return [(list(range(len(problem.vehicles))), list(range(len(problem.drops))))]
    parts = [piece.tolist() for piece in np.array_split(np.array(order), count)]
    need = [sum(problem.drops[drop].load for drop in part) for part in parts]
    vehicles: list[list[int]] = [[] for _ in parts]
    largest_first = sorted(
        range(len(problem.vehicles)), key=lambda number: (-problem.vehicles[number].capacity, number)
    )
    for number in largest_first:
        empty = [place for place, dealt in enumerate(vehicles) if not dealt]
        place = max(empty or range(count), key=lambda place: need[place] / (1 + len(vehicles[place])))
        vehicles[place].append(number)
    return [(sorted(dealt), part) for dealt, part in zip(vehicles, parts, strict=True)]


def solve_part(problem: Problem, stop: Stop) -> list[Tour]:
    """PyVRP's tours, begun from the savings plan; that plan itself where no time is left for more."""
    first = savings.plan(problem).tours
    if stop.is_late:
        return list(first)
    import pyvrp  # not at the top: a web process never pays for it

    kinds = alike(problem)
    data = data_of(pyvrp, problem, kinds)
    kind_of = {vehicle: kind for kind, vehicles in enumerate(kinds) for vehicle in vehicles}
    routes = [pyvrp.Route(data, list(tour.drops), kind_of[tour.vehicle]) for tour in first]
    result = pyvrp.solve(
        data,
        stop,
        seed=SEED,
        collect_stats=False,
        initial_solution=pyvrp.Solution(data, routes),
    )
    free = [list(vehicles) for vehicles in kinds]
    tours = []
    for route in result.best.routes():
        drops = [stop.idx for stop in route if stop.is_client()]
        if drops and (tour := timed(problem, free[route.vehicle_type()].pop(0), drops)):
            tours.append(tour)
    return tours


def alike(problem: Problem) -> list[list[int]]:
    """Vehicles that may stand for each other, together: the solver searches far fewer plans."""
    kinds: dict[Any, list[int]] = {}
    for number, vehicle in enumerate(problem.vehicles):
        kinds.setdefault(vehicle, []).append(number)
    return list(kinds.values())


def data_of(pyvrp: Any, problem: Problem, kinds: list[list[int]]) -> Any:
    """The problem in the solver's words. Leaving a drop out costs more than any detour."""
    seconds = problem.metres * problem.seconds_per_km // 1000
    clients = [
        pyvrp.Client(
            number,
            delivery=[drop.load],
            service_duration=drop.service,
            tw_early=drop.opens,
            tw_late=drop.closes,
            prize=PRIZE + drop.load,
            required=False,
        )
        for number, drop in enumerate(problem.drops, start=1)
    ]
    types = [
        pyvrp.VehicleType(
            num_available=len(vehicles),
            capacity=[van.capacity],
            tw_early=max(van.starts, problem.opens),
            tw_late=max(van.starts, problem.opens, min(van.ends, problem.closes)),
            shift_duration=van.shift,
        )
        for vehicles in kinds
        for van in [problem.vehicles[vehicles[0]]]
    ]
    places = [pyvrp.Location(0, 0)] * (len(problem.drops) + 1)  # distances come from the matrices
    return pyvrp.ProblemData(places, clients, [pyvrp.Depot(0)], types, [problem.metres], [seconds])


class Stop:
    """
    The end after so many iterations or at an instant, telling how far it is (PyVRP asks once before each).

    :param until: of the monotonic clock
    """

    def __init__(self, iterations: int, *, until: float, tell: Callable[[int], None]) -> None:
        self.iterations, self.until, self.tell, self.done = iterations, until, tell, 0

    def __call__(self, best_cost: float) -> bool:
        self.done += 1
        if self.done % 100 == 0:
            self.tell(min(self.done, self.iterations))
        is_late = self.is_late
        if is_late and self.done <= self.iterations:
            log.warning("plan.out_of_time", iterations=self.done - 1, asked=self.iterations)
        return is_late or self.done > self.iterations

    @property
    def is_late(self) -> bool:
        return monotonic() >= self.until
