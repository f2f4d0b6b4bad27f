"""The screening table: total, monotone, and right case by case."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.policy import load_policy
from reopening.policy.base import Text
from reopening.policy.files import SHIPPED
from reopening.policy.health import KeyArea
from reopening.screening import MEASURES, NEVER, Answers, Stay, needs_new_words, screen

TABLES = {path.stem: load_policy(path).body.screening for path in sorted(SHIPPED.rglob("*.toml"))}
TABLE = TABLES["hangzhou-2020-02-10"]
FIVE = TABLES["gansu-qingyang-2020-02-20"]
ON = date(2020, 2, 15)


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


def test_counts_by_class_stand_from_the_best_class_to_the_worst():
    assert list(TABLE.ordered({"A": 1, "B": 2, "C": 3, "D": 4, "E": 5})) == ["D", "B", "C", "A", "E"]
    assert TABLE.ordered({"Z": 1, "E": 0, "D": 2}) == {"D": 2, "E": 0, "Z": 1}


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
PLACES = ["4201", "湖北省", "3303", "温州", "上海"]
STAYS = st.builds(Stay, place=st.sampled_from(PLACES), left_on=st.none() | DATES)
ANY = st.builds(
    Answers,
    declared_on=DATES,
    in_key_area=st.booleans(),
    been_to_key_area=st.booleans(),
    left_key_area_on=st.none() | DATES,
    outside_city=st.booleans(),
    here=st.sampled_from(["", "42", "330106", "湖北武汉", "杭州市西湖区", "Hubei, Wuhan"]),
    stays=st.lists(STAYS, max_size=3).map(tuple),
    contact=st.booleans(),
    last_contact_on=st.none() | DATES,
    met_arrivals=st.booleans(),
    last_met_on=st.none() | DATES,
    household_ill=st.booleans(),
    symptoms=st.booleans(),
    temperature=st.none() | st.decimals(35, 42, places=1),
    arrived_on=st.none() | DATES,
    isolation_until=st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 31)),
)
FACTS = [
    *("in_key_area", "been_to_key_area", "outside_city", "contact", "met_arrivals"),
    *("household_ill", "symptoms"),
]
EVERY_TABLE = st.sampled_from(list(TABLES.values()))


DATED_ALONE = ["isolation_until", "arrived_on"]


def badness(said, table):
    result = screen(said, on=ON, table=table)
    clears_by_itself = result.clear_on is not None and not needs_new_words(result.rule)
    clear_on = result.clear_on if clears_by_itself else ON if result.rule == "nothing" else NEVER
    rank = [each.key for each in table.classes].index(result.class_key)
    return rank, MEASURES.index(result.measure), clear_on


def never_better(before, after, table):
    pairs = zip(badness(before, table), badness(after, table), strict=True)
    return all(new >= old for old, new in pairs)


@given(ANY, EVERY_TABLE)
def test_everybody_gets_exactly_one_class_with_its_reason(said, table):
    result = screen(said, on=ON, table=table)

    assert [each.key for each in table.classes].count(result.class_key) == 1
    assert result.may_work == table.class_named(result.class_key).may_work
    assert (result.rule == "nothing") == (result.class_key == table.classes[0].key)
    assert result.clear_on is None or result.clear_on > ON


@given(ANY, st.sampled_from(FACTS), EVERY_TABLE)
def test_one_more_risk_never_improves_anything(said, fact, table):
    assert never_better(said, dataclasses.replace(said, **{fact: True}), table)


@given(ANY, st.sampled_from(DATED_ALONE), st.integers(0, 20), EVERY_TABLE)
def test_a_fact_with_a_day_where_there_was_none_never_improves_anything(said, moment, days, table):
    day = ON - timedelta(days=days)
    before = dataclasses.replace(said, **{moment: None})

    assert never_better(before, dataclasses.replace(before, **{moment: day}), table)


@given(ANY, EVERY_TABLE)
def test_being_in_a_key_area_never_improves_anything(said, table):
    for area in table.key_areas:
        there = dataclasses.replace(said, here=area.division)
        assert never_better(dataclasses.replace(said, here=""), there, table)


@given(ANY, EVERY_TABLE)
def test_who_has_a_fever_beside_a_contact_is_not_cleared_by_a_day(said, table):
    ill = screen(dataclasses.replace(said, contact=True, temperature=Decimal("38.5")), on=ON, table=table)

    assert not ill.may_work
    assert ill.clear_on is None or needs_new_words(ill.rule)


MOMENTS = ["left_key_area_on", "last_contact_on", "last_met_on", "isolation_until"]


@given(ANY, st.sampled_from(MOMENTS), st.integers(1, 20), EVERY_TABLE)
def test_a_later_exposure_never_improves_anything(said, moment, days, table):
    earlier = dataclasses.replace(said, **{moment: getattr(said, moment) or date(2020, 1, 10)})
    later = dataclasses.replace(said, **{moment: getattr(earlier, moment) + timedelta(days=days)})

    assert never_better(earlier, later, table)


@given(ANY, st.decimals(35, 42, places=1), EVERY_TABLE)
def test_a_higher_temperature_never_improves_anything(said, temperature, table):
    worse = dataclasses.replace(said, temperature=max(said.temperature or Decimal(0), temperature))

    assert never_better(said, worse, table)


@given(ANY, STAYS, EVERY_TABLE)
def test_one_more_place_never_improves_anything(said, stay, table):
    assert never_better(said, dataclasses.replace(said, stays=(*said.stays, stay)), table)


@given(ANY, st.sampled_from(PLACES), st.integers(0, 40), EVERY_TABLE)
def test_who_left_later_never_fares_better(said, place, days, table):
    early, late = (
        dataclasses.replace(said, stays=(*said.stays, Stay(place, date(2020, 1, 1) + timedelta(days=gone))))
        for gone in (0, days)
    )

    assert never_better(early, late, table)


FIVE_KINDS = [
    ({}, "N"),
    ({"met_arrivals": True, "last_met_on": date(2020, 2, 2)}, "D"),
    ({"met_arrivals": True, "last_met_on": date(2020, 2, 1)}, "N"),
    ({"been_to_key_area": True, "left_key_area_on": date(2020, 2, 2)}, "C"),
    ({"in_key_area": True}, "A"),
    ({"contact": True, "last_contact_on": date(2020, 2, 10)}, "B"),
    ({"symptoms": True}, "E"),
]


@pytest.mark.parametrize(("said", "class_key"), FIVE_KINDS)
def test_the_five_kinds_of_qingyang(said, class_key):
    assert screen(answers(**said), on=ON, table=FIVE).class_key == class_key


AREA = KeyArea(
    division="3303",
    name=Text(zh="温州市", en="Wenzhou city"),
    from_on=date(2020, 2, 1),
    until_on=date(2020, 2, 10),
)


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        *[("3303", True), ("330302006", True), ("33", True), ("3301", False), ("温州", True)],
        *[("浙江省温州市鹿城区", True), ("温州路12号", False), ("杭州市温州路", False), ("Wenzhou", True)],
        *[("Wenzhou Road 5", False), ("Lucheng, Wenzhou City", True), ("", False), ("上海", False)],
    ],
)
def test_a_place_is_found_by_code_and_by_name(place, inside):
    assert AREA.covers(place) == inside


@pytest.mark.parametrize(
    ("left_on", "last"),
    [
        (date(2020, 1, 31), None),
        (date(2020, 2, 1), date(2020, 2, 1)),
        (date(2020, 2, 10), date(2020, 2, 10)),
        (date(2020, 2, 14), date(2020, 2, 10)),
    ],
)
def test_only_days_on_which_the_place_was_a_key_area_count(left_on, last):
    assert AREA.last_day(left_on) == last


def test_a_place_declared_counts_like_the_answer_yes():
    stayed = screen(answers(stays=(Stay("湖北武汉", date(2020, 2, 3)),)), on=ON, table=TABLE)
    there = screen(answers(here="湖北省襄阳市"), on=ON, table=TABLE)

    assert (stayed.rule, stayed.clear_on) == ("been_to_key_area", date(2020, 2, 17))
    assert (there.rule, there.class_key) == ("in_key_area", "A")


@given(ANY)
def test_answers_survive_json(said):
    stored = said.as_json()

    assert Answers.from_json(stored) == said
