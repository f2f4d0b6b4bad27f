"""docs/policy.md: every example reads, together they make a policy set, and no kind of rule is left out."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from reopening.policy import parse_policy
from reopening.policy.base import Rule
from reopening.policy.body import PolicyBody
from reopening.policy.document import EXAMPLES, document, models_in
from reopening.policy.gates import AnyGate
from reopening.policy.health import Measure, RiskFact
from reopening.policy.timing import FirmClass, Lane, LeadTime, Phase
from reopening.worked_examples import gathered

TEXT = EXAMPLES.read_text(encoding="utf-8")
DOCUMENT = document()


def test_the_examples_together_are_a_policy_set():
    policy = parse_policy(TEXT, file_name=EXAMPLES.name)

    assert policy.body.decider_for(100).office == "street"
    assert policy.body.class_of("", credit_code="91330106MA2CFPKQ8G") == "daily_life"


def reachable(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    seen.add(model)
    for field in model.model_fields.values():
        for each in models_in(field.annotation):
            if each not in seen:
                reachable(each, seen)
    return seen


def used(part: Any) -> Iterator[type[BaseModel]]:
    if isinstance(part, BaseModel):
        yield type(part)
        for name in type(part).model_fields:
            yield from used(getattr(part, name))
    elif isinstance(part, (tuple, dict)):
        for each in part.values() if isinstance(part, dict) else part:
            yield from used(each)


def test_every_kind_of_rule_has_an_example_and_its_fields_are_told():
    policy = parse_policy(TEXT, file_name=EXAMPLES.name)

    models = reachable(PolicyBody, set())
    assert models - set(used(policy)) == set()
    assert {each.__name__ for each in models if f"**{each.__name__}.**" not in DOCUMENT} == {
        "Text",
        "CountedText",
    }


def test_every_kind_of_rule_has_an_outcome_that_the_engine_computes():
    rules = {each for each in reachable(PolicyBody, set()) if issubclass(each, Rule)} | {
        Lane,
        Phase,
        FirmClass,
    }
    body = parse_policy(TEXT, file_name=EXAMPLES.name).body

    assert rules - set(gathered()) == set()
    assert {each.__name__ for each, worked in gathered().items() if not list(worked(body))} == set()
    assert {each.__name__ for each in gathered() if each not in used_by(body)} == set()


def used_by(body: PolicyBody) -> set[type[BaseModel]]:
    return set(used(body))


def test_an_outcome_follows_from_the_example_and_from_nothing_else():
    body = parse_policy(TEXT, file_name=EXAMPLES.name).body
    longer = body.model_copy(update={"lead_time": body.lead_time.model_copy(update={"days": 5})})

    assert "| filed on 2020-02-10 | may open from 2020-02-13 on |" in DOCUMENT
    assert dict(gathered()[LeadTime](longer))["filed on 2020-02-10"] == "may open from 2020-02-15 on"
    assert "| 100 people on site | Street office (`street`) |" in DOCUMENT
    assert "| opens on 2020-02-14 | valid until 2020-08-12 |" in DOCUMENT


def test_each_gate_is_shown_met_and_not_met():
    body = parse_policy(TEXT, file_name=EXAMPLES.name).body

    for gate in get_args(get_args(AnyGate)[0]):
        (_given, met), (_missing, missed) = gathered()[gate](body)
        assert met.startswith("`pass`"), gate
        assert missed.startswith(("`warn`", "`block`")), gate


def test_every_gate_fact_and_measure_is_in_the_document():
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(AnyGate)[0])}
    words = kinds | {each.value for each in RiskFact} | {each.value for each in Measure}

    assert {word for word in words if f"`{word}`" not in DOCUMENT} == set()
