"""A policy set written as TOML: what is downloaded loads again to the same content."""

import json
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any

WIDTH = 100


def document(content: dict[str, Any]) -> str:
    """Tables in the order of `content`; what is None is left out."""
    return "\n".join(lines_of(content, ())).lstrip("\n") + "\n"


def lines_of(table: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Plain values first, then tables and lists of tables: TOML asks for this order."""
    said = {key: value for key, value in table.items() if value is not None}
    for key, value in said.items():
        if not is_table(value) and not is_tables(value):
            yield f"{key_of(key)} = {value_of(value)}"
    for key, value in said.items():
        inner = (*path, key)
        if is_table(value):
            yield f"\n[{'.'.join(map(key_of, inner))}]"
            yield from lines_of(value, inner)
        elif is_tables(value):
            for row in value:
                yield f"\n[[{'.'.join(map(key_of, inner))}]]"
                yield from lines_of(row, inner)


def is_table(value: Any) -> bool:
    return isinstance(value, dict) and not is_text(value)


def is_tables(value: Any) -> bool:
    """A list of tables; lists of texts in both languages are written in the line."""
    several = isinstance(value, list | tuple) and len(value) > 0
    return several and all(isinstance(row, dict) and not is_text(row) for row in value)


def is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def key_of(key: Any) -> str:
    key = key.value if isinstance(key, Enum) else str(key)
    bare = key.replace("_", "").replace("-", "").isalnum() and key.isascii()
    return key if bare else quoted(key)


def quoted(text: str) -> str:
    """TOML's basic strings escape as JSON does; DEL is the one character JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def value_of(value: Any) -> str:
    match value:
        case Enum():
            return value_of(value.value)
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | float():
            return str(value)
        case date() | time():
            return value.isoformat()
        case dict():
            pairs = [f"{key_of(key)} = {value_of(each)}" for key, each in value.items() if each is not None]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
        case list() | tuple():
            rows = [value_of(each) for each in value]
            short = f"[{', '.join(rows)}]"
            return short if len(short) < WIDTH else "[\n" + "".join(f"  {row},\n" for row in rows) + "]"
    return quoted(str(value))
