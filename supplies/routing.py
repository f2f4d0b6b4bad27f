"""
A short tour through the stops of one run. Pure and deterministic.

Nearest neighbour from the depot, then 2-opt until no exchange shortens the tour. Distances are as the crow
flies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_000


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; a place without a point stands at its group's end, by name."""

    name: str
    latitude: float | None
    longitude: float | None

    @property
    def is_known(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def metres(a: Point, b: Point) -> float:
    """Great-circle distance; 0 where one of the two is not known."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return 0.0
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    flat = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return 2 * EARTH_M * asin(sqrt(sin(north / 2) ** 2 + flat * sin(east / 2) ** 2))


def tour(depot: Point, stops: Sequence[Point]) -> list[int]:
    """The order in which to visit: indexes into `stops`; unknown places come last, by name."""
    known = [index for index, stop in enumerate(stops) if stop.is_known]
    unknown = sorted(
        (index for index, stop in enumerate(stops) if not stop.is_known), key=lambda index: stops[index].name
    )
    if not depot.is_known:
        return [*known, *unknown]
    starts = (nearest_next(depot, stops, known), known)  # the order given is never made worse
    best = min(
        (two_opt(depot, stops, start) for start in starts), key=lambda order: length(depot, stops, order)
    )
    return [*best, *unknown]


def length(depot: Point, stops: Sequence[Point], order: Sequence[int]) -> float:
    """Metres from the depot through the stops and back."""
    path = [depot, *(stops[index] for index in order if stops[index].is_known), depot]
    return sum(metres(a, b) for a, b in pairwise(path))


def nearest_next(depot: Point, stops: Sequence[Point], rows: Sequence[int]) -> list[int]:
    here, left, order = depot, set(rows), list[int]()
    while left:
        following = min(left, key=lambda index: (metres(here, stops[index]), stops[index].name, index))
        order.append(following)
        left.remove(following)
        here = stops[following]
    return order


def two_opt(depot: Point, stops: Sequence[Point], order: list[int]) -> list[int]:
    """Turn pieces of the tour round as long as that shortens it by a metre."""
    points = [depot, *(stops[index] for index in order), depot]
    rows, shorter = list(order), True
    while shorter:
        shorter = False
        for i in range(1, len(points) - 2):
            for j in range(i + 1, len(points) - 1):
                before = metres(points[i - 1], points[i]) + metres(points[j], points[j + 1])
                after = metres(points[i - 1], points[j]) + metres(points[i], points[j + 1])
                if after < before - 1:
                    points[i : j + 1] = points[i : j + 1][::-1]
                    rows[i - 1 : j] = rows[i - 1 : j][::-1]
                    shorter = True
    return rows
