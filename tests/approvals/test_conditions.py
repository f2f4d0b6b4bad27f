from datetime import date

import pytest

from approvals.conditions import Wanted, conditions_wanted
from reopening.policy import load_policy
from reopening.policy.files import SHIPPED

DAY = date(2020, 2, 17)


@pytest.fixture(scope="module")
def rules():
    return load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body


def snapshot(**changes):
    base = {"heads_on_site": 10, "area_m2": 100, "inventory": {"mask": 1_000}, "findings": []}
    return base | changes


def test_enough_masks_ask_for_nothing(rules):
    assert conditions_wanted(snapshot(), rules, decided_on=DAY) == []


@pytest.mark.parametrize("stock", [{}, {"mask": 0}, {"mask": 69}])
def test_masks_short_of_the_reserve_are_to_be_delivered(rules, stock):
    (wanted,) = conditions_wanted(snapshot(inventory=stock), rules, decided_on=DAY)

    assert (wanted.kind, wanted.detail, wanted.due_on) == ("supplies_delivered", "mask", date(2020, 2, 24))


def test_exactly_the_reserve_is_enough(rules):
    assert conditions_wanted(snapshot(inventory={"mask": 70}), rules, decided_on=DAY) == []


def test_a_paper_allowed_to_follow_is_due_after_its_own_days():
    rules = load_policy(SHIPPED / "wenzhou-2020-02-12.toml").body
    paper = next(each for each in rules.papers if each.deferrable)
    later = [{"key": "paper_later", "params": {"paper": paper.name.model_dump()}}]

    wanted = conditions_wanted(snapshot(findings=later), rules, decided_on=DAY)

    assert wanted[-1] == Wanted("paper_due", paper.key, paper.name.model_dump(), date(2020, 3, 18))


def test_a_deferred_paper_is_a_condition_even_where_no_rule_says_so_again():
    rules = load_policy(SHIPPED / "wenzhou-2020-02-12.toml").body.model_copy(update={"conditions": ()})
    paper = next(each for each in rules.papers if each.deferrable)
    later = [{"key": "paper_later", "params": {"paper": paper.name.model_dump()}}]

    (wanted,) = conditions_wanted(snapshot(findings=later), rules, decided_on=DAY)

    assert wanted.detail == paper.key
