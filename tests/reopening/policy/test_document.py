"""docs/policy.md: every example reads, together they make a policy set, and no kind of rule is left out."""

import re
from pathlib import Path
from typing import Any, get_args

from django.conf import settings
from pydantic import BaseModel

from reopening.policy import parse_policy
from reopening.policy.body import PolicyBody
from reopening.policy.gates import AnyGate
from reopening.policy.health import Measure, RiskFact

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "policy.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_examples_together_are_a_policy_set():
    policy = parse_policy("\n".join(EXAMPLES), file_name="docs/policy.md")

    assert policy.body.decider_for(100).office == "street"


def parts(model: type[BaseModel], seen: set[type]) -> set[str]:
    """The names of all fields at any depth."""
    names = set(model.model_fields)
    for field in model.model_fields.values():
        for each in models_in(field.annotation):
            if each not in seen:
                seen.add(each)
                names |= parts(each, seen)
    return names


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for argument in get_args(annotation) for each in models_in(argument)]


def test_every_field_of_the_schema_is_in_the_document():
    fields = parts(PolicyBody, {PolicyBody})

    assert {name for name in fields if not re.search(rf"\b{name}\b", DOCUMENT)} == set()


def test_every_gate_fact_and_measure_is_in_the_document():
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(AnyGate)[0])}
    words = kinds | {each.value for each in RiskFact} | {each.value for each in Measure}

    assert {word for word in words if f"`{word}`" not in DOCUMENT} == set()
