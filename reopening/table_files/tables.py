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

LAST_LINE = 1_000  # bytes that hold the reader's last line
HEADER_WITHIN = 20  # rows: a title or two may stand above the column names


@dataclass(frozen=True, slots=True)
class CellError:
    """`row` as in the file; `code` and `params` of `refusals.CELLS`."""

    row: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": self.code, "params": self.params}


class Table:
    """
    A file that was read as a whole, row by row. Use as a context manager: it holds a private, nameless
    temporary file.

    :ivar total: rows below the column names
    :ivar keys: the column of each cell, None for strange ones
    """

    def __init__(self, source: bytes | IO[bytes], layout: Layout, allowance: str = "sent") -> None:
        """:raises TableRefused: for the whole file"""
        self._spool = read_raw(source, allowance)
        try:
            self.total = _count(self._spool)
            self.rows = raw_rows(self._spool)
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


def raw_rows(spool: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Row numbers and cells."""
    spool.seek(0)
    for line in spool:
        block = orjson.loads(line)
        if isinstance(block, list):
            yield from map(tuple, block)
