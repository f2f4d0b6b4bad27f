import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.marks import BITS, marks_of
from reopening.policy.files import load_policy
from reopening.policy.priorities import Factor
from reopening.services.policies import SHIPPED

BODY = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body
PHASE = BODY.phases[0].key


def snapshot(**words):
    usual = {
        "firm": {"credit_code": "Y"},
        "firm_class": "daily_life",
        "phase": PHASE,
        "heads_on_site": 10,
        "staff_by_class": {"D": 10},
        "inventory": {"mask": 1000},
        "findings": [],
    }
    return usual | words


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ({"firm_class": ""}, Factor.DAILY_LIFE),
        ({"phase": BODY.phases[-1].key}, Factor.DAILY_LIFE),
        ({"heads_on_site": 299}, Factor.MANY_POSTS),
        ({"staff_by_class": {"D": 10, "A": 1}}, Factor.STAFF_WELL),
        ({"findings": [{"level": "warn"}, {"level": "pass"}]}, Factor.MEASURES),
    ],
)
def test_each_factor_has_its_own_fact(words, lost):
    marks = marks_of(BODY, snapshot(**{"heads_on_site": 300} | words))

    assert marks.factors == sum(BITS.values()) - BITS[lost]


def test_masks_are_counted_in_tenths_of_a_day_rounded_down():
    assert str(marks_of(BODY, snapshot(inventory={"mask": 29})).cover_days) == "2.9"
    assert marks_of(BODY, snapshot(inventory={})).is_short


@given(order=st.permutations(list(Factor)))
def test_the_rank_goes_by_the_first_factor_that_differs(order):
    """Every pair of cases: who holds the first differing factor of the policy's order stands first."""
    body = BODY.model_copy(update={"priorities": BODY.priorities.model_copy(update={"order": tuple(order)})})
    facts = {
        Factor.DAILY_LIFE: ({"firm_class": ""}, {}),
        Factor.MANY_POSTS: ({}, {"heads_on_site": 300}),
        Factor.STAFF_WELL: ({"staff_by_class": {"A": 1}}, {}),
        Factor.MEASURES: ({"findings": [{"level": "warn"}]}, {}),
    }
    ranks = {}
    for held in itertools.product([False, True], repeat=4):
        words = {}
        for factor, holds in zip(order, held, strict=True):
            words |= facts[factor][holds]
        ranks[held] = marks_of(body, snapshot(**words)).factor_rank

    assert [held for held, _rank in sorted(ranks.items(), key=lambda pair: pair[1])] == sorted(
        ranks, reverse=True
    )
