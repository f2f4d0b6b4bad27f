"""
What a day's drivers have to do, and a plan of it: the words that planner, fallback and checker share. Pure.

Metres and seconds are integers; row and column 0 of the matrix are the depot, drop `i` has row `i + 1`. Instants are
seconds after midnight of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

EARTH_M = 6_371_000
DETOUR_PERCENT = 130  # streets against the straight line
DAY_S = 24 * 3600
LEFT_TOO_BIG = "too_big"  # more than the largest vehicle holds
LEFT_OUT_OF_TIME = "out_of_time"  # not within its hours, the shift and the depot's hours, even alone
LEFT_NO_VEHICLE = "no_vehicle"  # its depot has none today
LEFT_NO_ROOM = "no_room"  # the vehicles are full, or their shifts are

Metres = npt.NDArray[np.int64]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Boxes it holds, from when to when it may be out, and how long at most."""

    capacity: int
    starts: int
    ends: int
    shift: int


@dataclass(frozen=True, slots=True)
class Drop:
    """A firm's boxes, the hours in which somebody is there, and the seconds it takes."""

    load: int
    opens: int = 0
    closes: int = DAY_S
    service: int = 0


@dataclass(frozen=True)
class Problem:
    """One depot's drops and vehicles. `seconds_per_km` turns metres into seconds."""

    vehicles: tuple[Vehicle, ...]
    drops: tuple[Drop, ...]
    metres: Metres
    seconds_per_km: int
    opens: int = 0  # the depot
    closes: int = DAY_S

    def seconds(self, a: int, b: int) -> int:
        return int(self.metres[a, b]) * self.seconds_per_km // 1000

    def part(self, vehicles: Sequence[int], drops: Sequence[int]) -> Problem:
        """The same task with these vehicles and drops alone."""
        rows = np.array([0, *(drop + 1 for drop in drops)], np.int64)
        return Problem(
            tuple(self.vehicles[number] for number in vehicles),
            tuple(self.drops[number] for number in drops),
            self.metres[np.ix_(rows, rows)],
            self.seconds_per_km,
            self.opens,
            self.closes,
        )


@dataclass(frozen=True, slots=True)
class Tour:
    """One vehicle's drops in order, when it leaves, when it reaches each, and when it is back."""

    vehicle: int
    drops: tuple[int, ...]
    leaves: int
    arrives: tuple[int, ...]
    back: int


@dataclass(frozen=True)
class Plan:
    """Every drop is on exactly one tour, or in `left` with a reason."""

    tours: tuple[Tour, ...] = ()
    left: dict[int, str] = field(default_factory=dict)

    def length(self, problem: Problem) -> int:
        return sum(length(problem, tour.drops) for tour in self.tours)

    def cost(self, problem: Problem) -> tuple[int, int, int]:
        """Smaller is better: firms left out, their boxes, then metres."""
        boxes = sum(problem.drops[drop].load for drop in self.left)
        return len(self.left), boxes, self.length(problem)


def length(problem: Problem, drops: Sequence[int]) -> int:
    """Metres from the depot through the drops and back."""
    path = [0, *(drop + 1 for drop in drops), 0]
    return sum(int(problem.metres[a, b]) for a, b in pairwise(path)) if drops else 0


def timed(problem: Problem, vehicle: int, drops: Sequence[int]) -> Tour | None:
    """
    The tour with its times, leaving as late as costs nothing; None where a window, the shift or a load does not hold.
    """
    van = problem.vehicles[vehicle]
    if sum(problem.drops[drop].load for drop in drops) > van.capacity:
        return None
    leaves = now = max(van.starts, problem.opens)
    arrives: list[int] = []
    here, waited, slack = 0, 0, DAY_S
    for drop in drops:
        stop = problem.drops[drop]
        now += problem.seconds(here, drop + 1)
        if now > stop.closes:
            return None
        arrives.append(now)
        waited += max(0, stop.opens - now)
        now = max(now, stop.opens)
        slack = min(slack, waited + stop.closes - now)
        now += stop.service
        here = drop + 1
    back = now + problem.seconds(here, 0)
    later = min(waited, slack)
    if back > min(van.ends, problem.closes) or back - leaves - later > van.shift:
        return None
    return Tour(vehicle, tuple(drops), leaves + later, _moved(problem, drops, leaves + later), back)


def _moved(problem: Problem, drops: Sequence[int], now: int) -> tuple[int, ...]:
    arrives, here = [], 0
    for drop in drops:
        now += problem.seconds(here, drop + 1)
        arrives.append(now)
        now = max(now, problem.drops[drop].opens) + problem.drops[drop].service
        here = drop + 1
    return tuple(arrives)


def why_left(problem: Problem, drop: int) -> str:
    """Why a drop that no tour took was left."""
    if not problem.vehicles:
        return LEFT_NO_VEHICLE
    if problem.drops[drop].load > max(van.capacity for van in problem.vehicles):
        return LEFT_TOO_BIG
    alone = any(timed(problem, number, [drop]) for number in range(len(problem.vehicles)))
    return LEFT_NO_ROOM if alone else LEFT_OUT_OF_TIME


def metres_between(points: Sequence[tuple[float, float]], *, detour_percent: int = DETOUR_PERCENT) -> Metres:
    """
    The one distance: great circles between (latitude, longitude), lengthened by the streets' detour, in whole metres.
    """
    degrees = np.radians(np.array(points, np.float64).reshape(-1, 2))
    north, east = degrees[:, 0], degrees[:, 1]
    half = np.sin((north[:, None] - north) / 2) ** 2
    half += np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    straight = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return np.asarray(np.rint(straight * detour_percent / 100), np.int64)
