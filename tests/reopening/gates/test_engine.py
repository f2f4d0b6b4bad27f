"""The rule engine: every gate met and missed, in sentences with number, day and remedy."""

import dataclasses
import json
from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import SHANGHAI
from reopening.arrivals import Shift
from reopening.findings import Finding, FindingLevel, blocking
from reopening.gates import Facts, due_at, evaluate, phase_for
from reopening.gates.engine import CHECKS
from reopening.policy import load_policy
from reopening.policy.body import PolicyBody
from reopening.policy.files import SHIPPED
from reopening.policy.gates import AnyGate
from reopening.posts import Seat, SeatState
from reopening.wording.sentences import EVIDENCE, MESSAGES, REMEDIES

HANGZHOU = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body
WENZHOU = load_policy(SHIPPED / "wenzhou-2020-02-12.toml").body
AT = datetime(2020, 2, 10, 9, tzinfo=SHANGHAI)
WHOLE = Facts(
    at=AT,
    opens_on=date(2020, 2, 13),
    heads_on_site=60,
    staff_total=86,
    firm_class="general",
    industry="C14",
    site_kind="factory",
    area_m2=2000,
    has_isolation_area=True,
    listed=86,
    marked_on_site=60,
    inventory={"mask": 420, "thermometer": 1, "disinfectant": 56_000},
    plan={section.key: 200 for section in HANGZHOU.plan.sections},
    posts={
        "safety_manager": (Seat(SeatState.AVAILABLE),),
        "special_operations": (Seat(SeatState.AVAILABLE, is_certified=True),),
    },
    shifts=(Shift("Day", 60, 480, 1020),),
    commitment_accepted=True,
)


def changed(**facts) -> Facts:
    return dataclasses.replace(WHOLE, **facts)


def with_gate(gate: dict, **rules) -> PolicyBody:
    """Hangzhou with one gate more."""
    stored = HANGZHOU.model_dump(mode="json") | rules
    stored["gates"] = [*stored["gates"], gate | {"ours": True, "why": {"zh": "试", "en": "test"}}]
    return PolicyBody.model_validate(stored)


def finding(key: str, facts: Facts, body: PolicyBody = HANGZHOU) -> Finding:
    found = [each for each in evaluate(facts, body) if each.key == key]
    assert found, [each.key for each in evaluate(facts, body)]
    return found[0]


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


MISSED = [
    ({"opens_on": date(2020, 2, 12)}, "opening_day_early", "block"),
    ({"firm_class": ""}, "class_missing", "block"),
    ({"opens_on": date(2020, 2, 9)}, "phase_not_yet", "block"),
    ({"heads_on_site": 0}, "heads_missing", "block"),
    ({"heads_on_site": 90}, "heads_above_staff", "block"),
    ({"marked_on_site": 61}, "heads_differ", "block"),
    ({"listed": 0, "marked_on_site": 0}, "roster_empty", "block"),
    ({"listed": 85}, "roster_short", "block"),
    ({"listed": 87}, "roster_long", "block"),
    ({"rows_refused": 2, "listed": 85}, "roster_rows_refused", "warn"),
    ({"held_on_site": {"A": 1, "E": 2}}, "on_site_held", "block"),
    ({"held_on_site": {"A": 1}, "opens_on": None}, "on_site_held_no_day", "block"),
    ({"inventory": {"mask": 126, "thermometer": 1}}, "supply_short", "warn"),
    ({"inventory": {"mask": 420}}, "supply_few", "block"),
    ({"inventory": {"mask": 420, "thermometer": 1}}, "supply_hint", "warn"),
    ({"has_isolation_area": False}, "isolation_missing", "block"),
    ({"has_isolation_area": False, "site_kind": "office"}, "isolation_missing", "warn"),
    ({"has_isolation_area": False, "site_kind": ""}, "isolation_nowhere", "warn"),
    ({"plan": {}}, "plan_short", "block"),
    ({"commitment_accepted": False}, "commitment_missing", "block"),
]


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
        assert masks.message == "Masks: 126 pieces last 2.1 days for 60 people. The reserve is 7 days."
        assert masks.evidence == "60 people × 1 a day × 7 days = 420 pieces."
        assert masks.remedy.startswith("294 pieces are missing, that is 6 packs of 50.")
        one = finding("roster_short", changed(listed=85))
        assert one.message == "85 of 86 people are screened. 1 person is still missing."
        held = finding("on_site_held", changed(held_on_site={"E": 2, "A": 1, "B": 4}))
        assert held.message == "3 people marked as on site may not work on 2020-02-13 (Thu)."
        assert held.evidence == "By class: A 1, E 2."


