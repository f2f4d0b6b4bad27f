"""One cell of a roster: its value in canonical form, or the reason why not."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.folding import fold
from reopening.id_kinds import IdKind, canonical_id
from reopening.identities import IdentityRefused, canonical_mobile, canonical_resident_id
from reopening.roster_files.columns import BY_KEY, Column, Kind
from reopening.table_files.cells import CellRefused, day_in, text_in
from reopening.table_files.columns import plain

YES = frozenset(["是", "有", "对", "到岗", "返岗", "在", "y", "yes", "true", "1", "√", "✓", "✔"])
NO = frozenset(
    ["否", "无", "没有", "没", "不", "不是", "未", "未到岗", "不在", "n", "no", "false", "0", "×", "✗"]
)
ID_KINDS = {
    plain(name): IdKind(kind)
    for kind, names in tomllib.loads(
        Path(__file__).with_name("id_kinds.toml").read_text(encoding="utf-8")
    ).items()
    for name in names
} | {"": IdKind.RESIDENT_ID}
RESIDENT_ID = frozenset(name for name, kind in ID_KINDS.items() if kind == IdKind.RESIDENT_ID)
DEGREES = re.compile(r"(\d{2}(?:\.\d{1,2})?)\s*(?:℃|°C|度|C)?", re.IGNORECASE)
LONGEST = {"name": 60, "post": 60, "place": 100, "stay": 100}
YEAR = timedelta(days=366)
# Columns in which most cells of a roster say the same.
ALIKE = frozenset(key for key, column in BY_KEY.items() if column.kind in {Kind.YES_NO, Kind.TEMPERATURE})


def parse(column: Column, cell: Any, today: date) -> Any:
    """
    The value of a cell that is not empty.

    :raises CellRefused: with the reason
    """
    if column.key in ALIKE:
        return _parse_alike(cell, column, today)
    return PARSERS[column.kind](cell, column, today)


@lru_cache(maxsize=4096, typed=True)
def _parse_alike(cell: Any, column: Column, today: date) -> Any:
    return PARSERS[column.kind](cell, column, today)


def _text(cell: Any, column: Column, today: date) -> str:
    return text_in(cell, LONGEST[column.key])


def _resident_id(cell: Any, column: Column, today: date) -> str:
    if isinstance(cell, float):
        raise CellRefused("id_as_number")
    try:
        return canonical_resident_id(str(cell), on=today)
    except IdentityRefused as refused:
        raise CellRefused(refused.code, **refused.params) from None


def id_kind_in(cell: Any) -> IdKind:
    """
    The kind of document that a cell names; an empty one names the resident ID.

    :raises CellRefused: if nobody calls one so
    """
    if cell is None:
        raise CellRefused("formula")
    try:
        return ID_KINDS[plain(str(cell))]
    except KeyError:
        raise CellRefused("id_kind") from None


def other_id(kind: IdKind, cell: Any, column: Column, today: date) -> str:
    """The document of a person who has no resident ID."""
    try:
        return canonical_id(kind, str(cell), on=today)
    except IdentityRefused as refused:
        raise CellRefused(refused.code, **refused.params) from None


def _mobile(cell: Any, column: Column, today: date) -> str:
    try:
        return canonical_mobile(str(cell))
    except IdentityRefused as refused:
        raise CellRefused(refused.code, **refused.params) from None


def _yes_no(cell: Any, column: Column, today: date) -> bool:
    word = cell if isinstance(cell, str) else str(cell)
    if word in YES:
        return True
    if word in NO:
        return False
    word = fold(word).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellRefused("yes_or_no")


def _past_day(cell: Any, column: Column, today: date) -> date:
    day = day_in(cell)
    if day > today:
        raise CellRefused("date_future")
    if day < today - YEAR:
        raise CellRefused("date_range")
    return day


def _coming_day(cell: Any, column: Column, today: date) -> date:
    day = day_in(cell)
    if not today - YEAR <= day <= today + YEAR:
        raise CellRefused("date_range")
    return day


def _temperature(cell: Any, column: Column, today: date) -> Decimal:
    found = DEGREES.fullmatch(fold(str(cell)))
    if found is None or not found.group(1).isascii():
        raise CellRefused("temperature")
    degrees = Decimal(found.group(1))
    if not Decimal(34) <= degrees <= Decimal(43):
        raise CellRefused("temperature")
    return degrees.quantize(Decimal("0.1"))


Reader = Callable[[Any, Column, date], Any]
PARSERS: dict[str, Reader] = {
    Kind.NAME: _text,
    Kind.TEXT: _text,
    Kind.RESIDENT_ID: _resident_id,
    Kind.ID_KIND: lambda cell, column, today: id_kind_in(cell),
    Kind.MOBILE: _mobile,
    Kind.YES_NO: _yes_no,
    Kind.PAST_DAY: _past_day,
    Kind.COMING_DAY: _coming_day,
    Kind.TEMPERATURE: _temperature,
}
