"""The rule engine: every gate met and missed, in sentences with number, day and remedy."""

import dataclasses
import json
from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import SHANGHAI
from reopening.findings import Finding, FindingLevel, blocking
from reopening.gates import Facts, due_at, evaluate
from reopening.gates.engine import CHECKS
from reopening.policy.body import PolicyBody
from reopening.policy.gates import AnyGate
from reopening.wording.remedies import REMEDIES
from reopening.wording.sentences import EVIDENCE, MESSAGES
from tests.reopening.gates.makers import AT, FACTS, HANGZHOU, MISSED, WENZHOU, WHOLE, changed, finding


def test_a_whole_application_meets_every_gate():
    findings = evaluate(WHOLE, HANGZHOU)

    assert {each.level for each in findings} == {FindingLevel.PASS}
    assert {each.rule for each in findings} >= {"lead_time", "phase", "supplies", "plan_complete", "decider"}


def test_an_empty_draft_is_told_everything_that_is_missing():
    keys = {each.key for each in blocking(evaluate(Facts(at=AT), HANGZHOU))}

    assert keys == {
        "opening_day_missing",
        "class_missing",
        "heads_missing",
        "staff_missing",
        "plan_short",
        "commitment_missing",
    }


@pytest.mark.parametrize(("facts", "key", "level"), MISSED)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_missed_gate_says_so_and_how_to_mend_it(facts, key, level, language):
    found = finding(key, changed(**facts))

    assert found.level == level
    with translation.override(language):
        assert found.message
        assert found.remedy
        assert "%(" not in found.message + found.remedy + found.evidence
        assert "()" not in found.message
        assert "（）" not in found.message
        assert found.source_text


def test_rows_of_a_file_are_asked_for_until_everybody_is_listed():
    """Who was refused in the file may have been added by form since."""
    findings = evaluate(changed(rows_refused=1), HANGZHOU)

    assert {each.level for each in findings} == {FindingLevel.PASS}


def test_the_sentences_name_number_and_day():
    with translation.override("en"):
        early = finding("opening_day_early", changed(opens_on=date(2020, 2, 12)))
        assert early.message == (
            "You cannot open on 2020-02-12 (Wed) yet. "
            "If you submit now, the earliest day is 2020-02-13 (Thu)."
        )
        assert early.evidence == "3 calendar days ahead; the day you submit is not counted."
        assert early.remedy.startswith("Choose 2020-02-13 (Thu) or a later day.")
        masks = finding("supply_short", changed(inventory={"mask": 126, "thermometer": 1}))
        assert masks.message == (
            "Masks: 126 pieces at hand, enough for 2.1 days with 60 on site. The reserve is 7 days."
        )
        assert masks.evidence == "60 people × 1 a day × 7 days = 420 pieces."
        assert masks.remedy.startswith("Missing: 294 pieces, that is 6 packs of 50.")
        one = finding("roster_short", changed(listed=85))
        assert one.message == "85 of 86 people are screened. 1 person is still missing."
        held = finding("on_site_held", changed(held_on_site={"E": 2, "A": 1, "B": 4}))
        assert held.message == "7 people marked as on site may not work on 2020-02-13 (Thu)."
        assert held.evidence == "By class: B 4, A 1, E 2."


def test_who_decides_and_by_when():
    ordinary = finding("decided_by", WHOLE)

    with translation.override("en"):
        assert ordinary.message == (
            "With 60 people on site, your case is decided at this level: Street or town office. "
            "If you submit now, you get an answer by 2020-02-13 (Thu) 23:59."
        )
        assert ordinary.evidence == "Answer within 3 working days."
    assert due_at(changed(lane="green_channel"), WENZHOU) == datetime(2020, 2, 12, 9, tzinfo=SHANGHAI)


def test_firms_of_twenty_fill_a_short_plan():
    small = changed(heads_on_site=20, marked_on_site=20, plan=dict.fromkeys(HANGZHOU.plan.short_form, 50))

    assert finding("plan_complete", small).params["asked"] == 4
    assert finding("plan_short", dataclasses.replace(small, heads_on_site=21)).params["count"] == 2


def test_a_gate_switched_off_says_nothing():
    stored = HANGZHOU.model_dump(mode="json")
    for gate in stored["gates"]:
        gate["level"] = "none"

    findings = evaluate(Facts(at=AT), PolicyBody.model_validate(stored))

    assert findings == []


def test_where_nothing_is_filed_nothing_is_asked():
    body = PolicyBody.model_validate(HANGZHOU.model_dump(mode="json") | {"mode": "none"})

    (only,) = evaluate(Facts(at=AT), body)

    assert (only.key, only.level) == ("no_filing_needed", "pass")


def test_findings_are_said_again_from_json_in_either_language():
    short = changed(inventory={"mask": 126, "thermometer": 1}, firm_class="epidemic_control")
    for found in evaluate(short, HANGZHOU):
        again = Finding.from_json(json.loads(json.dumps(found.as_json())))

        assert again == found
        with translation.override("en"):
            assert again.message == found.message
            english = again.source_text
        with translation.override("zh-hans"):
            assert again.source_text != english or not english


def test_every_kind_of_gate_has_its_check():
    from typing import get_args

    union = get_args(AnyGate)[0]
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(union)}

    assert kinds == set(CHECKS)


def test_every_remedy_belongs_to_a_sentence():
    assert set(REMEDIES) <= set(MESSAGES)
    assert not set(EVIDENCE) & set(MESSAGES)


@settings(max_examples=50)
@given(FACTS, st.sampled_from([HANGZHOU, WENZHOU]), st.sampled_from(["en", "zh-hans"]))
def test_any_facts_give_findings_that_can_be_said(facts, body, language):
    with translation.override(language):
        for found in evaluate(facts, body):
            assert "%(" not in found.message + found.evidence + found.remedy
            assert bool(found.remedy) == (found.level != FindingLevel.PASS)
            json.dumps(found.as_json())
