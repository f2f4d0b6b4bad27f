"""
Which cells of many rows are right as they stand, found out for all rows at once.

Who types a roster with care gives every number in its canonical form. These say of which cells that is certain; the
others are read one by one, and so is every reason.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reopening.identities import CHECK_CHARACTERS, EARLIEST_BIRTH, PROVINCES, WEIGHTS
from reopening.table_files.cells import SHORT, is_tidy

Flags = NDArray[np.bool_]

IS_PROVINCE = np.array([f"{code:02d}" in PROVINCES for code in range(100)])
IN_ID = np.array(WEIGHTS, dtype=np.int64)
CHECKS = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)
LAST_DAY = np.array(
    [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *([0] * 87)]
)  # by month of two digits
ZERO = ord("0")
BETWEEN = "|"


def characters(cells: Sequence[Any], length: int) -> NDArray[np.uint8]:
    """A row of ASCII codes for each cell; for one of another length, or that is no text, of blanks."""
    other = " " * length
    texts = [
        cell if type(cell) is str and len(cell) == length and cell.isascii() else other for cell in cells
    ]
    return np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), length)


def plain_ids(cells: Sequence[Any], on: date) -> Flags:
    """As `identities.canonical_resident_id` on the day `on` would give them back unchanged."""
    codes = characters(cells, 18)
    digits = codes[:, :17].astype(np.int64) - ZERO
    are_digits = ((digits >= 0) & (digits <= 9)).all(axis=1)
    digits[~are_digits] = 0
    born = digits[:, 6:14] @ 10 ** np.arange(7, -1, -1)
    year, month, day = born // 10_000, born // 100 % 100, born % 100
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    is_day = (day >= 1) & (day <= LAST_DAY[month]) & (is_leap | (month != 2) | (day != 29))
    return (
        are_digits
        & IS_PROVINCE[digits[:, 0] * 10 + digits[:, 1]]
        & is_day
        & (born >= as_number(EARLIEST_BIRTH))
        & (born <= as_number(on))
        & (CHECKS[digits @ IN_ID % 11] == codes[:, 17])
    )


def plain_mobiles(cells: Sequence[Any]) -> Flags:
    """As `identities.canonical_mobile` would give them back unchanged."""
    codes = characters(cells, 11)
    are_digits = ((codes >= ZERO) & (codes <= ZERO + 9)).all(axis=1)
    return are_digits & (codes[:, 0] == ZERO + 1) & (codes[:, 1] >= ZERO + 3)


def plain_texts(cells: Sequence[Any]) -> bool:
    """Whether `cells.text_in` would give all of them back unchanged."""
    try:
        longest, shortest = max(map(len, cells)), min(map(len, cells))
        together = BETWEEN.join(cells)
    except TypeError:
        return False
    return shortest > 0 and longest < SHORT and is_tidy(together, BETWEEN)


def as_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
