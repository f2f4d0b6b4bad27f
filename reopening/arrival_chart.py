"""Arrivals over the day as columns of five minutes, the peak marked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import Box, Frame
from reopening.arrivals import DAY, PEAK_SLOTS, SLOT, SLOTS, Shift, arrivals, clock, peak

FRAME = Frame(width=360, height=170, foot=22)
LABEL = 14  # room for one line of words
MARGIN = 3  # empty slots on either side
NARROWEST = 24  # slots: two hours


@dataclass(frozen=True, slots=True)
class Bar:
    """One slot with people in it: from when, how many, and whether it is part of the peak."""

    time: str
    people: int
    is_peak: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    ticks: list[Tick]
    most: int
    people: int
    peak_from: str
    peak_to: str
    limit: int  # the most people in five minutes, if every ten minutes keep the limit; 0: none
    limit_y: float | None
    limit_label_y: float
    width: int = FRAME.width
    height: int = FRAME.height
    floor: int = FRAME.floor


def chart(shifts: Sequence[Shift], *, limit: int | None = None) -> Chart | None:
    """
    Only the part of the day in which people arrive; None when nobody does.

    :param limit: people in ten minutes at all entrances together
    """
    day = arrivals(shifts)
    if not any(day):
        return None
    first, count = stretch(day)
    top = peak(day, PEAK_SLOTS)
    share = limit // PEAK_SLOTS if limit else 0
    most = max([*day, share])
    line = FRAME.column(0, 0, share, most).y
    wide = FRAME.width / count
    peak_slots = {(top.at // SLOT + step) % SLOTS for step in range(PEAK_SLOTS)}
    bars = [
        Bar(
            time=clock(slot * SLOT),
            people=day[slot],
            is_peak=slot in peak_slots,
            box=FRAME.column(place * wide + wide * 0.08, wide * 0.84, day[slot], most),
        )
        for place in range(count)
        if day[slot := (first + place) % SLOTS]
    ]
    return Chart(
        bars=bars,
        ticks=ticks(first, count, wide),
        most=most,
        people=top.people,
        peak_from=clock(top.at),
        peak_to=clock((top.at + PEAK_SLOTS * SLOT) % DAY),
        limit=share,
        limit_y=line if share else None,
        limit_label_y=line - 4 if line > LABEL else line + LABEL,
    )


def stretch(day: Sequence[int]) -> tuple[int, int]:
    """The shortest part of the circle that holds all arrivals, with a margin: its first slot and its length."""
    busy = [slot for slot, people in enumerate(day) if people]
    gaps = [
        ((later - slot) % SLOTS or SLOTS, later)
        for slot, later in zip(busy, [*busy[1:], busy[0]], strict=True)
    ]
    widest, first = max(gaps, key=lambda gap: gap[0])
    count = SLOTS - widest + 1
    margin = max(MARGIN, -(-(NARROWEST - count) // 2))
    return ((first - margin) % SLOTS, count + 2 * margin) if count + 2 * margin < SLOTS else (0, SLOTS)


def ticks(first: int, count: int, wide: float) -> list[Tick]:
    """Full hours, so many that their labels do not touch."""
    hours = next(step for step in (1, 2, 4) if count * SLOT / 60 / step <= 6)
    each = hours * 60 // SLOT
    return [
        Tick(round(place * wide, 1), clock((first + place) % SLOTS * SLOT))
        for place in range(count)
        if (first + place) % each == 0
    ]
