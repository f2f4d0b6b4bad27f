"""Cost shared to the fen: nothing is lost, nobody is more than a fen off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from supplies.costs import cost, split, yuan

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=50).filter(any)


@settings(max_examples=1_000)
@given(st.integers(0, 10**12), WEIGHTS)
def test_shares_sum_to_the_whole_and_each_is_within_one_of_its_part(total, weights):
    shares = split(total, weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)


@settings(max_examples=1_000)
@given(WEIGHTS, st.data())
def test_a_part_of_what_is_outstanding_gives_nobody_more_than_that(weights, data):
    units = data.draw(st.integers(0, sum(weights)))

    assert all(part <= weight for part, weight in zip(split(units, weights), weights, strict=True))


def test_nobody_to_share_among_and_nothing_to_share():
    assert split(0, [0, 0]) == [0, 0]


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 10**6))
def test_cost_is_the_nearest_fen(units, price_fen, price_units):
    fen = cost(units, price_fen=price_fen, price_units=price_units)

    assert abs(2 * (fen * price_units - units * price_fen)) <= price_units


def test_yuan_are_written_with_two_decimals():
    assert [yuan(fen) for fen in (0, 5, 123_405)] == ["0.00", "0.05", "1,234.05"]
