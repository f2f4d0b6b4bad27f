"""Days of cover before and after a round, as bars to draw. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.charts import Box, Frame
from supplies.sharing import MICRO

BIN = MICRO // 2  # half a day
BINS = 16  # the last one holds everything from 7.5 days on
FRAME = Frame(width=640, height=180, foot=24)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: places and sizes in the drawing, and the numbers behind it."""

    label: str
    before: int
    after: int
    before_box: Box
    after_box: Box


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    cut_x: float | None  # where the stock ended
    most: int
    width: int = FRAME.width
    height: int = FRAME.height
    floor: int = FRAME.floor


def bin_of(level: int) -> int:
    return min(max(level, 0) // BIN, BINS - 1)


def chart(before: Mapping[int, int], after: Mapping[int, int], *, cut_level: int | None) -> Chart:
    """:param before: firms by bin; :param cut_level: micro-days at which the stock ended"""
    most = max([1, *before.values(), *after.values()])
    slot = FRAME.width / BINS
    bars = []
    for number in range(BINS):
        low, high = before.get(number, 0), after.get(number, 0)
        bars.append(
            Bar(
                label=f"{number / 2:g}",
                before=low,
                after=high,
                before_box=FRAME.column((number + 0.12) * slot, slot * 0.36, low, most),
                after_box=FRAME.column((number + 0.5) * slot, slot * 0.36, high, most),
            )
        )
    cut_x = None if cut_level is None else round(min(cut_level / BIN, BINS) * slot, 1)
    return Chart(bars, cut_x, most)
