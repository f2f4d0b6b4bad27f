"""The columns of a roster: their names in both languages, however people write them, in any order."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reopening.identities import fold
from reopening.wording import localise

NOISE = re.compile(r"[\s*_:/\\.,，。、：?？!！\"'“”‘’-]+|[(（\[【].*?[)）\]】]")


class Kind(StrEnum):
    NAME = "name"
    TEXT = "text"
    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    YES_NO = "yes_no"
    PAST_DAY = "past_day"
    COMING_DAY = "coming_day"
    TEMPERATURE = "temperature"


@dataclass(frozen=True, slots=True)
class Column:
    """
    :param required: the file must have the column and every row its cell
    :param other_names: what else people call it
    """

    key: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    other_names: tuple[str, ...] = ()
    example_zh: str = ""
    example_en: str = ""

    @property
    def name(self) -> str:
        """In the reader's language."""
        return localise({"zh": self.zh, "en": self.en})

    @property
    def example(self) -> str:
        return localise({"zh": self.example_zh, "en": self.example_en})


TABLE = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
COLUMNS = tuple(
    Column(**row | {"key": key, "kind": Kind(row["kind"]), "other_names": tuple(row["other_names"])})
    for key, row in TABLE.items()
)
BY_KEY = {column.key: column for column in COLUMNS}


def plain(name: str) -> str:
    """A column name without case, blanks, punctuation and remarks in brackets."""
    return NOISE.sub("", fold(name).lower())


NAMES = {
    plain(name): column.key
    for column in COLUMNS
    for name in (column.key, column.zh, column.en, *column.other_names)
}


def recognise(cells: list[object]) -> list[str | None]:
    """The key of each cell that is a column name."""
    return [NAMES.get(plain(cell)) if isinstance(cell, str) else None for cell in cells]
