"""The letter of commitment for a paper that follows later (容缺承诺书): words as data, filled in once and kept."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reopening.policy.content import Paper

CURRENT = "2020-02"
FOLDER = Path(__file__).parent / "letter_words"


@cache
def load_words(version: str) -> dict[str, dict[str, str]]:
    """One version of the letter, from its data file."""
    words: dict[str, dict[str, str]] = tomllib.loads((FOLDER / f"{version}.toml").read_text(encoding="utf-8"))
    return words


def compose(
    *,
    firm: str,
    credit_code: str,
    paper: Paper,
    person: str = "",
    on: date | None = None,
    version: str = CURRENT,
) -> dict[str, Any]:
    """
    The letter in both languages, as plain JSON.

    :param person: who accepts it; without, the line for the signature stays away
    """
    words, names = load_words(version), paper.name.model_dump()
    letter: dict[str, Any] = {"version": version}
    for language in ("zh", "en"):
        filled = {
            "firm": firm,
            "credit_code": credit_code,
            "paper": names[language],
            "days": paper.due_after_days,
            "person": person,
            "day": on.isoformat() if on else "",
        }
        parts = {part: words[part][language].strip().format(**filled) for part in ("title", "text", "signed")}
        letter[language] = parts if person else parts | {"signed": ""}
    return letter
