from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.explaining import evidence_in_words, rule_in_words
from reopening.flags import flags_of
from reopening.policy.base import CaseFlag, Change
from reopening.policy.files import load_policy
from reopening.routing import route
from reopening.services.policies import SHIPPED

POLICIES = {path.stem: load_policy(path).body for path in sorted(SHIPPED.glob("*.toml"))}
YINZHOU = POLICIES["ningbo-yinzhou-2020-02-06"]
STREET = "330212001"


def way(body=YINZHOU, *, heads=50, firm_class="", code="", industry="C14", flags=(), change=""):
    return route(
        body,
        division_code=STREET,
        heads=heads,
        firm_class=firm_class,
        credit_code=code,
        industry=industry,
        flags=flags,
        change=change,
    )


@pytest.mark.parametrize(
    ("heads", "industry", "office", "trade", "rule"),
    [
        (100, "C14", "330212001", "", "size"),
        (101, "C14", "330212", "", "size"),
        (100, "G54", "330212001", "", "size"),
        (101, "G54", "3302", "transport", "trade"),
    ],
)
def test_size_and_trade_decide_the_office_both_ends_included(heads, industry, office, trade, rule):
    found = way(heads=heads, industry=industry)

    assert (found.office_code, found.trade_office, found.why["rule"]) == (office, trade, rule)
    assert found.why["heads"] == heads
    assert found.why["source"]["en"]


@given(
    name=st.sampled_from(sorted(POLICIES)),
    heads=st.integers(0, 5_000),
    industry=st.sampled_from(["C14", "G54", "H62", "R88", ""]),
    number=st.integers(0, 8),
)
def test_every_firm_has_one_office_above_its_street(name, heads, industry, number):
    body = POLICIES[name]
    classes = ["", *(each.key for each in body.firm_classes)]

    found = way(body, heads=heads, industry=industry, firm_class=classes[number % len(classes)])

    assert STREET.startswith(found.office_code)
    assert len(found.office_code) in {4, 6, 9}
    assert found.why["name"]["zh"]


def test_a_flag_sends_a_case_to_another_office_and_says_so():
    special = YINZHOU.special_deciders[0].model_copy(
        update={"firms": None, "classes": (), "flags": (CaseFlag.PEOPLE_HELD, CaseFlag.SHORT), "at_least": 10}
    )
    body = YINZHOU.model_copy(update={"special_deciders": (special,)})

    marked = way(body, flags={CaseFlag.SHORT, CaseFlag.POINTS_TO_NOTE})
    plain, small = way(body, flags={CaseFlag.POINTS_TO_NOTE}), way(body, heads=9, flags={CaseFlag.SHORT})

    assert (marked.office_code, marked.why["rule"], marked.why["flags"]) == ("3302", "flag", ["short"])
    assert (plain.why["rule"], small.why["rule"]) == ("size", "size")


def test_a_change_of_what_was_approved_goes_to_its_own_office_and_says_so():
    special = YINZHOU.special_deciders[0].model_copy(
        update={"firms": None, "classes": (), "amendments": (Change.ADD_STAFF,), "at_least": 10}
    )
    body = YINZHOU.model_copy(update={"special_deciders": (special,)})

    added, first, moved = (way(body, change=change) for change in ("add_staff", "", "new_day"))
    small = way(body, heads=9, change="add_staff")

    assert (added.office_code, added.why["rule"], added.why["change"]) == ("3302", "change", "add_staff")
    assert [each.why["rule"] for each in (first, moved, small)] == ["size"] * 3
    assert rule_in_words(added.why) == (
        "Changes of this kind, with at least 10 people on site, go to this office."
    )
    assert evidence_in_words(added.why).startswith("Add staff; ")


def test_why_it_is_here_names_the_flag():
    why = {"rule": "flag", "heads": 60, "at_least": 50, "flags": ["people_held", "short"]}

    assert rule_in_words(why) == (
        "Cases marked like this one, with at least 50 people on site, go to this office."
    )
    assert evidence_in_words(why) == "People who must stay away, Too few masks; 60 people on site"


@pytest.mark.parametrize(
    ("marks", "findings", "flags"),
    [
        ({}, [], set()),
        ({"people_held": 1, "is_short": True}, [], {CaseFlag.PEOPLE_HELD, CaseFlag.SHORT}),
        ({"points_to_note": 2}, [], {CaseFlag.POINTS_TO_NOTE}),
        ({}, [{"rule": "negative_list", "level": "warn"}], {CaseFlag.NEGATIVE_LIST}),
        ({}, [{"rule": "negative_list", "level": "pass"}], set()),
    ],
)
def test_flags_follow_from_the_marks_and_the_findings(marks, findings, flags):
    case = SimpleNamespace(**({"people_held": 0, "is_short": False, "points_to_note": 0} | marks))

    assert flags_of(case, findings) == flags
