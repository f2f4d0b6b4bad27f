"""From a firm's heads, stock and deliveries to the integers the award rule works on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

LOOK_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Delivery:
    """Base units that reached a firm on a day."""

    on: date
    units: int


def daily_burn(heads: int, burn: Fraction) -> Fraction:
    """Base units used per day by so many people on site."""
    return heads * burn


def days_of_cover(units: int, heads: int, burn: Fraction) -> Fraction | None:
    """How long a stock lasts; None when nobody is there to use it."""
    use = daily_burn(heads, burn)
    return Fraction(units) / use if use else None


def shortfall(*, heads: int, burn: Fraction, days: int, in_hand: int) -> int:
    """Base units missing for ``days`` of cover, rounded up to whole units."""
    need = daily_burn(heads, burn) * days
    return max(0, -(-need.numerator // need.denominator) - in_hand)


def ledger_floor(deliveries: Iterable[Delivery], *, heads: int, burn: Fraction, today: date) -> int:
    """
    The least a firm must still hold of the last 14 days' deliveries, had it burned at the full rate.

    Deliveries are run through day by day, so that stock never counts as negative between two of them.
    """
    since = today - timedelta(days=LOOK_BACK_DAYS)
    use = daily_burn(heads, burn)
    held, on = Fraction(0), since
    for delivery in sorted((d for d in deliveries if since <= d.on <= today), key=lambda d: d.on):
        held = max(Fraction(0), held - use * (delivery.on - on).days) + delivery.units
        on = delivery.on
    return int(max(Fraction(0), held - use * (today - on).days))


def effective_stock(reported: int, floor: int) -> int:
    """What the firm says it has, never below what the ledger knows it must have."""
    return max(reported, floor)


def issue_unit(packs: Sequence[int], *, supply: int, lines: int) -> int:
    """
    The pack size of a round: the largest of which every asking firm could have one, else the smallest.

    At 15,000 masks for 4,261 firms a box of 50 reaches 7 % of them and an inner pack of 10 reaches 35 %.
    """
    sizes = sorted(packs, reverse=True)
    for size in sizes:
        if supply >= size * lines:
            return size
    return sizes[-1]


def packs_for(units: int, unit: int) -> int:
    """Whole packs that cover a request: a firm that asks for 5 masks may get one pack of 10."""
    return -(-units // unit)


def scaled(*, heads: int, burn: Fraction, in_hand: int, unit: int) -> tuple[int, int, int]:
    """``(demand, stock, unit)`` as integers: heads by the numerator, stock and unit by the denominator."""
    return heads * burn.numerator, in_hand * burn.denominator, unit * burn.denominator


def tier_of(phase: int | None, *, last: int = 3) -> int:
    """The ladder's tier of an application: its phase; without one, the last."""
    return phase if phase is not None and 1 <= phase <= last else last
