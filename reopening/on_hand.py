"""
What lies in the depots of a place and may still be shared out, for whoever plans with it.

A package that keeps stock names it in `on_hand.py`: `units(division_code, item, on)`. The hall asks without knowing
what a depot is (docs/adr/0048).
"""

from collections.abc import Callable
from datetime import date
from functools import cache

from core.packages import modules

Source = Callable[[str, str, date], int]


@cache
def sources() -> tuple[Source, ...]:
    return tuple(module.units for module in modules("on_hand", besides="reopening"))


def units_on_hand(division_code: str, item: str, on: date) -> int | None:
    """
    Units of an item in the place and below it that are promised to nobody and good on that day.

    :return: None where no part of the desk keeps stock
    """
    found = [source(division_code, item, on) for source in sources()]
    return sum(found) if found else None
