"""A table file as a stream of rows under recognised column names."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from typing import IO, Any, Self

import orjson

from core import fenced_readers
from reopening.table_files.columns import Layout
from reopening.table_files.limits import ALLOWANCES
from reopening.table_files.reading import READER
from reopening.table_files.refusals import TableRefused

MARK = b'{"sheet":'
LAST_LINE = 1_000  # bytes that hold the reader's last line
HEADER_WITHIN = 20  # rows: a title or two may stand above the column names


@dataclass(frozen=True, slots=True)
class CellError:
    """`row` as in the file; `code` and `params` of `refusals.CELLS`; `sheet` is empty for the first one."""

    row: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        said = {"row": self.row, "column": self.column, "code": self.code, "params": self.params}
        return said | {"sheet": self.sheet} if self.sheet else said


class Table:
    """
    A file that was read as a whole, row by row. Use as a context manager: it holds a private, nameless
    temporary file. Its list stands on one sheet; others may hold notes.

    :ivar total: rows below the column names
    :ivar keys: the column of each cell, None for strange ones
    """

    def __init__(self, source: bytes | IO[bytes], layout: Layout, allowance: str = "sent") -> None:
        """:raises TableRefused: for the whole file"""
        self._spool = read_raw(source, allowance)
        try:
            self.total = _count(self._spool)
            sheets = sheets_in(self._spool)
            start = _start_of_list(self._spool, sheets, layout)
            self.total -= sum(_rows_from(self._spool, each) for each in sheets if each != start)
            self.rows = raw_rows(self._spool, start)
            header, self.keys = header_of(self.rows, layout)
            self.total -= header
            if not self.total:
                raise TableRefused("no_people")
        except TableRefused:
            self._spool.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_unused: object) -> None:
        self._spool.close()


def header_of(rows: Iterator[tuple[int, list[Any]]], layout: Layout) -> tuple[int, list[str | None]]:
    """
    How many rows there are up to the column names, and the column of each cell.

    :raises TableRefused: if no row has the column names, or some are missing or repeated
    """
    best: list[str | None] = []
    for count, (number, cells) in enumerate(rows, start=1):
        keys = layout.recognise(cells)
        found = [key for key in keys if key]
        repeated = next((key for key in found if found.count(key) > 1), None)
        if repeated and len(set(found)) > 1:
            raise TableRefused("repeated_column", column=layout.by_key[repeated].name)
        if len(found) > len([key for key in best if key]):
            best = keys
        if all(column.key in found for column in layout.required):
            return count, keys
        if number >= HEADER_WITHIN or len(found) > 1:
            break
    if len([key for key in best if key]) < 2:
        raise TableRefused("no_header")
    missing = [column.name for column in layout.required if column.key not in best]
    raise TableRefused("missing_columns", columns="、".join(missing))


def read_raw(source: bytes | IO[bytes], allowance: str = "sent") -> IO[bytes]:
    """
    A nameless temporary file with the rows, read by a process of its own.

    :param source: the bytes, or an open file that the process reads by itself
    :raises TableRefused: when it says so, or is stopped by its limits
    """
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the table closes it
    try:
        fenced_readers.read(
            READER,
            allowance,
            source=source,
            output=spool,
            fence=ALLOWANCES[allowance].fence,
        )
    except fenced_readers.TooHeavy as error:
        spool.close()
        raise TableRefused("too_heavy") from error
    return spool


def _count(spool: IO[bytes]) -> int:
    """What the last line says: how many rows, or why the file is refused."""
    size = spool.seek(0, SEEK_END)
    spool.seek(max(size - LAST_LINE, 0))
    said = orjson.loads(spool.read().splitlines()[-1])
    if "refused" in said:
        raise TableRefused(said["refused"], **said["params"])
    return int(said["rows"])


def sheets_in(spool: IO[bytes]) -> dict[int, str]:
    """The names of the sheets by the place from which on their rows stand."""
    spool.seek(0)
    place, found = 0, dict[int, str]()
    for line in spool:
        place += len(line)
        if line.startswith(MARK):
            found[place] = orjson.loads(line)["sheet"]
    return found


def raw_rows(spool: IO[bytes], start: int) -> Iterator[tuple[int, list[Any]]]:
    """Row numbers and cells of the sheet that starts there."""
    spool.seek(start)
    for line in spool:
        block = orjson.loads(line)
        if not isinstance(block, list):
            return
        yield from map(tuple, block)


def _rows_from(spool: IO[bytes], start: int) -> int:
    return sum(1 for _row in raw_rows(spool, start))


def _start_of_list(spool: IO[bytes], sheets: dict[int, str], layout: Layout) -> int:
    """
    Where the one sheet starts that has the column names.

    :raises TableRefused: if none has them, or more than one
    """
    found, reasons = list[int](), list[TableRefused]()
    for start in sheets:
        rows = raw_rows(spool, start)
        try:
            header_of(rows, layout)
        except TableRefused as refused:
            reasons.append(refused)
        else:
            if next(rows, None) is not None:
                found.append(start)
            else:
                reasons.append(TableRefused("no_people"))
    if len(found) > 1:
        raise TableRefused("several_sheets", sheets="、".join(sheets[start] for start in found))
    if not found:
        raise reasons[0]
    return found[0]
