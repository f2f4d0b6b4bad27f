"""Packs, inner packs and loose units."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reopening.packs import Count, counted, units, words
from reopening.policy import load_policy
from reopening.policy.files import SHIPPED

BODY = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body
MASK, THERMOMETER, DISINFECTANT = (BODY.supply(item) for item in ("mask", "thermometer", "disinfectant"))


def test_boxes_packs_and_pieces_come_to_base_units():
    assert units(MASK, Count(2, 1, 30)) == 140
    assert units(THERMOMETER, Count(loose=3)) == 3
    assert units(DISINFECTANT, Count(packs=2, loose=250)) == 1_250


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2 boxes 3 packs 7 pieces"), ("zh-hans", "2盒 3包 7只")]
)
def test_a_count_is_said_in_the_fewest_packs(language, said):
    with translation.override(language):
        assert words(MASK, 137) == said


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (0, "0 pieces"),
        (1, "1 piece"),
        (61, "1 box 1 pack 1 piece"),
        (120_001, "2,400 boxes 1 piece"),
    ],
)
def test_one_of_a_kind_is_singular_in_english(quantity, said):
    assert words(MASK, quantity) == said


def test_a_bottle_is_singular_and_what_has_one_form_keeps_it():
    assert words(DISINFECTANT, 501) == "1 bottle 1 ml"


def test_packs_that_a_policy_does_not_name_are_packs():
    unnamed = MASK.model_copy(update={"pack": None, "inner_pack": None})

    assert words(unnamed, 61) == "1 pack 1 inner pack 1 piece"
    with translation.override("zh-hans"):
        assert words(unnamed, 61) == "1件 1小包 1只"


@given(st.integers(0, 10**9), st.sampled_from([MASK, THERMOMETER, DISINFECTANT]))
def test_counting_loses_nothing(quantity, rule):
    count = counted(rule, quantity)

    assert units(rule, count) == quantity
    assert count.loose < (rule.inner_pack_units or rule.pack_units) or rule.pack_units == 1
