"""The award rule on chosen rounds; its invariants are in test_sharing_invariants.py."""

import numpy as np
import pytest

from supplies.sharing import (
    LIMIT,
    REASON_STOCK,
    Lines,
    OutOfBounds,
    Rung,
    share,
    tie_ranks,
)
from tests.supplies.oracles import (
    DEFAULT_LADDER,
    Asker,
    lines_of,
)


def test_i12_the_same_input_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(7)
    size = 2_000
    lines = Lines(
        rng.integers(1, 4, size), rng.integers(1, 500, size), rng.integers(0, 900, size),
        rng.integers(0, 40, size), rng.permutation(size),
    )  # fmt: skip

    first, second = (share(lines, unit=10, supply=1_500, ladder=DEFAULT_LADDER) for _ in range(2))

    assert first.packs.tobytes() == second.packs.tobytes()
    assert first.cutoff == second.cutoff


def test_i15_ties_are_served_in_turn_until_everybody_has_had_one() -> None:
    names = [f"firm-{number}" for number in range(20)]
    heads = np.full(20, 10, np.int64)
    received = np.zeros(20, np.int64)
    for day in range(4):
        lines = Lines(
            np.ones(20, np.int64), heads, np.zeros(20, np.int64), np.full(20, 9, np.int64),
            tie_ranks(b"seed-%d" % day, names, received, heads),
        )  # fmt: skip
        received = received + share(lines, unit=10, supply=5, ladder=DEFAULT_LADDER).packs * 10

        assert received.max() - received.min() <= 10

    assert (received == 10).all()


def test_the_first_day_of_february_reaches_a_third_of_the_firms_with_inner_packs() -> None:
    size = 4_261
    heads = np.full(size, 34, np.int64)
    lines = Lines(
        np.full(size, 3, np.int64), heads, np.zeros(size, np.int64), np.full(size, 40, np.int64),
        np.arange(size),
    )  # fmt: skip

    reached = {
        unit: int((share(lines, unit=unit, supply=15_000 // unit, ladder=DEFAULT_LADDER).packs > 0).sum())
        for unit in (50, 10, 1)
    }

    assert {unit: round(100 * count / size, 1) for unit, count in reached.items()} == {
        50: 7.0,
        10: 35.2,
        1: 100.0,
    }


def test_nothing_in_stock_leaves_everybody_with_the_reason_stock() -> None:
    shares = share(
        lines_of([Asker(0, 1, 10, 0, 5), Asker(1, 1, 10, 3, 5)]), unit=10, supply=0, ladder=DEFAULT_LADDER
    )

    assert shares.packs.tolist() == [0, 0]
    assert set(shares.reason) == {REASON_STOCK}
    assert shares.cutoff is not None
    assert (shares.cutoff.rung, shares.cutoff.level, shares.cutoff.tie) == (0, 0, 0)


def test_a_round_without_lines_keeps_its_stock() -> None:
    shares = share(lines_of([]), unit=10, supply=7, ladder=DEFAULT_LADDER)

    assert (len(shares.packs), shares.left, shares.cutoff) == (0, 7, None)


@pytest.mark.parametrize(
    ("asker", "unit"),
    [
        (Asker(0, 1, 1, 10**14, 1), 10),
        (Asker(0, 1, 1, -1, 1), 10),
        (Asker(0, 1, 0, 0, 1), 10),
        (Asker(0, 1, 1, 0, -1), 10),
        (Asker(0, 1, 1, 0, LIMIT + 1), 10),
        (Asker(0, 1, 1, 0, 1), 0),
        (Asker(0, 1, 10**9, 0, 1), 10),
    ],
)
def test_numbers_that_would_wrap_are_refused(asker: Asker, unit: int) -> None:
    with pytest.raises(OutOfBounds):
        share(lines_of([asker]), unit=unit, supply=1, ladder=DEFAULT_LADDER)


def test_a_huge_target_is_refused_and_not_wrapped() -> None:
    ladder = (Rung(frozenset({1}), 10**17),)

    with pytest.raises(OutOfBounds):
        share(lines_of([Asker(0, 1, 100_000, 0, 1)]), unit=10, supply=1, ladder=ladder)


def test_ties_go_to_the_firm_that_got_least_per_head_and_names_draw_the_rest() -> None:
    received, heads = np.array([30, 10, 10, 0]), np.array([10, 10, 10, 1])
    names = ["a", "b", "c", "d"]

    ranks = tie_ranks(b"today", names, received, heads).tolist()
    other = [tie_ranks(b"seed%d" % n, names, received, heads).tolist() for n in range(20)]

    assert (ranks[3], ranks[0]) == (0, 3)
    assert {row[1] < row[2] for row in other} == {True, False}
