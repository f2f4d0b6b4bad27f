"""One cell of a table: its value in canonical form, or the reason why not."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from reopening.identities import fold

UNREADABLE = {"Cc", "Cs", "Co", "Cn"}  # Unicode categories that no name has
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ][\d:.]*)?")
COMPACT_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
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
    if any(unicodedata.category(character) in UNREADABLE for character in text) or "\ufffd" in text:
        raise CellRefused("control")
    if len(text) > limit:
        raise CellRefused("too_long", limit=limit)
    if not text:
        raise CellRefused("required")
    return text


def day_in(cell: Any) -> date:
    """:raises CellRefused: if it is no day"""
    if isinstance(cell, int) and not isinstance(cell, bool) and cell in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=cell)
    return _day_of_text(str(cell))


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
