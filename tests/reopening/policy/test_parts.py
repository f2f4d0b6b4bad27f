"""Every field of the schema has a page, a name in words, and choices in words."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from pydantic import BaseModel

from reopening.policy.body import PolicyBody
from reopening.policy.parts import part_of, parts
from reopening.policy.shapes import Shape, shapes_of
from reopening.wording.choices import CHOICES
from reopening.wording.fields import FIELDS, GATES, PARTS


def models_in(shape: Shape) -> Iterator[type[BaseModel]]:
    yield from shape.models.values()
    if shape.model is not None:
        yield shape.model
    if shape.item is not None:
        yield from models_in(shape.item)


def all_shapes() -> Iterator[tuple[str, Shape]]:
    waiting, told = [PolicyBody], set()
    while waiting:
        model = waiting.pop()
        if model in told:
            continue
        told.add(model)
        for name, shape in shapes_of(model).items():
            yield f"{model.__name__}.{name}", shape
            waiting += models_in(shape)


SHAPES = dict(all_shapes())


def choices_of(shape: Shape) -> set[type[StrEnum]]:
    inner = choices_of(shape.item) if shape.item else set()
    return inner | ({shape.choices} if shape.choices else set())


def test_every_field_of_the_body_is_in_one_part():
    placed = [name for names in parts().values() for name in names]

    assert sorted(placed) == sorted(PolicyBody.model_fields)
    assert all(name in parts()[part_of(name)] for name in PolicyBody.model_fields)


def test_a_field_that_no_group_names_is_a_part_of_its_own(monkeypatch):
    monkeypatch.setattr("reopening.policy.parts.GROUPS", {"general": ("mode",)})

    assert parts()["lead_time"] == ("lead_time",)


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_has_a_name_in_words(name):
    assert name in FIELDS or name.partition(".")[2] in FIELDS, "name it in reopening/wording/fields.py"


def test_every_part_and_gate_has_a_name_in_words():
    gates = next(iter(models_in(SHAPES["PolicyBody.gates"])))
    assert gates is not None

    assert set(parts()) <= set(PARTS) | set(FIELDS), "name it in reopening/wording/fields.py"
    assert set(SHAPES["PolicyBody.gates"].item.models) <= set(GATES), "name it in reopening/wording/fields.py"


@pytest.mark.parametrize("name", SHAPES)
def test_every_choice_has_a_name_in_words(name):
    for choices in choices_of(SHAPES[name]):
        assert {each.value for each in choices} <= set(CHOICES.get(choices.__name__, {})), choices.__name__
