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


def carried_forward(
    reported: int,
    reported_on: date,
    deliveries: Iterable[Delivery],
    *,
    heads: int,
    burn: Fraction,
    today: date,
) -> int:
    """What a count of some days ago has become: deliveries since were added to it, use was taken off."""
    use = daily_burn(heads, burn)
    held, on = Fraction(reported), reported_on
    since = (each for each in deliveries if reported_on <= each.on <= today)
    for delivery in sorted(since, key=lambda each: each.on):
        held = max(Fraction(0), held - use * (delivery.on - on).days) + delivery.units
        on = delivery.on
    return int(max(Fraction(0), held - use * (today - on).days))


def known_stock(
    reported: int,
    reported_on: date,
    deliveries: Sequence[Delivery],
    *,
    heads: int,
    burn: Fraction,
    today: date,
) -> int:
    """The least the ledger knows a firm holds, from its deliveries and from its own last count."""
    return max(
        ledger_floor(deliveries, heads=heads, burn=burn, today=today),
        carried_forward(reported, reported_on, deliveries, heads=heads, burn=burn, today=today),
    )


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
