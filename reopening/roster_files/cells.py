"""One cell of a roster: its value in canonical form, or the reason why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from reopening.identities import IdentityRefused, canonical_mobile, canonical_resident_id, fold
from reopening.roster_files.columns import BY_KEY, Column, Kind

YES = frozenset(["是", "有", "对", "到岗", "返岗", "在", "y", "yes", "true", "1", "√", "✓", "✔"])
NO = frozenset(
    ["否", "无", "没有", "没", "不", "不是", "未", "未到岗", "不在", "n", "no", "false", "0", "×", "✗"]
)
UNREADABLE = {"Cc", "Cs", "Co", "Cn"}  # Unicode categories that no name has
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ][\d:.]*)?")
COMPACT_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
DEGREES = re.compile(r"(\d{2}(?:\.\d{1,2})?)\s*(?:℃|°C|度|C)?", re.IGNORECASE)
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(36_526, 73_051)  # 2000 to 2099
LONGEST = {"name": 60, "post": 60, "place": 100, "stay": 100}
UNTIDY = re.compile("[\uff01-\uff5e\ufffd]|^ | $|  ")  # of text that is printable
YEAR = timedelta(days=366)
# Columns in which most cells of a roster say the same.
ALIKE = frozenset(key for key, column in BY_KEY.items() if column.kind in {Kind.YES_NO, Kind.TEMPERATURE})


class CellRefused(Exception):
    """`code` is a key of `refusals.CELLS`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


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
    if type(cell) is str and len(cell) < 30 and cell.isprintable() and not UNTIDY.search(cell):
        return cell  # as most names are
    text = " ".join(fold(str(cell)).split())
    if any(unicodedata.category(character) in UNREADABLE for character in text) or "\ufffd" in text:
        raise CellRefused("control")
    limit = LONGEST[column.key]
    if len(text) > limit:
        raise CellRefused("too_long", limit=limit)
    if not text:
        raise CellRefused("required")
    return text


def _resident_id(cell: Any, column: Column, today: date) -> str:
    if isinstance(cell, float):
        raise CellRefused("id_as_number")
    try:
        return canonical_resident_id(str(cell), on=today)
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
    day = _day(cell)
    if day > today:
        raise CellRefused("date_future")
    if day < today - YEAR:
        raise CellRefused("date_range")
    return day


def _coming_day(cell: Any, column: Column, today: date) -> date:
    day = _day(cell)
    if not today - YEAR <= day <= today + YEAR:
        raise CellRefused("date_range")
    return day


def _day(cell: Any) -> date:
    if isinstance(cell, int) and not isinstance(cell, bool) and cell in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=cell)
    return _day_in(str(cell))


@lru_cache(maxsize=4096)
def _day_in(text: str) -> date:
    folded = fold(text)
    found = DAY.fullmatch(folded) or COMPACT_DAY.fullmatch(folded)
    if found is None:
        raise CellRefused("date_shape")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise CellRefused("date_shape") from None


def _temperature(cell: Any, column: Column, today: date) -> Decimal:
    found = DEGREES.fullmatch(fold(str(cell)))
    if found is None or not found.group(1).isascii():
        raise CellRefused("temperature")
    degrees = Decimal(found.group(1))
    if not Decimal(34) <= degrees <= Decimal(43):
        raise CellRefused("temperature")
    return degrees.quantize(Decimal("0.1"))


PARSERS: dict[Kind, Callable[[Any, Column, date], Any]] = {
    Kind.NAME: _text,
    Kind.TEXT: _text,
    Kind.RESIDENT_ID: _resident_id,
    Kind.MOBILE: _mobile,
    Kind.YES_NO: _yes_no,
    Kind.PAST_DAY: _past_day,
    Kind.COMING_DAY: _coming_day,
    Kind.TEMPERATURE: _temperature,
}
