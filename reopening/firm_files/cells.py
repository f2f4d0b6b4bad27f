"""Cells about firms: credit codes, places, trades; judged by what the desk knows."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from core.folding import fold
from reopening import industries
from reopening.credit_codes import CreditCodeRefused, canonical_credit_code
from reopening.table_files.cells import CellRefused

TRADE = re.compile(r"([A-T])?(\d{0,4})")
ABOVE = frozenset(["规上", "规模以上", "规上企业", "above", "是", "yes", "y", "1"])
BELOW = frozenset(["规下", "规模以下", "规下企业", "below", "否", "no", "n", "0"])


def credit_code_in(cell: Any) -> str:
    """:raises CellRefused: if it can be no credit code"""
    try:
        return canonical_credit_code(cell if type(cell) is str else str(cell))
    except CreditCodeRefused as refused:
        raise CellRefused(refused.code, **refused.params) from None


class Places:
    """The divisions that the desk knows, found by code (with or without zeros behind) or by a name of their own."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """:param rows: code and name of every division"""
        self.codes: dict[str, str] = {}
        names: dict[str, list[str]] = {}
        by_code = dict(rows)
        for code, name in by_code.items():
            for width in {len(code), 6, 9, 12} - set(range(len(code))):
                self.codes.setdefault(code.ljust(width, "0"), code)
            above = by_code.get(code[:6] if len(code) == 9 else code[:-2], "")
            for spelling in {name, above + name}:
                names.setdefault(spelling, []).append(code)
        self.names = {name: codes[0] for name, codes in names.items() if len(codes) == 1}
        self.found = lru_cache(maxsize=20_000)(self._find)

    def find(self, cell: Any) -> str:
        """:raises CellRefused: if no division is called so, or several are"""
        code = self.found(str(cell))
        if code is None:
            raise CellRefused("division_unknown")
        return code

    def _find(self, text: str) -> str | None:
        text = fold(text).replace(" ", "")
        return self.codes.get(text) or self.names.get(text)


@lru_cache(maxsize=4096)
def _trade(text: str) -> str | None:
    found = TRADE.fullmatch(fold(text).upper().split(" ")[0])
    if found is None:
        return None
    letter, digits = found.group(1) or "", found.group(2)
    if len(digits) < 2:
        return letter if letter and not digits else None
    section = _sections().get(digits[:2])
    return f"{section}{digits}" if section and letter in ("", section) else None


@cache
def _sections() -> dict[str, str]:
    """The section (letter) of each division (two digits) of GB/T 4754."""
    return {code[1:]: code[0] for code in industries.names() if len(code) == 3}


def industry_in(cell: Any) -> str:
    """
    `C27`, `27` or `2710 化学药品原料药制造` as the code with its letter. Registers have classes of earlier editions:
    the division alone is looked up.

    :raises CellRefused: if unknown
    """
    code = _trade(str(cell))
    if code is None:
        raise CellRefused("industry_unknown")
    return code


def scale_in(cell: Any) -> str:
    """:raises CellRefused: if it is neither above nor below"""
    scale = _scale(str(cell))
    if scale is None:
        raise CellRefused("scale_unknown")
    return scale


@lru_cache(maxsize=64)
def _scale(text: str) -> str | None:
    word = fold(text).lower()
    return "above" if word in ABOVE else "below" if word in BELOW else None
