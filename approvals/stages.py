"""In which order the steps of a case open. Pure: a step is anything with a `stage` and a `status`; no ORM."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WAITING, DONE = "not_open", frozenset({"passed", "not_needed"})


@dataclass(frozen=True)
class Stage:
    """Steps that run side by side."""

    number: int
    steps: list[Any]

    @property
    def is_done(self) -> bool:
        return all(step.status in DONE for step in self.steps)


def stages_of(steps: Iterable[Any]) -> list[Stage]:
    """The stages in their order, each with its steps in the order given."""
    by_number: dict[int, list[Any]] = {}
    for step in steps:
        by_number.setdefault(step.stage, []).append(step)
    return [Stage(number, by_number[number]) for number in sorted(by_number)]


def to_open(steps: Iterable[Any]) -> list[Any]:
    """Steps that wait although every step of every earlier stage is passed or not needed: the join."""
    for stage in stages_of(steps):
        if not stage.is_done:
            return [step for step in stage.steps if step.status == WAITING]
    return []


def unfinished(steps: Iterable[Any]) -> list[Any]:
    return [step for step in steps if step.status not in DONE]
