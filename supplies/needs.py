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


def ledger_floor(deliveries: Iterable[Delivery], *, heads: int, burn: Fraction, today: date) -> int:
    """
    The least a firm must still hold of the last 14 days' deliveries, had it burned at the full rate.

    Deliveries are run through day by day, so that stock never counts as negative between two of them.
    """
    since = today - timedelta(days=LOOK_BACK_DAYS)
    return run_down(0, since, deliveries, heads=heads, burn=burn, today=today)


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
    return run_down(reported, reported_on, deliveries, heads=heads, burn=burn, today=today)


def run_down(
    held: int, on: date, deliveries: Iterable[Delivery], *, heads: int, burn: Fraction, today: date
) -> int:
    """
    What `held` on a day has become by today, in whole base units, with the deliveries from that day on.

    Counted in the parts of a unit that the use is given in, so that whole numbers are exact: a round does this for
    each of its lines.
    """
    use, parts = heads * burn.numerator, burn.denominator
    left = held * parts
    since = sorted((each for each in deliveries if on <= each.on <= today), key=lambda each: each.on)
    for delivery in since:
        left = max(0, left - use * (delivery.on - on).days) + delivery.units * parts
        on = delivery.on
    return max(0, left - use * (today - on).days) // parts


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
        ledger_floor(deliveries, heads=heads, burn=burn, today=today) if deliveries else 0,
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
