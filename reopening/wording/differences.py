"""Saying what two policy sets say differently: the way in words, before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reopening.policy.body import PolicyBody
from reopening.policy.differences import Difference, Step, is_text
from reopening.policy.shapes import Shape, shapes_of
from reopening.wording import localise
from reopening.wording.choices import choice_label
from reopening.wording.fields import field_label, gate_label, part_title


@dataclass(frozen=True)
class Line:
    path: str
    before: str
    after: str


def in_words(difference: Difference) -> Line:
    """One line of the comparison."""
    names, shape = [], Shape("part", model=PolicyBody)
    for step in difference.path:
        name, shape = step_in_words(step, shape)
        names.append(name)
    return Line(
        " › ".join(names), value_in_words(difference.before, shape), value_in_words(difference.after, shape)
    )


def step_in_words(step: Step, shape: Shape | None) -> tuple[str, Any]:
    """The name of a field or row, and the shape of what it holds."""
    key, row = step
    if shape is not None and shape.kind in {"rows", "named"}:
        return row_name(str(key), row, shape), None if key == "order" else shape.item
    if shape is not None and shape.kind == "table" and shape.choices:
        return choice_label(shape.choices, str(key)), shape.item
    model = shape.model_of(row or {"kind": key}) if shape else None
    if model is None and shape is not None and shape.models:
        fields = {name: each for one in shape.models.values() for name, each in shapes_of(one).items()}
        return field_label("", str(key)), fields.get(str(key))
    name = (
        part_title(str(key))
        if model is PolicyBody
        else field_label(model.__name__ if model else "", str(key))
    )
    return name, shapes_of(model).get(str(key)) if model else None


def row_name(key: str, row: Any, shape: Shape) -> str:
    if key == "order" and row is None:
        return _("Order")
    if shape.item and shape.item.models:
        return gate_label(str(row.get("kind", key)) if isinstance(row, dict) else key)
    words: Any = (row.get("name") or row.get("title")) if isinstance(row, dict) else None
    if is_text(words):
        return localise(words)
    if isinstance(row, dict) and row.get("fact") == key and shape.item and shape.item.model:
        fact = shapes_of(shape.item.model)["fact"]
        return choice_label(fact.choices, key) if fact.choices else key
    return _("Entry %(number)s") % {"number": key} if key.isdigit() else key


def value_in_words(value: Any, shape: Shape | None) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if is_text(value):
        return localise(value)
    if isinstance(value, list):
        item = shape.item if shape else None
        return _(", ").join(value_in_words(each, item) for each in value)
    if isinstance(value, dict):
        words: Any = value.get("name") or value.get("title")
        return localise(words) if is_text(words) else _("; ").join(pairs_in_words(value, shape))
    if shape is not None and shape.choices:
        return choice_label(shape.choices, str(value))
    return str(value)


def pairs_in_words(value: dict[str, Any], shape: Shape | None) -> list[str]:
    model = shape.model_of(value) if shape else None
    shapes = shapes_of(model) if model else {}
    return [
        f"{field_label(model.__name__ if model else '', name)}: {value_in_words(each, shapes.get(name))}"
        for name, each in value.items()
        if each not in (None, "", [], {}, False)
    ]
