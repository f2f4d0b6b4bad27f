"""The other rules beside ours: what they hand out, and the figures of fairness."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from supplies.other_rules import (
    FIRST_COME,
    PROPORTIONAL,
    SHIPPED,
    compare,
    first_come,
    gini,
    largest_remainder,
)
from supplies.sharing import MICRO
from tests.supplies.oracles import DEFAULT_LADDER, Asker, lines_of, single
from tests.supplies.test_sharing_invariants import rounds


def column(*values: int) -> Any:
    return np.array(values, np.int64)


def test_first_come_serves_in_the_order_of_arrival():
    packs = first_come(column(4, 3, 5), column(2, 0, 1), 7)

    assert packs.tolist() == [0, 3, 4]


def test_largest_remainder_adds_up_and_keeps_proportions():
    packs = largest_remainder(column(10, 20, 30), column(2, 1, 0), 11)

    assert packs.tolist() == [
        2,
        4,
        5,
    ]  # 1.83, 3.67, 5.5: the two packs that remain go to the largest fractions


def test_largest_remainder_can_take_a_pack_when_one_is_added():
    """The Alabama paradox, which our rule cannot have (I6)."""
    ten, eleven = (largest_remainder(column(6, 6, 2), column(0, 1, 2), supply) for supply in (10, 11))

    assert (ten.tolist(), eleven.tolist()) == ([4, 4, 2], [5, 5, 1])


def test_numbers_beyond_64_bits_stay_exact():
    request = column(*[3 * 10**12] * 3)

    assert largest_remainder(request, column(0, 1, 2), 8 * 10**12).sum() == 8 * 10**12


@pytest.mark.parametrize(
    ("values", "expected"),
    [([5, 5, 5], 0), ([0, 0, 9], 666), ([], 0), ([0, 0], 0), ([1, 2, 3, 4], 250)],
)
def test_gini(values, expected):
    assert gini(column(*values)) == expected


def test_the_shipped_rule_leaves_fewest_with_nothing_and_no_waste():
    askers = [Asker(name, 1, 40, 0, 50) for name in range(20)]

    found = compare(lines_of(askers), arrival=np.arange(20), unit=10, supply=60, ladder=single(MICRO))

    ours, first, proportional = found
    assert [row.rule for row in found] == [SHIPPED, FIRST_COME, PROPORTIONAL]
    assert (ours.with_nothing, first.with_nothing, proportional.with_nothing) == (0, 18, 0)
    assert (ours.lowest, first.lowest) == (750_000, 0)
    assert ours.gini == 0 < first.gini
    assert ours.wasted == 0 < first.wasted
    assert ours.unmet < first.unmet


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_each_rule_hands_out_what_there_is_and_ours_lifts_the_lowest_most(case):
    lines = lines_of(case["askers"])
    found = compare(
        lines,
        arrival=np.arange(len(lines)),
        unit=case["unit"],
        supply=case["supply"],
        ladder=DEFAULT_LADDER,
    )

    for row in found:
        assert (row.packs >= 0).all()
        assert (row.packs <= lines.request).all()
        assert row.left == case["supply"] - row.packs.sum() >= 0
        assert 0 <= row.gini <= 1000
    assert found[0].wasted == 0
