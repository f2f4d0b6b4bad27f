"""
Who would open on which day, by phases and quotas, and what that uses up. Pure: no queries, no clock.

Cases come as groups of equal ones, in the order in which they would be taken. On each day every phase that is open
takes from the front, as many as its own quota and the quotas of the day hold; who does not fit waits for the next day
and holds up nobody behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any, Self

from approvals.day_quotas import DayRoom, Load


@dataclass(frozen=True, slots=True)
class Group:
    """
    `count` waiting cases that are alike: their phase, the division code of the site, people on site of each.

    :param exposed: of these people, on exposed posts
    """

    phase: str
    division: str
    heads: int
    count: int
    exposed: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """When a phase opens, and how many firms and people of it may open on one day. None: no limit."""

    phase: str
    opens_from: date | None = None
    opens_until: date | None = None
    firms_a_day: int | None = None
    heads_a_day: int | None = None

    def is_open(self, day: date) -> bool:
        begun = self.opens_from is None or self.opens_from <= day
        return begun and (self.opens_until is None or day <= self.opens_until)


@dataclass(frozen=True, slots=True)
class People:
    """People at work, and those of them on exposed posts."""

    heads: int = 0
    exposed: int = 0

    def __add__(self, more: "People") -> "People":
        return People(self.heads + more.heads, self.exposed + more.exposed)


@dataclass(frozen=True, slots=True)
class Masks:
    """
    Masks used per head and day, those in stock before the first day, and those that come in every day.

    :param exposed_times: as how many people one on an exposed post uses them
    """

    use: Fraction = Fraction(0)
    stock: int = 0
    arriving: int = 0
    exposed_times: int = 1

    def needed(self, people: People) -> int:
        """For one day."""
        return ceil(self.use * (people.heads + (self.exposed_times - 1) * people.exposed))


@dataclass(frozen=True, slots=True)
class Day:
    """
    What a day looks like: firms and heads that open by phase, people at work, masks used, masks left at the end.

    `masks_left` below zero says how many were missing up to then.
    """

    day: date
    opening: dict[str, Load]
    at_work: int
    masks: int
    masks_left: int

    @property
    def firms(self) -> int:
        return sum(load.firms for load in self.opening.values())

    @property
    def heads(self) -> int:
        return sum(load.heads for load in self.opening.values())


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days in their order, and who still waits after the last one, by phase."""

    days: list[Day] = field(default_factory=list)
    waiting: dict[str, Load] = field(default_factory=dict)

    @property
    def firms(self) -> int:
        return sum(day.firms for day in self.days)

    @property
    def heads(self) -> int:
        return sum(day.heads for day in self.days)

    @property
    def firms_waiting(self) -> int:
        return sum(load.firms for load in self.waiting.values())

    @property
    def masks(self) -> int:
        return sum(day.masks for day in self.days)

    @property
    def first_short_day(self) -> date | None:
        """The first day for whose people the masks do not last."""
        return next((day.day for day in self.days if day.masks_left < 0), None)

    @property
    def last_opening_day(self) -> date | None:
        return next((day.day for day in reversed(self.days) if day.firms), None)

    def as_json(self) -> dict[str, Any]:
        """To keep; `from_json` reads it."""
        return {
            "days": [
                {
                    "day": day.day.isoformat(),
                    "opening": loads_as_json(day.opening),
                    "at_work": day.at_work,
                    "masks": day.masks,
                    "masks_left": day.masks_left,
                }
                for day in self.days
            ],
            "waiting": loads_as_json(self.waiting),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        days = [
            Day(
                date.fromisoformat(row["day"]),
                loads_from_json(row["opening"]),
                row["at_work"],
                row["masks"],
                row["masks_left"],
            )
            for row in kept["days"]
        ]
        return cls(days, loads_from_json(kept["waiting"]))


def loads_as_json(loads: Mapping[str, Load]) -> dict[str, list[int]]:
    return {phase: [load.firms, load.heads] for phase, load in loads.items()}


def loads_from_json(kept: Mapping[str, list[int]]) -> dict[str, Load]:
    return {phase: Load(*pair) for phase, pair in kept.items()}


def simulate(
    groups: Sequence[Group],
    stages: Sequence[Stage],
    rooms: Mapping[date, DayRoom],
    *,
    masks: Masks = Masks(),
    starting: Mapping[date, People] | None = None,
    at_work: People = People(),
) -> Forecast:
    """
    :param stages: in the order in which phases are served; a group of no stage waits
    :param rooms: the places of each day, in the order of the days; filled by the simulation
    :param starting: people who begin to work on a day anyway, by decisions that were made
    :param at_work: people at work before the first day
    """
    queues = {
        stage.phase: [list_of(group) for group in groups if group.phase == stage.phase] for stage in stages
    }
    known, stock, days = starting or {}, masks.stock, []
    for day, room in rooms.items():
        at_work += known.get(day, People())
        opening = {}
        for stage in stages:
            if stage.is_open(day):
                load, exposed = open_on_a_day(queues[stage.phase], stage, room)
                opening[stage.phase] = load
                at_work += People(load.heads, exposed)
        needed = masks.needed(at_work)
        stock += masks.arriving - needed
        days.append(Day(day, opening, at_work.heads, needed, stock))
    return Forecast(days, still_waiting(groups, queues))


Left = list[Any]  # division, heads, count, exposed: a group that shrinks


def list_of(group: Group) -> Left:
    return [group.division, group.heads, group.count, group.exposed]


def open_on_a_day(queue: list[Left], stage: Stage, room: DayRoom) -> tuple[Load, int]:
    """
    Take from the front of the queue what opens today, and how many of its people are on exposed posts; groups that
    are used up leave the queue.
    """
    opened, exposed = Load(), 0
    for group in queue:
        division, heads, count, exposed_each = group
        if stage.firms_a_day is not None:
            count = min(count, stage.firms_a_day - opened.firms)
            if count <= 0:
                break
        if stage.heads_a_day is not None and heads:
            count = min(count, (stage.heads_a_day - opened.heads) // heads)
        taken = room.fits(division, heads, count) if count > 0 else 0
        if taken:
            room.take(division, heads=heads * taken, firms=taken)
            opened.firms += taken
            opened.heads += heads * taken
            exposed += exposed_each * taken
            group[2] -= taken
    queue[:] = [group for group in queue if group[2]]
    return opened, exposed


def still_waiting(groups: Sequence[Group], queues: Mapping[str, list[Left]]) -> dict[str, Load]:
    """By phase; phases without a stage wait whole."""
    waiting: dict[str, Load] = {}
    left = [(phase, *group[:3]) for phase, queue in queues.items() for group in queue]
    left += [
        (each.phase, each.division, each.heads, each.count) for each in groups if each.phase not in queues
    ]
    for phase, _division, heads, count in left:
        load = waiting.setdefault(phase, Load())
        load.firms += count
        load.heads += heads * count
    return waiting
