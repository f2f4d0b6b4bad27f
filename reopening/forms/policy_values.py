"""Posted values of a part of a policy set, read back into the structure that its schema has."""

import re
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.choosing import SeveralField
from core.folding import fold
from reopening.forms.policy_fields import NAMED
from reopening.policy.body import PolicyBody
from reopening.policy.parts import parts
from reopening.policy.shapes import Shape, shapes_of

Data = QueryDict | MultiValueDict[str, str]
MOST_ROWS = 500
WHOLE = re.compile(r"-?\d{1,12}")


class _Nothing:
    """No answer at all: the schema's own default, or its mistake, stands."""

    def __bool__(self) -> bool:
        return False


NOTHING = _Nothing()


def read(shape: Shape, path: str, data: Data) -> Any:
    """What was typed, wrong or not; `NOTHING` where a field that must not be left out was left empty."""
    if shape.kind == "flag":
        return path in data
    if shape.name in NAMED:
        return read_coded(shape, path, data)
    if shape.kind in READERS:
        return READERS[shape.kind](shape, path, data)
    typed = data.get(path, "").replace("\r\n", "\n").strip()
    if not typed:
        return None if shape.optional else NOTHING
    return int(typed) if shape.kind == "whole" and WHOLE.fullmatch(typed) else typed


def read_coded(shape: Shape, path: str, data: Data) -> Any:
    """Places or trades by their codes, however they were named; what is none stays as it was typed."""
    field, typed = NAMED[shape.name](required=False), "\n".join(data.getlist(path))
    if isinstance(field, SeveralField):
        return field.codes(typed)
    place = field.resolve(fold(typed))
    return place.pk if place else fold(typed) or (None if shape.optional else NOTHING)


def read_lines(shape: Shape, path: str, data: Data) -> list[Any]:
    """From a box of lines, or from several boxes that were ticked."""
    lines = [line.strip() for text in data.getlist(path) for line in text.splitlines()]
    return [number_or_text(line, shape) for line in lines if line]


def read_rows(shape: Shape, path: str, data: Data) -> list[Any]:
    return [read_entry(shape, f"{path}.{row}", data) for row in range(rows_in(path, data))]


def number_or_text(line: str, shape: Shape) -> Any:
    is_number = shape.item is not None and shape.item.kind == "whole" and WHOLE.fullmatch(line)
    return int(line) if is_number else line


def rows_in(path: str, data: Data) -> int:
    stated = data.get(f"{path}.#", "0")
    return min(int(stated), MOST_ROWS) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 0


def halves(shape: Shape) -> tuple[str, ...]:
    """The languages of a text, and the English for one where things are counted."""
    return tuple(shape.model.model_fields) if shape.model else ()


def read_text(shape: Shape, path: str, data: Data) -> Any:
    texts = {half: data.get(f"{path}.{half}", "").replace("\r\n", "\n").strip() for half in halves(shape)}
    if any(texts.values()):
        return {half: text for half, text in texts.items() if text or half != "one"}
    return None if shape.optional else NOTHING


def read_entry(shape: Shape, path: str, data: Data) -> Any:
    entry = read(shape.item, path, data) if shape.item else NOTHING
    return {} if entry is NOTHING or entry is None else entry


def read_named(shape: Shape, path: str, data: Data) -> dict[str, Any]:
    """A table by free keys; a key that comes twice is told apart, so that no row is lost."""
    found: dict[str, Any] = {}
    for row in range(rows_in(path, data)):
        key = data.get(f"{path}.{row}.=", "").strip()
        while key in found:
            key += "_2"
        found[key] = read_entry(shape, f"{path}.{row}", data)
    return found


def read_table(shape: Shape, path: str, data: Data) -> dict[str, Any]:
    read_all = {
        each.value: read(shape.item, f"{path}.{each.value}", data)
        for each in shape.choices or ()
        if shape.item
    }
    return {key: value for key, value in read_all.items() if value is not NOTHING and value is not None}


