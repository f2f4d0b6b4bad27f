"""A roster file as a stream of people and of rows that were refused, with a reason for each cell."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Any, NamedTuple, Self

from reopening.roster_files.columns import LAYOUT
from reopening.roster_files.judging import Judge, RosterRow, Seen
from reopening.table_files.reading import Reading
from reopening.table_files.refusals import TableRefused
from reopening.table_files.sheet_rows import Row, Rows, SheetRows
from reopening.table_files.tables import HEADER_WITHIN, header_of
from reopening.table_files.workbooks import is_explanation

BLOCK = 250  # rows judged together
WITHOUT_PEOPLE = {"empty", "no_people"}  # sheets of which there is nothing to say


class SheetOfPeople(NamedTuple):
    """:ivar keys: the column of each cell, None for strange ones"""

    name: str
    keys: list[str | None]
    rows: Rows


class Roster:
    """
    A file that is judged row by row while a process of its own reads it. Use as a context manager.

    Only when the last row was taken is it known that the file is whole: store nothing for good before.

    All sheets that have the column names are read, those of a workbook that has one for each department.

    :ivar total: rows below the column names that were judged so far, a block at a time
    :ivar unread: the sheets that were passed over so far, as {"sheet", "code", "params"} of `refusals.FILES`
    """

    def __init__(self, data: bytes) -> None:
        """:raises TableRefused: for the whole file"""
        self._reading = Reading(data)
        self.total = 0
        self.unread: list[dict[str, Any]] = []
        self._seen = Seen()
        try:
            self._sheets = self._with_people()
            self._first = next(self._sheets)
        except BaseException:
            self._reading.close()
            raise

    def _with_people(self) -> Iterator[SheetOfPeople]:
        """
        The sheets that have the column names and somebody below them.

        :raises TableRefused: if there is none
        """
        first_reason: TableRefused | None = None
        for sheet in self._reading.sheets():
            # What the reading itself refuses is the whole file, so nothing is read within the `try`.
            head = list(islice(sheet.rows, HEADER_WITHIN + 1))
            try:
                keys, below = headed(sheet, head)
            except TableRefused as refused:
                first_reason = first_reason or refused
                if refused.code not in WITHOUT_PEOPLE and not is_explanation(sheet.name):
                    self.unread.append({"sheet": sheet.name, "code": refused.code, "params": refused.params})
            else:
                yield SheetOfPeople(sheet.name, keys, chain(below, sheet.rows))
        if not self._seen.sheets:
            raise first_reason or TableRefused("empty")

    @property
    def about(self) -> int:
        """How many rows there may be."""
        return max(self._reading.about - 1, self.total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_unused: object) -> None:
        self._reading.close()

    def judged(self, today: date) -> Iterator[RosterRow]:
        """
        Once, in the order of the file.

        :param today: the day in Shanghai on which the people declare
        :raises TableRefused: for the whole file, at whichever row that is seen
        """
        for sheet in chain([self._first], self._sheets):
            judge = Judge(sheet.keys, today, sheet=sheet.name, seen=self._seen)
            while block := list(islice(sheet.rows, BLOCK)):
                self.total += len(block)
                yield from judge.rows(block)


def headed(sheet: SheetRows, head: list[Row]) -> tuple[list[str | None], list[Row]]:
    """
    The column of each cell, and the first rows below the column names.

    :param head: the first rows; nothing more is read
    :raises TableRefused: if it is no sheet of people
    """
    if sheet.is_hidden:
        raise TableRefused("hidden_sheet")
    if not head:
        raise TableRefused("empty")
    count, keys = header_of(iter(head), LAYOUT)
    if not head[count:]:
        raise TableRefused("no_people")
    return keys, head[count:]
