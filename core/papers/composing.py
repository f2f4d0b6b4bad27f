"""The words of a paper, from the words of its template and the facts of its record; then frozen. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from core.papers import bilingual
from core.papers.filling import Pair, fill_pair
from core.papers.parts import Part


class Layout(Protocol):
    """What composing asks of a kind."""

    @property
    def key(self) -> str: ...
    @property
    def parts(self) -> tuple[Part, ...]: ...
    @property
    def look(self) -> str: ...
    @property
    def is_issued(self) -> bool: ...


SAMPLE: Pair = {"zh": "样本", "en": "SAMPLE"}


def compose(
    kind: Layout, words: Mapping[str, Pair], facts: Mapping[str, Any], *, is_sample: bool = False
) -> dict[str, Any]:
    """Every word of the paper in reading order, in both languages, as plain JSON."""
    sheets = [sheet(kind, words, {**facts, **own}) for own in facts["sheets"] or [{}]]
    return {
        "kind": kind.key,
        "look": kind.look,
        "title": sheets[0]["title"],
        "number": facts["number"],
        "iso": facts["day"],
        "authority": facts["authority"],
        "sheets": sheets,
        "sample": SAMPLE if is_sample else None,
    }


def sheet(kind: Layout, words: Mapping[str, Pair], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What stands from one heading to the next."""
    always = {
        name: fill_pair(words[name], facts["places"]) for name in ("title", "basis", "footer", "contact")
    }
    return always | {
        "title": facts["texts"].get("title")
        or always["title"],  # a letter keeps the title that it was sent with
        "number": facts["number"],
        "authority": facts["authority"],
        "day": bilingual.day(date.fromisoformat(facts["day"])),
        "is_issued": kind.is_issued,
        "blocks": [block for part in kind.parts for block in part.compose(words, facts)],
    }


def printed_text(words: Any) -> str:
    """All words that will be drawn, for the coverage check."""
    if isinstance(words, str):
        return words
    if isinstance(words, Mapping):
        return "\n".join(printed_text(value) for value in words.values())
    if isinstance(words, list):
        return "\n".join(printed_text(value) for value in words)
    return ""
