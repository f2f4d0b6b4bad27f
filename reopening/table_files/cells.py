"""One cell of a table: its value in canonical form, or the reason why not."""

import re
import unicodedata
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from core.folding import fold

UNREADABLE = {"Cc", "Cs", "Co", "Cn"}  # Unicode categories that no name has
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ][\d:.]*)?")
COMPACT_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
TIME = re.compile(r"(?P<hour>[0-9]{1,2})\s*(?:[:.时点]\s*(?P<minute>[0-9]{2})?(?::[0-9]{2})?\s*分?)")
MINUTES = 24 * 60
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(36_526, 73_051)  # 2000 to 2099
UNTIDY = re.compile("[\uff01-\uff5e\ufffd]|^ | $|  ")  # of text that is printable
SHORT = 30  # characters; most names and posts


class CellRefused(Exception):
    """`code` is a key of `refusals.CELLS`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def text_in(cell: Any, limit: int) -> str:
    """
    A line of text with single blanks.

    :raises CellRefused: if it is empty, longer than `limit`, or has characters that no name has
    """
    if type(cell) is str and len(cell) < SHORT and cell.isprintable() and not UNTIDY.search(cell):
        return cell  # as most names are
    text = " ".join(fold(str(cell)).split())
    if any(map(is_unreadable, text)) or "\ufffd" in text:
        raise CellRefused("control")
    if len(text) > limit:
        raise CellRefused("too_long", limit=limit)
    if not text:
        raise CellRefused("required")
    return text


def is_unreadable(character: str) -> bool:
    """Chinese characters are added every few years, and stand in names before this Python has heard of them."""
    return unicodedata.category(character) in UNREADABLE and not "\U00020000" <= character <= "\U0003fffd"


def is_tidy(together: str, between: str) -> bool:
    """Whether each of the texts that `between` holds together is a line with single blanks and usual characters."""
    edged = f"{between}{together}{between}"
    at_edge = f" {between}" in edged or f"{between} " in edged
    return together.isprintable() and not at_edge and not UNTIDY.search(together)


def day_in(cell: Any) -> date:
    """:raises CellRefused: if it is no day"""
    if isinstance(cell, int) and not isinstance(cell, bool) and cell in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=cell)
    return _day_of_text(str(cell))


def time_in(cell: Any) -> time:
    """A time of the day: `9:30`, `09:30:00`, `9点30分`, or the part of a day by which Excel keeps it."""
    if isinstance(cell, float) and 0 <= cell < 1:
        minute = round(cell * MINUTES) % MINUTES
        return time(minute // 60, minute % 60)
    found = TIME.fullmatch(fold(str(cell)))
    if found is None:
        raise CellRefused("time_shape")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise CellRefused("time_shape")
    return time(hour, minute)


@lru_cache(maxsize=4096)
def _day_of_text(text: str) -> date:
    folded = fold(text)
    found = DAY.fullmatch(folded) or COMPACT_DAY.fullmatch(folded)
    if found is None:
        raise CellRefused("date_shape")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise CellRefused("date_shape") from None
