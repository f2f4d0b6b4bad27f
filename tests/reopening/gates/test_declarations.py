import dataclasses

import pytest

from reopening.findings import FindingLevel
from reopening.gates import evaluate
from reopening.policy.body import PolicyBody
from tests.reopening.gates.makers import DECLARATIONS, HANGZHOU, PEOPLE, changed, finding, with_gate


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
