"""A part of a policy set as a form, made from its schema; rows, texts in both languages and choices included."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.place_fields import PlaceField, PlacesField
from reopening.forms.industries import IndustriesField
from reopening.forms.policy_fields import field_of, names_of, typed_again
from reopening.forms.policy_values import entries_of, halves, is_empty
from reopening.policy.body import PolicyBody
from reopening.policy.mistakes import Mistake
from reopening.policy.parts import parts
from reopening.policy.references import choices_for, named
from reopening.policy.shapes import Shape, shapes_of
from reopening.wording.choices import choice_label
from reopening.wording.differences import value_in_words
from reopening.wording.fields import field_hint, field_label, gate_label


@dataclass
class Node:
    """
    What the template draws: a field (`bound`), two fields side by side (`text`), a group, or rows of groups.

    :ivar anchor: where the page scrolls to after a row was added
    """

    kind: str
    path: str
    label: str = ""
    hint: str = ""
    bound: Any = None
    children: list["Node"] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)  # of the row to add
    errors: Any = ()
    shown: str = ""  # a field's value in words
    is_wrong: bool = False  # something in it waits to be mended
    is_said: bool = False

    @property
    def anchor(self) -> str:
        return f"at-{self.path}"


class PartForm(forms.Form):
    """Bound to what is stored or was typed, wrong or not: mistakes come from the schema, nothing is lost."""

    fill_later = True

    def __init__(self, part: str, body: dict[str, Any], seen: str) -> None:
        self.values: MultiValueDict[str, str] = MultiValueDict({"seen": [seen]})
        super().__init__(self.values)
        self.part, self.body = part, body
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput)
        body_shapes = shapes_of(PolicyBody)
        self.nodes = [
            self.node(body_shapes[name], name, body.get(name), "PolicyBody", name) for name in parts()[part]
        ]
        self.full_clean()
        self._errors = ErrorDict(renderer=self.renderer)

    def node(self, shape: Shape, path: str, value: Any, model: str, name: str) -> Node:
        """:param model: name of the model that has the field; `name`: of the field"""
        label, hint = field_label(model, name), field_hint(model, name)
        node = Node(shape.kind, path, label, hint, is_said=not is_empty(value))
        match shape.kind:
            case "text":
                node.children = [
                    self.leaf(
                        Shape("line", name=name),
                        f"{path}.{half}",
                        value.get(half) if isinstance(value, dict) else value,
                        Node("line", f"{path}.{half}", f"{label} ({field_label('Text', half)})"),
                        model,
                    )
                    for half in halves(shape)
                ]
            case "part":
                node.children = list(self.inside(shape, path, value))
                if shape.optional:
                    node.hint = hint or _("Leave everything empty if there is none.")
            case "table":
                stored = value if isinstance(value, dict) else {}
                node.children = [
                    self.entry(shape, f"{path}.{each.value}", stored.get(each.value), each.value, name)
                    for each in shape.choices or ()
                ]
            case "rows" | "named":
                self.rows(node, shape, value, name)
            case _:
                return self.leaf(shape, path, value, node, model)
        return node

    def inside(self, shape: Shape, path: str, value: Any) -> Iterator[Node]:
        stored = value if isinstance(value, dict) else {}
        model = shape.model_of(stored)
        if model is not None:
            for name, each in shapes_of(model).items():
                yield self.node(each, f"{path}.{name}", stored.get(name), model.__name__, name)

    def entry(self, shape: Shape, path: str, value: Any, key: str, name: str) -> Node:
        """A fixed entry of a table by choices."""
        node = self.node(shape.item, path, value, "", name)  # type: ignore[arg-type]
        node.label = choice_label(shape.choices, key) if shape.choices else key
        node.hint = ""
        texts = [child for child in node.children if node.kind == "text"]
        for child, half in zip(texts, ("zh", "en"), strict=False):
            child.label = f"{node.label} ({field_label('Text', half)})"
            child.bound.label = child.label
        if node.bound is not None:
            node.bound.label = node.label
        return node

    def rows(self, node: Node, shape: Shape, value: Any, name: str) -> None:
        entries = entries_of(value)
        self.hide(f"{node.path}.#", str(len(entries)))
        node.bound = self[f"{node.path}.#"]
        if shape.item and shape.item.models:
            node.kinds = [(kind, gate_label(kind)) for kind in shape.item.models]
        for row, (key, entry) in enumerate(entries):
            made = self.row(shape, f"{node.path}.{row}", key, entry, name)
            made.label = row_title(shape.item or shape, entry, key) or _("Entry %(number)s") % {
                "number": row + 1
            }
            node.children.append(made)

    def row(self, shape: Shape, path: str, key: str, value: Any, name: str) -> Node:
        inner = self.node(shape.item or shape, path, value, "", name)
        row = Node("row", path)
        if shape.kind == "named":
            key_node = Node("line", f"{path}.=", field_label("", "key"), field_hint("", "key"))
            row.children = [self.leaf(Shape("line"), f"{path}.=", key, key_node, "")]
        row.children += inner.children
        return row

    def leaf(self, shape: Shape, path: str, value: Any, node: Node, model: str) -> Node:
        found = choices_for(model, shape.name, self.body)
        self.fields[path] = made = field_of(shape, value, found)
        made.label, made.help_text = node.label, node.hint
        texts = typed_again(shape, value)
        several = isinstance(made, forms.MultipleChoiceField)
        if texts or not (several or shape.kind == "flag"):  # what is not ticked is not posted
            self.values.setlist(path, texts if several else ["\n".join(texts)])
        node.bound = self[path]
        labels = dict(found)
        named_value = [labels.get(str(each), each) for each in value] if isinstance(value, list) else value
        node.shown = value_in_words(labels.get(str(value), named_value) if found else value, shape)
        if value and isinstance(made, PlaceField | PlacesField | IndustriesField):
            node.shown = names_of(made, value)
        if shape.name == "ours" and not value:
            node.shown = value_in_words(None, shape)  # worth saying only where it is so
        return node

    def hide(self, path: str, value: str) -> None:
        self.fields[path] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.values[path] = value

    def show(self, mistakes: list[Mistake]) -> None:
        """Put each mistake beside the field where it is mended; the rest above the form."""
        for each in mistakes:
            if each.part == self.part:
                self.add_error(self.place_of(each), each.message)
        for node in self.nodes:
            mark(node)

    def place_of(self, mistake: Mistake) -> str | None:
        path = path_of(mistake.where, self.body)
        while path:
            tries = (path, f"{path}.zh", f"{path}.source", f"{path}.#")
            found = next((name for name in tries if name in self.fields), None)
            if found:
                return found
            path = path.rpartition(".")[0]
        return None


def row_title(item: Shape, value: Any, key: str) -> str:
    """What the row is called; empty while it has no name."""
    stored = value if isinstance(value, dict) else {}
    if item.models:
        return gate_label(str(stored.get("kind", "")))
    if item.model and stored.get("fact"):
        return choice_label(shapes_of(item.model)["fact"].choices, str(stored["fact"]))  # type: ignore[arg-type]
    return "" if item.kind == "text" else named(stored, key)


def mark(node: Node) -> bool:
    """Whether a mistake is left in the node; noted on it and on everything inside."""
    wrong = [mark(child) for child in node.children]
    own = node.bound.errors if node.bound is not None else ()
    if node.kind in {"rows", "named"}:
        node.errors = own
    node.is_wrong = bool(own) or any(wrong)
    return node.is_wrong


def path_of(where: tuple[int | str, ...], body: Any) -> str:
    """The name of the form's field: tables by free keys are rows, and the tag of a union is no step."""
    path: list[str] = []
    shape: Shape | None = Shape("part", model=PolicyBody)
    value = body
    for step in where:
        if shape is None or (shape.models and step in shape.models and len(path) > 1):
            continue
        if shape.kind == "named":
            keys = list(value) if isinstance(value, dict) else []
            path.append(str(keys.index(step)) if step in keys else str(step))
            shape, value = shape.item, value.get(step) if isinstance(value, dict) else None
        elif shape.kind in {"rows", "table"}:
            path.append(str(step))
            shape, value = shape.item, at_step(value, step)
        else:
            path.append("=" if step == "[key]" else str(step))
            model = shape.model_of(value)
            shape = shapes_of(model).get(str(step)) if model else None
            value = at_step(value, step)
    return ".".join(path)


def at_step(value: Any, step: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
