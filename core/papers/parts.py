"""What a kind of paper is made of, in reading order. Each part names the wording blocks that it needs. No ORM."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.papers.filling import Pair, fill_pair

Words = Mapping[str, Pair]
Facts = Mapping[str, Any]  # see core.papers.kinds.facts
Block = dict[str, Any]


class Part(Protocol):
    def blocks(self) -> tuple[str, ...]:
        """The wording blocks that it needs."""
        ...

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        """What it puts on the paper; nothing where there is nothing to say."""
        ...


def filled(words: Words, key: str, facts: Facts) -> Pair:
    return fill_pair(words[key], facts["places"])


def given(part: "Given | Points", key: str, words: Words, facts: Facts) -> Pair:
    """What was frozen elsewhere; on a sample, where nothing was, the words of the template."""
    if part.is_worded and key not in facts["texts"]:
        return filled(words, key, facts)
    text: Pair = facts["texts"][key]
    return text


@dataclass(frozen=True)
class Text:
    """A paragraph of the template; or its salutation."""

    key: str
    is_salutation: bool = False

    def blocks(self) -> tuple[str, ...]:
        return (self.key,)

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        text = filled(words, self.key, facts)
        if text["zh"]:
            yield {"part": "salutation" if self.is_salutation else "text", "text": text}


@dataclass(frozen=True)
class Given:
    """
    A paragraph that was frozen elsewhere, such as that of a decision's letter; or its salutation.

    :ivar is_worded: whether it was frozen from words of the template; a sample shows those
    :ivar others: words of the template that it may be frozen from instead
    """

    key: str
    is_salutation: bool = False
    is_worded: bool = False
    others: tuple[str, ...] = ()

    def blocks(self) -> tuple[str, ...]:
        return (self.key, *self.others) if self.is_worded else ()

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        text = given(self, self.key, words, facts)
        if text["zh"]:
            yield {"part": "salutation" if self.is_salutation else "text", "text": text}


@dataclass(frozen=True)
class FactTable:
    """Labels of the template beside facts of the record."""

    names: tuple[str, ...]

    def blocks(self) -> tuple[str, ...]:
        return tuple(f"label.{name}" for name in self.names)

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        rows = [
            {"label": words[f"label.{name}"], "value": facts["places"][name]}
            for name in self.names
            if facts["places"][name]["zh"]
        ]
        yield {"part": "facts", "rows": rows}


@dataclass(frozen=True)
class Sections:
    """Facts under headings, labelled by the record itself."""

    def blocks(self) -> tuple[str, ...]:
        return ()

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        for section in facts["sections"]:
            yield {"part": "facts", "title": section["title"], "rows": section["rows"]}


@dataclass(frozen=True)
class Points:
    """A numbered list under a heading, of the template or frozen elsewhere; the heading alone stays away."""

    heading: str
    is_given: bool = False
    is_worded: bool = False  # as of `Given`
    others: tuple[str, ...] = ()  # words of the template for points that were frozen

    def blocks(self) -> tuple[str, ...]:
        return (self.heading, *self.others) if self.is_worded or not self.is_given else ()

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        title = (
            given(self, self.heading, words, facts) if self.is_given else filled(words, self.heading, facts)
        )
        if facts["points"]:
            yield {"part": "points", "title": title, "items": facts["points"]}


@dataclass(frozen=True)
class Table:
    """Rows of cells; `figures` are set to the right."""

    columns: tuple[str, ...]
    figures: frozenset[str] = frozenset()

    def blocks(self) -> tuple[str, ...]:
        return tuple(f"column.{name}" for name in self.columns)

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        head = [
            {"label": words[f"column.{name}"], "key": name, "is_figure": name in self.figures}
            for name in self.columns
        ]
        yield {"part": "table", "head": head, "rows": facts["rows"]}


@dataclass(frozen=True)
class Code:
    """A QR code with what it is for beside it; nothing where there is no address yet."""

    key: str

    def blocks(self) -> tuple[str, ...]:
        return (self.key,)

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        if facts["scanned"]:
            yield {
                "part": "code",
                "label": filled(words, self.key, facts),
                "scanned": facts["scanned"],
                "address": facts["address"],
            }


@dataclass(frozen=True)
class SignatureLines:
    """Room for names written by hand."""

    names: tuple[str, ...]

    def blocks(self) -> tuple[str, ...]:
        return tuple(f"sign.{name}" for name in self.names)

    def compose(self, words: Words, facts: Facts) -> Iterator[Block]:
        yield {"part": "lines", "labels": [words[f"sign.{name}"] for name in self.names]}
