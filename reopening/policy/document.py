"""`docs/policy.md`: the worked examples of `examples.toml`, each with the fields of its part of the schema."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.translation import override
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reopening.policy.base import CountedText, Rule, Text
from reopening.policy.body import PolicyBody
from reopening.policy.files import PolicyFile, parse_policy
from reopening.worked_examples import gathered

EXAMPLES = Path(__file__).with_name("examples.toml")
PROSE = "#|"
HEAD = "<!-- Made by `make docs` from reopening/policy/examples.toml and the schema; do not edit. -->\n\n"
WORDS = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "date": "day",
    "time": "time",
    "Decimal": "number",
    "Text": "text in both languages",
    "CountedText": "text in both languages, and the English for one",
}


def document() -> str:
    """The examples, prose and pieces of TOML in turn; below each piece the fields it is made of."""
    text = EXAMPLES.read_text(encoding="utf-8")
    body = parse_policy(text, file_name=EXAMPLES.name).body
    placed = {model for name in headers(text) for model in model_at(name)}
    told: set[type[BaseModel]] = {Text, CountedText}
    parts = []
    for is_prose, lines in pieces(text):
        if is_prose:
            parts.append("\n".join(line.removeprefix(PROSE).removeprefix(" ") for line in lines).strip("\n"))
            continue
        code = "\n".join(lines).strip("\n")
        parts.append(f"```toml\n{code}\n```")
        for name in headers(code):
            for model in untold(model_at(name), told, placed):
                parts += [fields_table(model), *outcome_table(model, body)]
    return HEAD + "\n\n".join(parts) + "\n"


def pieces(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Runs of prose lines and of other lines; blank lines belong to the run they stand in."""
    run: list[str] = []
    is_prose = True
    for line in text.splitlines():
        if line and line.startswith(PROSE) != is_prose:
            if any(run):
                yield is_prose, run
            run, is_prose = [], not is_prose
        run.append(line)
    if any(run):
        yield is_prose, run


def headers(code: str) -> list[str]:
    """`body.lanes` of `[[body.lanes]]`, each once; the head of the file has none."""
    return list(dict.fromkeys(re.findall(r"^\[\[?([a-z0-9_.]+)\]", code, re.MULTILINE)))


def model_at(path: str) -> list[type[BaseModel]]:
    """The models that a table of the file is read as; several where `kind` decides."""
    found: list[type[BaseModel]] = [PolicyFile]
    for step in path.split("."):
        found = [
            model
            for each in found
            for model in (
                models_in(each.model_fields[step].annotation) if step in each.model_fields else [each]
            )
        ]
    return found


def untold(
    models: list[type[BaseModel]], told: set[type[BaseModel]], placed: set[type[BaseModel]]
) -> Iterator[type[BaseModel]]:
    """These models and what they are made of, each once; what has an example of its own (`placed`) waits for it."""
    for model in models:
        if model in told:
            continue
        told.add(model)
        yield model
        for field in model.model_fields.values():
            inner = [each for each in models_in(field.annotation) if each not in placed]
            yield from untold(inner, told, placed)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for argument in get_args(annotation) for each in models_in(argument)]


def fields_table(model: type[BaseModel]) -> str:
    """A table of the model's own fields; those of `Rule` are said once, at the top."""
    shared = set(Rule.model_fields) if issubclass(model, Rule) and model is not Rule else set()
    says = " ".join((model.__doc__ or "").split())
    rows = [
        f"| `{name}` | {type_words(field)} | {default_words(field)} |"
        for name, field in model.model_fields.items()
        if name not in shared
    ]
    return "\n".join(
        [f"**{model.__name__}.** {says}", "", "| field | what | without it |", "|---|---|---|", *rows]
    )


def outcome_table(model: type[BaseModel], body: PolicyBody) -> Iterator[str]:
    """What the example comes to, by the engine itself."""
    worked = gathered().get(model)
    if worked is not None:
        with override("en"):
            rows = [f"| {given} | {then} |" for given, then in worked(body)]
        yield "\n".join(["| given (computed from the examples) | then |", "|---|---|", *rows])


def type_words(field: FieldInfo) -> str:
    return words_of(field.annotation)


def words_of(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return words_of(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if origin in {Union, UnionType}:
        several = [each for each in arguments if each is not type(None)]
        return words_of(several[0]) if len(several) == 1 else "one of several kinds, by `kind`"
    if origin is tuple:
        return f"list of: {words_of(arguments[0])}"
    if origin is dict:
        return f"table: {words_of(arguments[0])} → {words_of(arguments[1])}"
    if issubclass(annotation, StrEnum):
        return " / ".join(f"`{each.value}`" for each in annotation)
    return WORDS.get(annotation.__name__, annotation.__name__)


def default_words(field: FieldInfo) -> str:
    if field.is_required():
        return "a mistake"
    default = field.get_default()
    if default is None or default in ((), {}, ""):
        return "nothing"
    if isinstance(default, BaseModel):
        return "the usual rule"
    return f"`{str(default).lower()}`"
