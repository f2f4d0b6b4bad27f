"""A roster file as a stream of people and of rows that were refused, with a reason for each cell."""

from collections.abc import Iterator
from datetime import date

from reopening.roster_files.columns import LAYOUT
from reopening.roster_files.judging import Judge, RosterRow
from reopening.table_files.tables import Table


class Roster(Table):
    """A roster that was read as a whole and is judged row by row."""

    def __init__(self, data: bytes) -> None:
        """:raises TableRefused: for the whole file"""
        super().__init__(data, LAYOUT)

    def judged(self, today: date) -> Iterator[RosterRow]:
        """Once, in the order of the file. :param today: the day in Shanghai on which the people declare"""
        judge = Judge(self.keys, today)
        for number, cells in self.rows:
            yield judge.row(number, cells)
