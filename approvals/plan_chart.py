"""The forecast of a plan as columns by phase, and masks used against masks left. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from approvals.simulation import Forecast
from core.charts import Box, Frame

FRAME = Frame(width=640, height=200, foot=24)
LABEL = 44  # units of width of a day's name
COLOURS = 6  # classes chart-part-1 … 6 of charts.css


@dataclass(frozen=True, slots=True)
class Part:
    """People of one phase who open on one day."""

    colour: int
    name: str
    day: date
    firms: int
    heads: int
    box: Box


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class OpeningChart:
    """People who open on each day, one phase upon the other."""

    parts: list[Part]
    ticks: list[Tick]
    most: int
    legend: list[tuple[int, str]]
    width: int = FRAME.width
    height: int = FRAME.height
    floor: int = FRAME.floor


@dataclass(frozen=True, slots=True)
class MaskDay:
    day: date
    masks: int
    left: int
    box: Box


@dataclass(frozen=True, slots=True)
class MaskChart:
    """Masks used on each day as columns, masks left at its end as a line; on the floor they are gone."""

    days: list[MaskDay]
    ticks: list[Tick]
    line: str
    most: int
    short_x: float | None
    width: int = FRAME.width
    height: int = FRAME.height
    floor: int = FRAME.floor


def opening_chart(forecast: Forecast, names: Mapping[str, str]) -> OpeningChart:
    """:param names: of the phases by key, in their order"""
    most = max([1, *(day.heads for day in forecast.days)])
    wide = FRAME.width / max(len(forecast.days), 1)
    parts = []
    for place, day in enumerate(forecast.days):
        below = 0
        for colour, (phase, name) in enumerate(names.items()):
            load = day.opening.get(phase)
            if load is None or not load.heads:
                continue
            top = FRAME.column(place * wide + wide * 0.12, wide * 0.76, below + load.heads, most)
            under = FRAME.column(0, 0, below, most)
            box = Box(top.x, top.y, top.width, round(top.height - under.height, 1))
            parts.append(Part(colour % COLOURS + 1, name, day.day, load.firms, load.heads, box))
            below += load.heads
    legend = [(colour % COLOURS + 1, name) for colour, name in enumerate(names.values())]
    return OpeningChart(parts, ticks([day.day for day in forecast.days], wide), most, legend)


def mask_chart(forecast: Forecast) -> MaskChart:
    shown = [max(day.masks_left, 0) for day in forecast.days]
    most = max([1, *shown, *(day.masks for day in forecast.days)])
    wide = FRAME.width / max(len(forecast.days), 1)
    days, points, short_x = [], [], None
    for place, (day, left) in enumerate(zip(forecast.days, shown, strict=True)):
        box = FRAME.column(place * wide + wide * 0.12, wide * 0.76, day.masks, most)
        days.append(MaskDay(day.day, day.masks, day.masks_left, box))
        points.append(f"{round((place + 0.5) * wide, 1)},{FRAME.column(0, 0, left, most).y}")
        if short_x is None and day.masks_left < 0:
            short_x = round(place * wide, 1)
    return MaskChart(days, ticks([day.day for day in forecast.days], wide), " ".join(points), most, short_x)


def ticks(days: Sequence[date], wide: float) -> list[Tick]:
    """So many days by name that their labels do not touch."""
    step = next((step for step in (1, 2, 7, 14) if step * wide >= LABEL + 8), 14)
    return [
        Tick(round(place * wide + wide * 0.12, 1), f"{day.month}-{day.day:02d}")
        for place, day in enumerate(days)
        if place % step == 0 and place * wide + LABEL <= FRAME.width
    ]
