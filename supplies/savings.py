"""
The deterministic fallback: tours by savings insertion. Pure.

A vehicle's tour begins with the farthest drop that fits and takes, one by one, the drop whose insertion saves most
against a trip of its own, until nothing fits; then the next vehicle. It is what a planner without a solver does, what
the solver starts from, and what ships when the solver fails.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from supplies.tours import DAY_S, Drop, Metres, Plan, Problem, Tour, Vehicle, length, timed, why_left

TRIES = 40  # insertions looked at before a vehicle counts as full


def plan(problem: Problem) -> Plan:
    """Tours for every vehicle that is needed, and what is left with its reason."""
    waiting = set(range(len(problem.drops)))
    tours = []
    for vehicle in range(len(problem.vehicles)):
        tour = fill(problem, vehicle, waiting)
        if tour is not None:
            tours.append(shorter(problem, tour))
            waiting -= set(tour.drops)
    left = {drop: why_left(problem, drop) for drop in sorted(waiting)}
    return insert_left(problem, Plan(tuple(tours), left))


def one_tour(metres: Metres) -> tuple[list[int], int]:
    """The order of a single tour through every drop of the matrix, whatever the hour, and its metres."""
    drops = (Drop(1),) * max(0, len(metres) - 1)
    problem = Problem((Vehicle(len(drops), 0, DAY_S, DAY_S),), drops, metres, seconds_per_km=0)
    made = plan(problem)
    return [drop for tour in made.tours for drop in tour.drops], made.length(problem)


def fill(problem: Problem, vehicle: int, waiting: set[int]) -> Tour | None:
    """One vehicle's tour among the drops that wait."""
    far_first = sorted(waiting, key=lambda drop: (-problem.metres[0, drop + 1], drop))
    tour = next((found for drop in far_first if (found := timed(problem, vehicle, [drop]))), None)
    if tour is None:
        return None
    left = np.array(sorted(waiting - set(tour.drops)), np.int64)
    loads = np.array([drop.load for drop in problem.drops], np.int64)
    room = problem.vehicles[vehicle].capacity - int(loads[list(tour.drops)].sum())
    while len(left := left[loads[left] <= room]):
        following = best_insertion(problem, tour, left)
        if following is None:
            break
        room -= int(loads[list(set(following.drops) - set(tour.drops))].sum())
        tour = following
        left = left[~np.isin(left, tour.drops)]
    return tour


def best_insertion(problem: Problem, tour: Tour, left: np.ndarray) -> Tour | None:
    """The tour with one drop more, the one that saves most and fits."""
    path = np.array([0, *(drop + 1 for drop in tour.drops), 0], np.int64)
    metres, rows = problem.metres, left + 1
    added = metres[np.ix_(path[:-1], rows)] + metres[np.ix_(path[1:], rows)]
    added -= metres[path[:-1], path[1:]][:, None]
    saved = (2 * metres[0, rows] - added).ravel()
    order = np.argsort(-saved, kind="stable")[: max(TRIES, len(path))]
    for flat in order:
        place, column = divmod(int(flat), len(rows))
        drops = (*tour.drops[:place], int(left[column]), *tour.drops[place:])
        if found := timed(problem, tour.vehicle, drops):
            return found
    return None


def shorter(problem: Problem, tour: Tour) -> Tour:
    """Turn pieces of the tour round (2-opt) as long as that shortens it and everything still holds."""
    best, improved = tour, True
    while improved:
        improved = False
        for i in range(len(best.drops) - 1):
            for j in range(i + 2, len(best.drops) + 1):
                drops = (*best.drops[:i], *best.drops[i:j][::-1], *best.drops[j:])
                if not turns_shorter(problem, best.drops, i, j):
                    continue
                if found := timed(problem, tour.vehicle, drops):
                    best, improved = found, True
    return best


def turns_shorter(problem: Problem, drops: tuple[int, ...], i: int, j: int) -> bool:
    path = [0, *(drop + 1 for drop in drops), 0]
    a, b, c, d = path[i], path[i + 1], path[j], path[j + 1]
    metres = problem.metres
    return bool(metres[a, c] + metres[b, d] < metres[a, b] + metres[c, d])


def insert_left(problem: Problem, made: Plan, *, is_late: Callable[[], bool] = lambda: False) -> Plan:
    """Put what is left wherever it fits at the least detour, as long as it is not late; unused vehicles may start."""
    tours = {tour.vehicle: tour for tour in made.tours}
    left = {}
    for drop, reason in made.left.items():
        found = None if is_late() else cheapest_place(problem, tours, drop)
        if found is None:
            left[drop] = reason
        else:
            tours[found.vehicle] = found
    return Plan(tuple(tours[number] for number in sorted(tours)), left)


def cheapest_place(problem: Problem, tours: dict[int, Tour], drop: int) -> Tour | None:
    best, least = None, 0
    for vehicle in range(len(problem.vehicles)):
        drops = tours[vehicle].drops if vehicle in tours else ()
        for place in range(len(drops) + 1):
            longer = (*drops[:place], drop, *drops[place:])
            detour = length(problem, longer) - length(problem, drops)
            if (best is None or detour < least) and (found := timed(problem, vehicle, longer)):
                best, least = found, detour
    return best