def read_part(shape: Shape, path: str, data: Data) -> Any:
    model = shape.model_of({"kind": data.get(f"{path}.kind", "")})
    if model is None:
        return {"kind": data.get(f"{path}.kind", "")}
    values = {name: read(each, f"{path}.{name}", data) for name, each in shapes_of(model).items()}
    if shape.optional and is_empty(values):
        return None
    return {name: value for name, value in values.items() if value is not NOTHING}


READERS: dict[str, Callable[[Shape, str, Data], Any]] = {
    "lines": read_lines,
    "many": read_lines,
    "text": read_text,
    "rows": read_rows,
    "named": read_named,
    "table": read_table,
    "part": read_part,
}


def is_empty(value: Any) -> bool:
    """Whether nothing was said at any depth."""
    if isinstance(value, dict):
        return all(map(is_empty, value.values()))
    return value is NOTHING or value in (None, "", False) or value == []


def change_rows(shape: Shape, value: Any, steps: list[str], act: str, *, kind: str = "") -> Any:
    """
    The value with a row added to, removed from or moved up in the list that `steps` lead to.

    :param steps: field names and row numbers; for `remove` and `up` the last one is the row
    :param kind: of the row to add, where a list holds several kinds
    """
    if not steps or (len(steps) == 1 and act != "add"):
        return with_row(shape, value, act, steps[0] if steps else "", kind)
    step, rest = steps[0], steps[1:]
    if shape.kind in {"rows", "named"}:
        entries = entries_of(value)
        row = int(step) if step.isdigit() else -1
        if not 0 <= row < len(entries) or shape.item is None:
            return value
        key, entry = entries[row]
        entries[row] = (key, change_rows(shape.item, entry, rest, act, kind=kind))
        return rebuilt(shape, entries)
    model = shape.model_of(value)
    inner = shapes_of(model).get(step) if model else None
    if inner is None:
        return value
    base = value if isinstance(value, dict) else {}
    return base | {step: change_rows(inner, base.get(step), rest, act, kind=kind)}


def with_row(shape: Shape, value: Any, act: str, step: str, kind: str) -> Any:
    if shape.kind not in {"rows", "named"}:
        return value
    entries = entries_of(value)
    row = int(step) if step.isdigit() else -1
    if act == "add" and len(entries) < MOST_ROWS:
        entries.append(("", {"kind": kind} if kind else {}))
    elif act == "remove" and 0 <= row < len(entries):
        del entries[row]
    elif act == "up" and 0 < row < len(entries):
        entries[row - 1], entries[row] = entries[row], entries[row - 1]
    return rebuilt(shape, entries)


def entries_of(value: Any) -> list[tuple[str, Any]]:
    """Key and value of each row; rows of a list have no key."""
    if isinstance(value, dict):
        return list(value.items())
    return [("", each) for each in value] if isinstance(value, list) else []


def rebuilt(shape: Shape, entries: list[tuple[str, Any]]) -> Any:
    return dict(entries) if shape.kind == "named" else [each for _key, each in entries]


def read_fields(part: str, data: Data) -> dict[str, Any]:
    """The fields of the part as they were typed."""
    shapes = shapes_of(PolicyBody)
    values = {name: read(shapes[name], name, data) for name in parts()[part]}
    return {name: value for name, value in values.items() if value is not NOTHING}


def act_on_rows(values: dict[str, Any], act: str, kind: str) -> dict[str, Any]:
    """`add:lanes`, `remove:lanes.0`, `up:lanes.1` carried out."""
    verb, _colon, path = act.partition(":")
    field_name, *steps = path.split(".")
    shape = shapes_of(PolicyBody).get(field_name)
    if verb not in {"add", "remove", "up"} or shape is None:
        return values
    return values | {field_name: change_rows(shape, values.get(field_name), steps, verb, kind=kind)}
