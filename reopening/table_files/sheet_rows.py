"""What the readers of each kind of file give: sheets, one after the other, with their rows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Row = tuple[int, list[Any]]
Rows = Iterator[Row]


class SheetRows(NamedTuple):
    """
    One sheet; its rows, numbered as in it, are taken before the next sheet is.

    :ivar about: how many rows there may be
    :ivar is_hidden: it is named, and its rows are not read
    """

    name: str
    about: int
    rows: Rows
    is_hidden: bool = False