def test_wenzhou_explains_the_phase():
    exporter = changed(firm_class="key_export", opens_on=date(2020, 2, 15))

    early = finding("phase_not_yet", exporter, WENZHOU)
    at_once = finding("phase_open", changed(firm_class="daily_life"), WENZHOU)

    with translation.override("en"):
        assert early.message.startswith("Your firm belongs to “Period 2”, which opens on 2020-02-18 (Tue).")
        assert early.evidence == (
            "Kind of firm: Key exporters. The office checks that your firm is on the white list."
        )
        assert "may reopen at once" in at_once.message
    reason = phase_for("general", WENZHOU)
    assert (reason.phase.key, reason.tier) == ("period_3", 3)
    assert phase_for("unheard_of", WENZHOU).phase.rest


def test_who_decides_and_by_when():
    ordinary = finding("decided_by", WHOLE)

    with translation.override("en"):
        assert ordinary.message == (
            "With 60 people on site, your case is decided at this level: Street or town office. "
            "If you submit now, you get an answer by 2020-02-13 (Thu) 23:59."
        )
        assert ordinary.evidence == "Answer within 3 working days."
    assert due_at(AT, "green_channel", WENZHOU) == datetime(2020, 2, 12, 9, tzinfo=SHANGHAI)


def test_firms_of_twenty_fill_a_short_plan():
    small = changed(heads_on_site=20, marked_on_site=20, plan=dict.fromkeys(HANGZHOU.plan.short_form, 50))

    assert finding("plan_complete", small).params["asked"] == 4
    assert finding("plan_short", dataclasses.replace(small, heads_on_site=21)).params["count"] == 2


def test_a_negative_list_closes_a_trade():
    closed = {"ours": True, "why": {"zh": "试", "en": "test"}, "name": {"zh": "餐饮", "en": "Catering"}}
    body = with_gate(
        {"kind": "negative_list", "level": "block"},
        negative_list=[closed | {"firms": {"industries": ["H62", "R"]}}],
    )

    assert finding("trade_closed", changed(industry="H6210"), body).level == "block"
    assert finding("trade_open", changed(industry="C14"), body).level == "pass"


def test_a_trade_on_its_promise_only_warns():
    entry = {
        "ours": True,
        "why": {"zh": "试", "en": "test"},
        "name": {"zh": "餐饮", "en": "Catering"},
        "firms": {"credit_codes": ["91330106MA2CFPKQ8G"]},
        "level": "warn",
    }
    body = with_gate({"kind": "negative_list", "level": "block"}, negative_list=[entry])

    named = changed(industry="", credit_code="91330106MA2CFPKQ8G")
    assert finding("trade_on_promise", named, body).level == "warn"


def test_a_class_by_list_is_said_and_a_class_without_its_list_is_asked_about():
    stored = HANGZHOU.model_dump(mode="json")
    stored["firm_classes"][0]["firms"] = {"credit_codes": ["91330106MA2CFPKQ8G"], "industries": []}
    body = PolicyBody.model_validate(stored)
    key = body.firm_classes[0].key

    by_list = changed(firm_class=key, class_by_list=True, credit_code="91330106MA2CFPKQ8G")
    assert finding("phase_open", by_list, body).evidence_key == "firm_class_by_list"
    typed = changed(firm_class=key, credit_code="913300001234567890")
    assert finding("class_not_listed", typed, body).level == "warn"


def test_three_preconditions_stand_together():
    body = with_gate({"kind": "preconditions", "level": "block"})

    missed = finding("preconditions_missing", changed(has_shifts=False), body)
    with translation.override("en"):
        assert missed.message.endswith("Still open: Shifts.")
    assert finding("preconditions_ready", changed(has_shifts=True), body).level == "pass"


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


ORIGINAL = frozenset({"signed_original"})
PAPERS = [
    ({}, "paper_undecided", "block"),
    ({"papers_deferred": ORIGINAL}, "paper_later", "warn"),
    ({"papers": ORIGINAL}, "papers_ready", "pass"),
    ({"papers": ORIGINAL, "papers_deferred": ORIGINAL}, "papers_ready", "pass"),
    ({"papers": ORIGINAL, "papers_waiting": ORIGINAL}, "paper_waiting", "block"),
    ({"papers": ORIGINAL, "papers_infected": ORIGINAL}, "paper_infected", "block"),
    ({"papers": ORIGINAL, "papers_infected": frozenset({""})}, "document_infected", "block"),
]


