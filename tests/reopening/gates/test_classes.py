from datetime import date

import pytest
from django.utils import translation

from reopening import industries
from reopening.gates import phase_for
from reopening.policy import load_policy
from reopening.policy.body import PolicyBody
from reopening.policy.files import SHIPPED
from tests.reopening.gates.makers import HANGZHOU, WENZHOU, changed, finding, with_gate


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


def test_a_negative_list_closes_a_trade():
    closed = {"ours": True, "why": {"zh": "试", "en": "test"}, "name": {"zh": "餐饮", "en": "Catering"}}
    body = with_gate(
        {"kind": "negative_list", "level": "block"},
        negative_list=[closed | {"firms": {"industries": ["H62", "R"]}}],
    )

    assert finding("trade_closed", changed(industry="H6210"), body).level == "block"
    assert finding("trade_open", changed(industry="C14"), body).level == "pass"


QINGYANG = load_policy(SHIPPED / "gansu-qingyang-2020-02-20.toml").body


@pytest.mark.parametrize(
    ("typed", "key", "level"),
    [
        ("电影", "trade_too_wide", "block"),  # what the list of trades offers is coarser than the notice
        ("R8760", "trade_closed", "block"),
        ("R8710", "trade_open", "pass"),
        ("食品制造业", "trade_open", "pass"),
    ],
)
def test_no_trade_passes_the_list_by_being_said_too_widely(typed, key, level):
    industry = industries.resolve(typed)

    assert finding(key, changed(industry=industry), QINGYANG).level == level


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
