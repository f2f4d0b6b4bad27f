import pytest

from reopening.policy.files import SHIPPED, load_policy
from reopening.policy.health import RiskFact
from reopening.questions import QUESTIONS, questions_of

SETS = sorted(SHIPPED.rglob("*.toml"))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_whatever_a_policy_has_a_rule_for_is_asked(path):
    table = load_policy(path).body.screening
    asked = {fact for question in questions_of(table) for fact in question.facts}

    assert {rule.fact for rule in table.rules} - {RiskFact.FEVER} <= asked


def test_hangzhou_asks_a_handful():
    table = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body.screening

    assert [question.key for question in questions_of(table)] == [
        *("in_city", "key_area", "contact", "household_ill", "symptoms", "isolated")
    ]


def test_every_fact_but_the_temperature_has_one_question():
    facts = [fact for question in QUESTIONS for fact in question.facts]

    assert sorted(facts) == sorted(set(RiskFact) - {RiskFact.FEVER})
