"""A roster file as a stream of people and of rows that were refused, with a reason for each cell."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from os import SEEK_END
from pathlib import Path
from typing import IO, Any, Self

from reopening.roster_files import limits
from reopening.roster_files.columns import BY_KEY, COLUMNS, recognise
from reopening.roster_files.judging import Judge, RosterRow
from reopening.roster_files.refusals import RosterFileRefused

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # the reader needs none of our secrets
LAST_LINE = 1_000  # bytes that hold the reader's last line
HEADER_WITHIN = 20  # rows: a title or two may stand above the column names


class Roster:
    """
    A file that was read as a whole and is judged row by row. Use as a context manager: it holds a private,
    nameless temporary file.

    :ivar total: rows below the column names
    """

    def __init__(self, data: bytes) -> None:
        """:raises RosterFileRefused: for the whole file"""
        self._spool = read_raw(data)
        try:
            self.total = _count(self._spool)
            self._rows = raw_rows(self._spool)
            header, self._keys = _header(self._rows)
            self.total -= header
            if not self.total:
                raise RosterFileRefused("no_people")
        except RosterFileRefused:
            self._spool.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_unused: object) -> None:
        self._spool.close()

    def judged(self, today: date) -> Iterator[RosterRow]:
        """Once, in the order of the file. :param today: the day in Shanghai on which the people declare"""
        judge = Judge(self._keys, today)
        for number, cells in self._rows:
            yield judge.row(number, cells)


def _header(rows: Iterator[tuple[int, list[Any]]]) -> tuple[int, list[str | None]]:
    """
    How many rows there are up to the column names, and the column of each cell.

    :raises RosterFileRefused: if no row has the column names, or some are missing or repeated
    """
    best: list[str | None] = []
    for count, (number, cells) in enumerate(rows, start=1):
        keys = recognise(cells)
        found = [key for key in keys if key]
        repeated = next((key for key in found if found.count(key) > 1), None)
        if repeated and len(set(found)) > 1:
            raise RosterFileRefused("repeated_column", column=BY_KEY[repeated].name)
        if len(found) > len([key for key in best if key]):
            best = keys
        if all(column.key in found for column in COLUMNS if column.required):
            return count, keys
        if number >= HEADER_WITHIN or len(found) > 1:
            break
    if len([key for key in best if key]) < 2:
        raise RosterFileRefused("no_header")
    missing = [column.name for column in COLUMNS if column.required and column.key not in best]
    raise RosterFileRefused("missing_columns", columns="、".join(missing))


def read_raw(data: bytes) -> IO[bytes]:
    """
    A nameless temporary file with the rows, read by a process of its own.

    :raises RosterFileRefused: when it says so, or is stopped by its limits
    """
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the roster closes it
    command = [sys.executable, "-m", "reopening.roster_files.reader"]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            input=data,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            timeout=limits.CLOCK_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise RosterFileRefused("too_heavy")
    except subprocess.TimeoutExpired as error:
        spool.close()
        raise RosterFileRefused("too_heavy") from error
    except RosterFileRefused:
        spool.close()
        raise
    return spool


def _count(spool: IO[bytes]) -> int:
    """What the last line says: how many rows, or why the file is refused."""
    size = spool.seek(0, SEEK_END)
    spool.seek(max(size - LAST_LINE, 0))
    said = json.loads(spool.read().splitlines()[-1])
    if "refused" in said:
        raise RosterFileRefused(said["refused"], **said["params"])
    return int(said["rows"])


def raw_rows(spool: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Row numbers and cells."""
    spool.seek(0)
    for line in spool:
        block = json.loads(line)
        if isinstance(block, dict):
            return
        yield from map(tuple, block)
