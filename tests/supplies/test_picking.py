"""Depots and lots of awarded packs (I16, I17)."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplies.picking import LotStock, assign, in_key_order, supply, usable
from supplies.sharing import share
from tests.supplies.oracles import DEFAULT_LADDER, Asker, lines_of
from tests.supplies.test_sharing_invariants import rounds

TODAY = date(2020, 2, 13)


def lot(key: int, *, depot: int = 0, days: int | None = 100, units: int = 100, **more: Any) -> LotStock:
    expires_on = None if days is None else TODAY + timedelta(days=days)
    return LotStock(key, depot, f"L{key:03d}", expires_on, units, **more)


@st.composite
def stocks(draw: st.DrawFn) -> list[LotStock]:
    return [
        lot(
            key,
            depot=draw(st.integers(0, 2)),
            days=draw(st.one_of(st.none(), st.integers(-20, 60))),
            units=draw(st.integers(0, 400)),
            status=draw(st.sampled_from(["released", "released", "released", "held", "recalled"])),
            owned=draw(st.sampled_from([False, False, False, True])),
        )
        for key in range(draw(st.integers(1, 8)))
    ]


def lots_sum_to_awards_and_go_out_first_expiry_first(case: dict[str, Any], lots: list[LotStock]) -> None:
    unit = case["unit"]
    good, skipped = usable(lots, ship_on=TODAY, min_shelf_days=10, unit=unit)
    lines = lines_of(case["askers"])
    shares = share(lines, unit=unit, supply=supply(good, unit), ladder=case["ladder"])
    order = in_key_order(lines, shares.packs, unit=unit, ladder=case["ladder"])
    home = np.array([asker.name % 3 for asker in case["askers"]])
    preference = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]

    picks = assign(order, home=home, preference=preference, lots=good, unit=unit)

    by_line, by_lot = dict.fromkeys(range(len(lines)), 0), {row.key: 0 for row in lots}
    for line, stock, packs in picks.rows():
        by_line[line] += packs
        by_lot[stock] += packs
    assert list(by_line.values()) == shares.packs.tolist()
    assert len(good) + len(skipped) == len(lots)
    for row in lots:
        assert by_lot[row.key] * unit <= row.available
    for row, _reason in skipped:
        assert by_lot[row.key] == 0
    for later in good:
        for earlier in good:
            if by_lot[later.key] and earlier.depot == later.depot and earlier.order < later.order:
                assert by_lot[earlier.key] == earlier.available // unit


@settings(max_examples=80, deadline=None)
@given(rounds(), stocks())
def test_i16_lots_sum_to_awards(case: dict[str, Any], lots: list[LotStock]) -> None:
    lots_sum_to_awards_and_go_out_first_expiry_first(case, lots)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(rounds(), stocks())
def test_i16_lots_sum_to_awards_on_many_examples(case: dict[str, Any], lots: list[LotStock]) -> None:
    lots_sum_to_awards_and_go_out_first_expiry_first(case, lots)


def test_i17_every_lot_left_aside_says_why() -> None:
    lots = [
        lot(0, days=-1),
        lot(1, days=3),
        lot(2, status="held"),
        lot(3, status="recalled"),
        lot(4, owned=True),
        lot(5, units=9),
        lot(6, days=10),
        lot(7, days=None),
    ]

    good, skipped = usable(lots, ship_on=TODAY, min_shelf_days=10, unit=10)

    assert [row.key for row in good] == [6, 7]
    assert {row.key: reason for row, reason in skipped} == {
        0: "expired",
        1: "too_short",
        2: "held",
        3: "recalled",
        4: "owned",
        5: "less_than_a_pack",
    }


def test_the_home_depot_serves_first_and_the_rest_spills_to_the_next() -> None:
    askers = [Asker(0, 1, 10, 0, 3), Asker(1, 1, 10, 0, 3)]
    lines = lines_of(askers)
    shares = share(lines, unit=10, supply=6, ladder=DEFAULT_LADDER)
    order = in_key_order(lines, shares.packs, unit=10, ladder=DEFAULT_LADDER)
    lots = [lot(1, depot=1, units=40), lot(2, depot=2, units=30)]

    picks = assign(order, home=np.array([0, 0]), preference=[[1, 2]], lots=lots, unit=10)

    assert list(picks.rows()) == [
        (0, 1, 2),
        (0, 2, 1),
        (1, 1, 2),
        (1, 2, 1),
    ]


def test_more_packs_than_stock_is_an_error_and_not_a_shorter_list() -> None:
    with pytest.raises(ValueError, match="more packs"):
        assign(np.array([0, 0]), home=np.array([0]), preference=[[0]], lots=[lot(0, units=10)], unit=10)
