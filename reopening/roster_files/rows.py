"""A roster file as a stream of people and of rows that were refused, with a reason for each cell."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Self

from reopening.roster_files.columns import LAYOUT
from reopening.roster_files.judging import Judge, RosterRow
from reopening.table_files.reading import Reading
from reopening.table_files.refusals import TableRefused
from reopening.table_files.tables import header_of

BLOCK = 250  # rows judged together


class Roster:
    """
    A file that is judged row by row while a process of its own reads it. Use as a context manager.

    Only when the last row was taken is it known that the file is whole: store nothing for good before.

    :ivar total: rows below the column names that were judged so far, a block at a time
    """

    def __init__(self, data: bytes) -> None:
        """:raises TableRefused: for the whole file"""
        self._reading = Reading(data)
        self.total = 0
        try:
            rows = self._reading.rows()
            _lines, self._keys = header_of(rows, LAYOUT)
            first = next(rows, None)
            if first is None:
                raise TableRefused("no_people")
        except BaseException:
            self._reading.close()
            raise
        self._rows = chain([first], rows)

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
        judge = Judge(self._keys, today)
        while block := list(islice(self._rows, BLOCK)):
            self.total += len(block)
            yield from judge.rows(block)
