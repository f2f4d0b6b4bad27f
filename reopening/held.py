"""
What is held back while firms stand still, each part of the desk answering for itself.

A package names it in `held.py`: `held(applications)` yields what of it waits. The hall gathers without knowing what
an order is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet
from django.utils.functional import Promise

from core.packages import modules
from reopening.models import Application


@dataclass(frozen=True)
class Held:
    """How many of something wait, and the sentence that says so."""

    key: str
    count: int
    words: str | Promise


Source = Callable[[QuerySet[Application]], Iterable[Held]]


@cache
def sources() -> tuple[Source, ...]:
    return tuple(module.held for module in modules("held", besides="reopening"))


def held_by(applications: QuerySet[Application]) -> list[Held]:
    """What waits while these stand still."""
    return [each for source in sources() for each in source(applications)]
