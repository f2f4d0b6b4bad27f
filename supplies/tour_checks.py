"""
A second opinion on a plan (D1, D2): adds up loads and times by itself and trusts no planner. Pure.

It shares no arithmetic with `supplies.savings`, the solver or `supplies.tours.timed`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from supplies.tours import Plan, Problem, Tour


def faults(problem: Problem, plan: Plan) -> Iterator[str]:
    """A sentence for everything that does not hold; none for a plan that can be driven."""
    seen = Counter([*(drop for tour in plan.tours for drop in tour.drops), *plan.left])
    for drop in range(len(problem.drops)):
        if seen[drop] != 1:
            yield f"Drop {drop} is planned {seen[drop]} times."
    if strangers := sorted(set(seen) - set(range(len(problem.drops)))):
        yield f"Nobody asked for drops {strangers}."
    for drop, reason in plan.left.items():
        if not reason:
            yield f"Drop {drop} is left without a reason."
    for vehicle, times in Counter(tour.vehicle for tour in plan.tours).items():
        if times > 1:
            yield f"Vehicle {vehicle} drives {times} tours at once."
    for tour in plan.tours:
        yield from faults_of(problem, tour)


def faults_of(problem: Problem, tour: Tour) -> Iterator[str]:
    van = problem.vehicles[tour.vehicle]
    aboard = sum(problem.drops[drop].load for drop in tour.drops)
    if aboard > van.capacity:
        yield f"Vehicle {tour.vehicle} carries {aboard} boxes and holds {van.capacity}."
    if tour.leaves < van.starts or tour.leaves < problem.opens:
        yield f"Vehicle {tour.vehicle} leaves before it may."
    if tour.back > van.ends or tour.back > problem.closes:
        yield f"Vehicle {tour.vehicle} is back too late."
    if tour.back - tour.leaves > van.shift:
        yield f"Vehicle {tour.vehicle} is out for longer than a shift."
    clock, position = tour.leaves, 0
    for drop, arrives in zip(tour.drops, tour.arrives, strict=True):
        clock += problem.metres[position][drop + 1] * problem.seconds_per_km // 1000
        if arrives < clock:
            yield f"Vehicle {tour.vehicle} cannot be at drop {drop} by {arrives}."
        stop = problem.drops[drop]
        if arrives > stop.closes:
            yield f"Drop {drop} is closed when vehicle {tour.vehicle} comes."
        clock = max(arrives, stop.opens) + stop.service
        position = drop + 1
    if tour.back < clock + problem.metres[position][0] * problem.seconds_per_km // 1000:
        yield f"Vehicle {tour.vehicle} cannot be back by {tour.back}."
