"""The screening table: total, monotone, and right case by case."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.policy import load_policy
from reopening.policy.files import SHIPPED
from reopening.screening import MEASURES, NEVER, Answers, screen

TABLE = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body.screening
ON = date(2020, 2, 15)
RANK = {each.key: place for place, each in enumerate(TABLE.classes)}


def answers(**said):
    return Answers(declared_on=ON, **said)


CASES = [
    ({}, "D", "may_work", None, "nothing"),
    ({"temperature": Decimal("36.8")}, "D", "may_work", None, "nothing"),
    ({"temperature": Decimal("37.3")}, "E", "clinic", date(2020, 2, 29), "fever"),
    ({"symptoms": True}, "E", "clinic", date(2020, 2, 29), "symptoms"),
    ({"in_key_area": True}, "A", "dissuade", None, "in_key_area"),
    ({"outside_city": True}, "B", "health_education", None, "outside_city"),
    ({"household_ill": True}, "C", "home_observation", date(2020, 2, 29), "household_ill"),
    (
        {"been_to_key_area": True, "left_key_area_on": date(2020, 2, 3)},
        "C",
        "home_observation",
        date(2020, 2, 17),
        "been_to_key_area",
    ),
    ({"been_to_key_area": True, "left_key_area_on": date(2020, 2, 1)}, "D", "may_work", None, "nothing"),
    (
        {"contact": True, "last_contact_on": date(2020, 2, 2)},
        "C",
        "central_observation",
        date(2020, 2, 16),
        "contact",
    ),
    ({"contact": True, "last_contact_on": date(2020, 2, 1)}, "D", "may_work", None, "nothing"),
    ({"contact": True}, "C", "central_observation", date(2020, 2, 29), "contact"),
    ({"isolation_until": date(2020, 2, 15)}, "C", "home_observation", date(2020, 2, 16), "isolation"),
    ({"isolation_until": date(2020, 2, 14)}, "D", "may_work", None, "nothing"),
    ({"arrived_on": date(2020, 2, 14)}, "D", "may_work", None, "nothing"),  # no rule for it in this table
]


@pytest.mark.parametrize(("said", "class_key", "measure", "clear_on", "rule"), CASES)
def test_each_answer_leads_to_its_class(said, class_key, measure, clear_on, rule):
    result = screen(answers(**said), on=ON, table=TABLE)

    assert (result.class_key, result.measure, result.clear_on, result.rule) == (
        class_key,
        measure,
        clear_on,
        rule,
    )
    assert result.may_work == (class_key == "D")


def test_an_old_fever_does_not_clear_by_itself():
    early = Answers(declared_on=date(2020, 1, 1), symptoms=True)

    result = screen(early, on=ON, table=TABLE)

    assert (result.class_key, result.clear_on) == ("E", ON + timedelta(days=1))


def test_the_worst_fact_decides_and_the_latest_day_counts():
    both = answers(contact=True, last_contact_on=date(2020, 2, 14), temperature=Decimal("38.1"))

    result = screen(both, on=ON, table=TABLE)

    assert (result.class_key, result.measure, result.rule) == ("E", "clinic", "fever")
    assert result.clear_on == date(2020, 2, 29)


DATES = st.dates(date(2020, 1, 1), date(2020, 2, 15))
ANY = st.builds(
    Answers,
    declared_on=DATES,
    in_key_area=st.booleans(),
    been_to_key_area=st.booleans(),
    left_key_area_on=st.none() | DATES,
    outside_city=st.booleans(),
    contact=st.booleans(),
    last_contact_on=st.none() | DATES,
    household_ill=st.booleans(),
    symptoms=st.booleans(),
    temperature=st.none() | st.decimals(35, 42, places=1),
    arrived_on=st.none() | DATES,
    isolation_until=st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 31)),
)
FACTS = ["in_key_area", "been_to_key_area", "outside_city", "contact", "household_ill", "symptoms"]


def badness(result):
    clear_on = result.clear_on or (ON if result.rule == "nothing" else NEVER)
    return RANK[result.class_key], MEASURES.index(result.measure), clear_on


@given(ANY)
def test_everybody_gets_exactly_one_class_with_its_reason(said):
    result = screen(said, on=ON, table=TABLE)

    assert result.class_key in RANK
    assert result.may_work == TABLE.class_named(result.class_key).may_work
    assert (result.rule == "nothing") == (result.class_key == TABLE.classes[0].key)
    assert result.clear_on is None or result.clear_on > ON


@given(ANY, st.sampled_from(FACTS))
def test_one_more_risk_never_improves_anything(said, fact):
    worse = dataclasses.replace(said, **{fact: True})

    before, after = (badness(screen(each, on=ON, table=TABLE)) for each in (said, worse))

    assert all(new >= old for old, new in zip(before, after, strict=True))


@given(ANY, st.sampled_from(["left_key_area_on", "last_contact_on", "isolation_until"]), st.integers(1, 20))
def test_a_later_exposure_never_improves_anything(said, moment, days):
    earlier = dataclasses.replace(said, **{moment: getattr(said, moment) or date(2020, 1, 10)})
    later = dataclasses.replace(said, **{moment: getattr(earlier, moment) + timedelta(days=days)})

    before, after = (badness(screen(each, on=ON, table=TABLE)) for each in (earlier, later))

    assert all(new >= old for old, new in zip(before, after, strict=True))


@given(ANY, st.decimals(35, 42, places=1))
def test_a_higher_temperature_never_improves_anything(said, temperature):
    worse = dataclasses.replace(said, temperature=max(said.temperature or Decimal(0), temperature))

    before, after = (badness(screen(each, on=ON, table=TABLE)) for each in (said, worse))

    assert all(new >= old for old, new in zip(before, after, strict=True))


@given(ANY)
def test_answers_survive_json(said):
    stored = said.as_json()

    assert Answers.from_json(stored) == said
