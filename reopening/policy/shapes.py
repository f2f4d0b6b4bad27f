"""The schema as shapes: what a person fills in for each field, found from its type, at any depth."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reopening.policy.base import Text

LEAVES = {
    "bool": "flag",
    "int": "whole",
    "Decimal": "decimal",
    "date": "day",
    "time": "time",
}


@dataclass(frozen=True)
class Shape:
    """
    One field, or the entries of a list.

    :ivar kind: `line`, `flag`, `whole`, `decimal`, `day`, `time`, `choice`: one value; `lines`, `many`: several;
        `text`: both languages; `part`: a model; `rows`: a list; `named`: a table by free keys; `table`: a table by the
        members of `choices`; `fixed`: says which model a row is
    :ivar item: what an entry of a list or table is; `models`: the models it may be, by their `kind`
    """

    kind: str
    name: str = ""
    optional: bool = False
    required: bool = True
    model: type[BaseModel] | None = None
    choices: type[StrEnum] | None = None
    item: "Shape | None" = None
    models: dict[str, type[BaseModel]] = field(default_factory=dict, hash=False)

    @property
    def is_leaf(self) -> bool:
        return self.kind not in {"text", "part", "rows", "named", "table"}

    def model_of(self, row: Any) -> type[BaseModel] | None:
        """The model of an entry: the one of its `kind` where several are possible."""
        if self.models:
            return self.models.get(str(row.get("kind", "")) if isinstance(row, dict) else "")
        return self.model


@cache
def shapes_of(model: type[BaseModel]) -> dict[str, Shape]:
    """Of every field; where a rule comes from stands last."""
    last = [name for name in ("source", "ours", "why") if name in model.model_fields]
    names = [name for name in model.model_fields if name not in last] + last
    return {name: shape_of_field(name, model.model_fields[name]) for name in names}


def shape_of_field(name: str, info: FieldInfo) -> Shape:
    return shape_of(info.annotation, name=name, required=info.is_required())


def shape_of(annotation: Any, *, name: str = "", required: bool = True) -> Shape:
    annotation, optional = bare(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    common: dict[str, Any] = {"name": name, "optional": optional, "required": required}
    if origin is Literal:
        return Shape("fixed", **common)
    if origin in {Union, UnionType}:
        models = {get_args(each.model_fields["kind"].annotation)[0]: each for each in arguments}
        return Shape("part", models=models, **common)
    if origin is tuple:
        return shape_of_list(shape_of(arguments[0]), common)
    if origin is dict:
        key, item = shape_of(arguments[0]), shape_of(arguments[1])
        return Shape("table" if key.choices else "named", choices=key.choices, item=item, **common)
    if issubclass(annotation, Text):
        return Shape("text", model=annotation, **common)
    if issubclass(annotation, BaseModel):
        return Shape("part", model=annotation, **common)
    if issubclass(annotation, StrEnum):
        return Shape("choice", choices=annotation, **common)
    return Shape(LEAVES.get(annotation.__name__, "line"), **common)


def shape_of_list(item: Shape, common: dict[str, Any]) -> Shape:
    if item.kind == "choice" and common["name"] != "order":  # boxes to tick have no order of their own
        return Shape("many", choices=item.choices, item=item, **common)
    return Shape("lines" if item.is_leaf else "rows", item=item, **common)


def bare(annotation: Any) -> tuple[Any, bool]:
    """Without its metadata; and whether it may be left out."""
    optional = False
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = arguments[0]
        elif origin in {Union, UnionType} and type(None) in arguments:
            several = [each for each in arguments if each is not type(None)]
            annotation, optional = several[0] if len(several) == 1 else Union[tuple(several)], True  # noqa: UP007
        else:
            return annotation, optional
