"""Days of cover, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.cover import cover
from reopening.policy import load_policy
from reopening.policy.files import SHIPPED

BODY = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body
MASK, THERMOMETER, DISINFECTANT = (BODY.supply(item) for item in ("mask", "thermometer", "disinfectant"))


@pytest.mark.parametrize(
    ("on_hand", "heads", "shown", "short", "packs"),
    [(181, 86, "2.1", 421, 9), (602, 86, "7.0", 0, 0), (601, 86, "6.9", 1, 1), (0, 86, "0.0", 602, 13)],
)
def test_masks_against_seven_days(on_hand, heads, shown, short, packs):
    state = cover(MASK, heads=heads, area_m2=0, on_hand=on_hand)

    assert (state.days_shown, state.short, state.packs) == (shown, short, packs)


def test_another_reserve_can_be_asked_for():
    assert cover(MASK, heads=10, area_m2=0, on_hand=0, days=14).need == 140  # Yubei's fourteen days


@pytest.mark.parametrize(("heads", "need"), [(1, 1), (100, 1), (101, 2), (0, 0)])
def test_one_thermometer_for_every_hundred_people(heads, need):
    state = cover(THERMOMETER, heads=heads, area_m2=0, on_hand=0)

    assert (state.need, state.days) == (need, None)


def test_disinfectant_by_area_is_twenty_eight_litres_for_a_thousand_square_metres():
    assert cover(DISINFECTANT, heads=5, area_m2=1000, on_hand=0).need == 28_000


def test_nobody_on_site_needs_nothing():
    state = cover(MASK, heads=0, area_m2=0, on_hand=10)

    assert (state.days, state.need, state.days_shown) == (None, 0, "")


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_what_is_missing_makes_the_reserve_and_no_pack_too_many(on_hand, heads):
    state = cover(MASK, heads=heads, area_m2=0, on_hand=on_hand)

    assert state.is_enough == (state.days >= MASK.reserve_days)
    assert on_hand + state.short >= state.need
    assert state.packs * MASK.pack_units - state.short < MASK.pack_units
    assert state.days == Fraction(on_hand, heads)
