"""
Who arrives and eats when: shifts counted into slots of five minutes, and a staggering that lowers the peak (S11,
S16, S20). Times are minutes of the day, 0 to 1439; a day is a circle, so that night shifts wrap around it. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DAY = 1440
SLOT = 5
SLOTS = DAY // SLOT
PEAK_SLOTS = 2  # a peak is counted over ten minutes
FURTHEST = 180  # minutes by which a start is moved at most
MOST_GROUPS = 12  # into which one shift is split at most


@dataclass(frozen=True, slots=True)
class Shift:
    """
    People who start together. They arrive evenly in the `window` minutes before `start`; a window of 0 is one slot.

    :ivar meal: when they eat, None when they do not; `canteen`: on site, all in one place
    """

    name: str
    people: int
    start: int
    end: int
    meal: int | None = None
    window: int = 15
    canteen: bool = False

    @property
    def minutes(self) -> int:
        """How long they work; a shift that ends when it starts lasts the whole day."""
        return (self.end - self.start) % DAY or DAY

    def moved(self, by: int) -> "Shift":
        """The same shift, all its times later by `by` minutes."""
        meal = None if self.meal is None else (self.meal + by) % DAY
        return replace(self, start=(self.start + by) % DAY, end=(self.end + by) % DAY, meal=meal)


@dataclass(frozen=True, slots=True)
class Peak:
    """The most `people` at once, and the minute of the day at which that begins."""

    people: int
    at: int


def evenly(people: int, parts: int) -> list[int]:
    """`people` in `parts` that differ by one at most; nobody is lost."""
    share, more = divmod(people, parts)
    return [share + (number < more) for number in range(parts)]


def slots_of(shift: Shift) -> list[int]:
    """The slots in which the people of a shift arrive, in order."""
    count = max(1, -(-min(shift.window, DAY) // SLOT))
    return [(shift.start // SLOT - count + number) % SLOTS for number in range(count)]


def arrivals(shifts: Iterable[Shift]) -> list[int]:
    """People arriving in each slot of the day."""
    day = [0] * SLOTS
    for shift in shifts:
        slots = slots_of(shift)
        for slot, people in zip(slots, evenly(shift.people, len(slots)), strict=True):
            day[slot] += people
    return day


def meals(shifts: Iterable[Shift], *, minutes: int) -> list[int]:
    """People eating in the canteen in each slot, when a meal takes `minutes`."""
    day = [0] * SLOTS
    for shift in shifts:
        if shift.canteen and shift.meal is not None:
            for number in range(max(1, -(-min(minutes, DAY) // SLOT))):
                day[(shift.meal // SLOT + number) % SLOTS] += shift.people
    return day


def peak(day: Sequence[int], slots: int = 1) -> Peak:
    """The largest sum of `slots` neighbouring slots, the earliest of several."""
    sums = [sum(day[(first + step) % len(day)] for step in range(slots)) for first in range(len(day))]
    most = max(sums)
    return Peak(most, sums.index(most) * SLOT)


def arrival_peak(shifts: Iterable[Shift]) -> Peak:
    """The most people who arrive within ten minutes."""
    return peak(arrivals(shifts), PEAK_SLOTS)


def at_one_entrance(people: int, entrances: int) -> int:
    """People at the busiest entrance, when they use all of them evenly."""
    return -(-people // max(entrances, 1))


def closest_starts(shifts: Sequence[Shift]) -> int | None:
    """The fewest minutes between two different starts; None with fewer than two of them."""
    starts = sorted({shift.start for shift in shifts if shift.people})
    if len(starts) < 2:
        return None
    return min(
        (later - earlier) % DAY for earlier, later in zip(starts, [*starts[1:], starts[0]], strict=True)
    )


def stagger(shifts: Sequence[Shift], *, limit: int, gap: int = 0) -> list[Shift]:
    """
    The shifts with their starts spread, split into groups where one start is too much, so that at most `limit`
    people arrive within ten minutes if that can be; never a higher peak than before.

    :param gap: least minutes between two different starts
    """
    if arrival_peak(shifts).people <= limit:
        return list(shifts)
    share = max(limit // PEAK_SLOTS, 1)
    groups = [group for shift in shifts for group in split(shift, share)]
    day, placed = [0] * SLOTS, list[Shift]()
    for group in groups:
        best = place(group, day, placed, share=share, gap=gap)
        placed.append(best)
        for slot, people in zip(slots_of(best), evenly(best.people, len(slots_of(best))), strict=True):
            day[slot] += people
    better = arrival_peak(placed).people <= arrival_peak(shifts).people
    return placed if better else list(shifts)


def split(shift: Shift, share: int) -> list[Shift]:
    """The shift in groups of which no slot takes more than `share` people."""
    room = share * len(slots_of(shift))
    count = min(max(1, -(-shift.people // room)), MOST_GROUPS)
    if count == 1:
        return [shift]
    return [
        replace(shift, name=f"{shift.name} {number}", people=people)
        for number, people in enumerate(evenly(shift.people, count), start=1)
    ]


def place(group: Shift, day: Sequence[int], placed: Sequence[Shift], *, share: int, gap: int) -> Shift:
    """The group at the nearest start at which it fits; where none fits, at the one with the lowest slot."""
    best, lowest = group, None
    for by in sorted(range(-FURTHEST, FURTHEST + 1, SLOT), key=lambda by: (abs(by), -by)):
        moved = group.moved(by)
        slots = slots_of(moved)
        fullest = max(
            day[slot] + people for slot, people in zip(slots, evenly(group.people, len(slots)), strict=True)
        )
        keeps = all(each.start == moved.start or apart(each.start, moved.start) >= gap for each in placed)
        if fullest <= share and keeps:
            return moved
        if lowest is None or fullest < lowest:
            best, lowest = moved, fullest
    return best


def apart(one: int, other: int) -> int:
    """Minutes between two times of the day, the shorter way round."""
    return min((one - other) % DAY, (other - one) % DAY)


def clock(minute: int) -> str:
    """`07:50`"""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
