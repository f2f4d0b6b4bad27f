"""Heads, stock and deliveries as the integers of the award rule."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from supplies.needs import (
    Delivery,
    carried_forward,
    effective_stock,
    issue_unit,
    known_stock,
    ledger_floor,
    packs_for,
    scaled,
)

TODAY = date(2020, 2, 20)
ONE = Fraction(1)


def test_the_ledger_knows_the_least_a_firm_must_still_hold() -> None:
    deliveries = [Delivery(TODAY - timedelta(days=10), 100), Delivery(TODAY - timedelta(days=2), 50)]

    assert ledger_floor(deliveries, heads=10, burn=ONE, today=TODAY) == 50 - 20 + 20
    assert ledger_floor(deliveries, heads=20, burn=ONE, today=TODAY) == 10
    assert ledger_floor([Delivery(TODAY - timedelta(days=15), 900)], heads=1, burn=ONE, today=TODAY) == 0
    assert effective_stock(5, 30) == 30
    assert effective_stock(80, 30) == 80


@pytest.mark.parametrize(
    ("supply", "lines", "unit"), [(15_000, 300, 50), (15_000, 301, 10), (15_000, 4_261, 10)]
)
def test_bulk_is_broken_when_there_is_less_than_one_box_a_firm(supply: int, lines: int, unit: int) -> None:
    assert issue_unit([10, 50], supply=supply, lines=lines) == unit


def test_a_request_is_covered_by_whole_packs() -> None:
    assert [packs_for(units, 10) for units in (0, 1, 10, 11)] == [0, 1, 1, 2]


def test_a_rational_burn_becomes_integers() -> None:
    assert scaled(heads=250, burn=Fraction(1, 100), in_hand=2, unit=1) == (250, 200, 100)


def test_a_count_grows_by_what_came_after_it_and_shrinks_by_use() -> None:
    deliveries = [Delivery(TODAY - timedelta(days=9), 900), Delivery(TODAY - timedelta(days=1), 50)]
    counted_on = TODAY - timedelta(days=3)

    carried = carried_forward(100, counted_on, deliveries, heads=10, burn=ONE, today=TODAY)
    known = known_stock(100, counted_on, deliveries, heads=10, burn=ONE, today=TODAY)

    assert carried == 100 - 20 + 50 - 10
    assert known == max(carried, 900 - 80 + 50 - 10)
    assert carried_forward(5, TODAY, [], heads=10, burn=ONE, today=TODAY) == 5
