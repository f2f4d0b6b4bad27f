"""Sections and divisions of the national classification of industries (GB/T 4754-2017), as data."""

import tomllib
from functools import cache
from pathlib import Path

from reopening.wording import localise

TABLE = Path(__file__).with_name("industries.toml")


@cache
def names() -> dict[str, dict[str, str]]:
    """The names of all sections (`C`) and divisions (`C27`) in both languages, in the standard's order."""
    found: dict[str, dict[str, str]] = {}
    for letter, section in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        found[letter] = {"zh": section["zh"], "en": section["en"]}
        for number, (chinese, english) in section["divisions"].items():
            found[f"{letter}{number}"] = {"zh": chinese, "en": english}
    return found


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Divisions under their sections, in the reader's language, for a form."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in names().items():
        if len(code) == 1:
            found[code] = []
        else:
            found[code[0]].append((code, f"{code} {localise(name)}"))
    return [(f"{section} {localise(names()[section])}", divisions) for section, divisions in found.items()]


def industry_name(code: str) -> str:
    """`C27 Pharmaceuticals`; a finer code is named by its division, an unknown one by itself."""
    name = names().get(code[:3]) or names().get(code[:1])
    return f"{code} {localise(name)}" if name else code
