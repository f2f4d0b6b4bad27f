"""The columns of a table: their names in both languages, however people write them, in any order."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.folding import fold
from reopening.wording import localise

NOISE = re.compile(r"[\s*_:/\\.,，。、：?？!！\"'“”‘’-]+|[(（\[【].{0,200}?[)）\]】]")


@dataclass(frozen=True, slots=True)
class Column:
    """
    :param kind: how a cell is read; a word of those who judge the rows
    :param required: the file must have the column and every row its cell
    :param other_names: what else people call it
    """

    key: str
    zh: str
    en: str
    kind: str
    required: bool = False
    other_names: tuple[str, ...] = ()
    example_zh: str = ""
    example_en: str = ""
    choices_zh: str = ""  # words to choose from, with semicolons between
    choices_en: str = ""

    @property
    def name(self) -> str:
        """In the reader's language."""
        return localise({"zh": self.zh, "en": self.en})

    @property
    def example(self) -> str:
        return localise({"zh": self.example_zh, "en": self.example_en})

    @property
    def choices(self) -> list[str]:
        """What the template offers; whoever judges the rows may take more."""
        words = localise({"zh": self.choices_zh, "en": self.choices_en})
        return words.split(";") if words else []


def columns_in(path: Path) -> tuple[Column, ...]:
    """The columns that a TOML file describes, in its order."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Column(**row | {"key": key, "other_names": tuple(row.get("other_names", ()))})
        for key, row in table.items()
    )


def plain(name: str) -> str:
    """A column name without case, blanks, punctuation and remarks in brackets."""
    return NOISE.sub("", fold(name).lower())


class Layout:
    """The columns of one kind of table, found again by any of their names."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.by_key = {column.key: column for column in self.columns}
        self.names = {
            plain(name): column.key
            for column in self.columns
            for name in (column.key, column.zh, column.en, *column.other_names)
        }

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.required]

    def recognise(self, cells: Sequence[object]) -> list[str | None]:
        """The key of each cell that is a column name."""
        return [self.names.get(plain(cell)) if isinstance(cell, str) else None for cell in cells]