@pytest.mark.parametrize(("facts", "key", "level"), PAPERS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_paper_is_there_or_deferred_and_clean(facts, key, level, language):
    found = finding(key, changed(**facts), WENZHOU)

    assert (found.level, found.section) == (level, "documents")
    with translation.override(language):
        assert "%(" not in found.message + found.remedy
        assert found.remedy or level == "pass"


def test_a_paper_that_may_not_follow_is_missing():
    body = load_policy(SHIPPED / "chongqing-yubei-2020-02-20.toml").body

    assert finding("paper_missing", WHOLE, body).level == "block"
    assert finding("paper_undecided", WHOLE, body).params["count"] == 3


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


FACTS = st.builds(
    Facts,
    at=st.just(AT),
    opens_on=st.none() | st.dates(date(2020, 1, 1), date(2020, 4, 1)),
    heads_on_site=st.integers(0, 2000),
    staff_total=st.integers(0, 2000),
    firm_class=st.sampled_from(["", "general", "daily_life", "key_export", "strange"]),
    industry=st.sampled_from(["", "C14", "R"]),
    lane=st.sampled_from(["", "green_channel", "strange"]),
    site_kind=st.sampled_from(["", "factory", "office", "strange"]),
    area_m2=st.integers(0, 10**6),
    has_isolation_area=st.booleans(),
    listed=st.integers(0, 2000),
    marked_on_site=st.integers(0, 2000),
    held_on_site=st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 5)),
    rows_refused=st.integers(0, 3),
    inventory=st.dictionaries(st.sampled_from(["mask", "thermometer", "strange"]), st.integers(0, 10**9)),
    plan=st.dictionaries(st.sampled_from(["leadership", "duties", "strange"]), st.integers(0, 500)),
    commitment_accepted=st.booleans(),
)


@settings(max_examples=50)
@given(FACTS, st.sampled_from([HANGZHOU, WENZHOU]), st.sampled_from(["en", "zh-hans"]))
def test_any_facts_give_findings_that_can_be_said(facts, body, language):
    with translation.override(language):
        for found in evaluate(facts, body):
            assert "%(" not in found.message + found.evidence + found.remedy
            assert bool(found.remedy) == (found.level != FindingLevel.PASS)
            json.dumps(found.as_json())


# --- Own declarations ------------------------------------------------------------

DECLARATIONS = {"kind": "declarations", "level": "block"}
PEOPLE = {"on_roster": 86, "declared": 86, "division": "330104005"}


def test_jianggan_waits_for_every_declaration_and_the_rest_of_the_city_does_not():
    facts = changed(**PEOPLE | {"declared": 80})
    found = finding("declarations_missing", facts)

    assert (found.level, found.section, found.params["count"]) == (FindingLevel.BLOCK, "roster", 6)
    assert "80 of 86 people have declared" in found.message
    assert "Jianggan" in found.source["en"]
    elsewhere = evaluate(dataclasses.replace(facts, division="330106002"), HANGZHOU)
    assert "declarations_missing" not in [each.key for each in elsewhere]
    assert [each.level for each in elsewhere if each.rule == "declarations"] == [FindingLevel.PASS]


def test_declarations_that_are_too_old_count_no_more():
    body = with_gate(DECLARATIONS | {"max_age_days": 3})
    facts = changed(**PEOPLE | {"declared": 80, "declared_old": 6, "division": "330106002"})

    found = finding("declarations_old", facts, body)

    assert "6 people declared more than 3 days ago" in found.message
    assert "counts for 3 days" in found.evidence
    assert found.level == FindingLevel.BLOCK
    assert finding("declarations_complete", changed(**PEOPLE)).level == FindingLevel.PASS


def test_who_added_themselves_is_to_be_confirmed_everywhere():
    found = finding("people_to_confirm", changed(**PEOPLE | {"to_confirm": 2}))

    assert found.level == FindingLevel.WARN


def test_of_several_gates_of_one_kind_the_first_that_covers_the_place_counts():
    stored = HANGZHOU.model_dump(mode="json")
    mine = {"ours": True, "why": {"zh": "试", "en": "test"}}
    stored["gates"] = [
        DECLARATIONS | mine | {"divisions": ["330104"]},
        DECLARATIONS | mine | {"level": "warn"},
    ]
    body = PolicyBody.model_validate(stored)
    levels = {
        place: finding("declarations_missing", changed(on_roster=2, division=place), body).level
        for place in ("330104005", "330106002")
    }

    assert levels == {"330104005": FindingLevel.BLOCK, "330106002": FindingLevel.WARN}


def test_a_gate_stands_once_for_a_place():
    stored = HANGZHOU.model_dump(mode="json")
    mine = {"ours": True, "why": {"zh": "试", "en": "test"}}
    stored["gates"] = [DECLARATIONS | mine | {"divisions": ["330104"]}] * 2

    with pytest.raises(ValueError, match="declarations 330104"):
        PolicyBody.model_validate(stored)
