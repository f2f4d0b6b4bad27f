"""Days of cover before and after a round, as bars to draw. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supplies.sharing import MICRO

BIN = MICRO // 2  # half a day
BINS = 16  # the last one holds everything from 7.5 days on
WIDTH, HEIGHT, FOOT = 640, 180, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: places and sizes in the drawing, and the numbers behind it."""

    label: str
    before: int
    after: int
    x: float
    width: float
    before_y: float
    before_height: float
    after_x: float
    after_y: float
    after_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    cut_x: float | None  # where the stock ended
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - FOOT


def bin_of(level: int) -> int:
    return min(max(level, 0) // BIN, BINS - 1)


def chart(before: Mapping[int, int], after: Mapping[int, int], *, cut_level: int | None) -> Chart:
    """:param before: firms by bin; :param cut_level: micro-days at which the stock ended"""
    most = max([1, *before.values(), *after.values()])
    slot, room = WIDTH / BINS, HEIGHT - FOOT - 8
    bars = []
    for number in range(BINS):
        low, high = before.get(number, 0), after.get(number, 0)
        low_height, high_height = room * low / most, room * high / most
        bars.append(
            Bar(
                label=f"{number / 2:g}",
                before=low,
                after=high,
                x=round(number * slot + slot * 0.12, 1),
                width=round(slot * 0.36, 1),
                before_y=round(HEIGHT - FOOT - low_height, 1),
                before_height=round(low_height, 1),
                after_x=round(number * slot + slot * 0.5, 1),
                after_y=round(HEIGHT - FOOT - high_height, 1),
                after_height=round(high_height, 1),
            )
        )
    cut_x = None if cut_level is None else round(min(cut_level / BIN, BINS) * slot, 1)
    return Chart(bars, cut_x, most)
