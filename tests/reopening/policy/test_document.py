"""docs/policy.md: every example reads, together they make a policy set, and no kind of rule is left out."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from reopening.policy import parse_policy
from reopening.policy.body import PolicyBody
from reopening.policy.document import EXAMPLES, document, models_in
from reopening.policy.gates import AnyGate
from reopening.policy.health import Measure, RiskFact

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


def test_every_gate_fact_and_measure_is_in_the_document():
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(AnyGate)[0])}
    words = kinds | {each.value for each in RiskFact} | {each.value for each in Measure}

    assert {word for word in words if f"`{word}`" not in DOCUMENT} == set()
