"""
Reads one table file from standard input and writes its rows to standard output, as lines of JSON.

The first argument names its allowance (`limits.ALLOWANCES`).

Runs as a process of its own with little memory and time, because the file comes from anywhere: a workbook
that makes the library fail or grow takes only this process with it. Imports only its neighbours of the house.

    {"sheet", "about", "hidden"} … before the rows of each sheet: its name, and how many there may be, for those who
                                   wait; a text is one sheet without a name, a hidden sheet has no rows
    [[row number, [cell, …]], …] … lines of up to BLOCK rows, those with something in them;
                                   null for a formula without a value
    {"rows": how many}           … the last line
    {"refused": code, "params"}  … the last line instead, when the file is not read
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from core.fence import confine
from reopening.table_files import limits
from reopening.table_files.heads import OLE, ZIP, check_head
from reopening.table_files.limits import ALLOWANCES, SENT, Allowance, Unreadable
from reopening.table_files.sheet_rows import Rows, SheetRows
from reopening.table_files.texts import text_rows

BLOCK = 100  # rows; larger lines are given back to the system one by one, which costs more

Cell = str | int | float | bool | None


def main() -> None:
    """Read under limits, write what was found."""
    allowed = ALLOWANCES[sys.argv[1]] if len(sys.argv) > 1 else SENT
    confine(allowed.fence)
    try:
        count = 0
        for sheet in sheets_of(sys.stdin.buffer.read(), allowed):
            say({"sheet": sheet.name, "about": sheet.about, "hidden": sheet.is_hidden})
            while block := list(islice(sheet.rows, BLOCK)):
                say(block)
                count += len(block)
        say({"rows": count})
    except Unreadable as refused:
        say({"refused": refused.code, "params": refused.params})


def say(line: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


@dataclass
class Tally:
    """How much was read so far, of all sheets together."""

    sheets: int = 0
    rows: int = 0


def sheets_of(data: bytes, allowed: Allowance = SENT) -> Iterator[SheetRows]:
    """
    The sheets, each with the rows that have something in them.

    :raises Unreadable: for the whole file; also while the rows are taken
    """
    tally = Tally()
    for sheet in _sheets_of_kind(data, allowed):
        tally.sheets += 1
        yield sheet._replace(rows=_with_something(sheet.rows, tally, allowed))
    if not tally.rows:
        raise Unreadable("empty")


def _with_something(rows: Rows, tally: Tally, allowed: Allowance) -> Iterator[tuple[int, list[Cell]]]:
    for number, cells in rows:
        kept = cells if cells and type(cells[-1]) is str and cells[-1].strip() else _trimmed(cells)
        if not kept:
            continue
        tally.rows += 1
        if tally.rows > allowed.rows + tally.sheets:  # a header for each
            raise Unreadable("too_many_rows", limit=allowed.rows)
        if len(kept) > limits.COLUMNS:
            raise Unreadable("too_many_columns", limit=limits.COLUMNS)
        yield number, kept


def _sheets_of_kind(data: bytes, allowed: Allowance) -> Iterator[SheetRows]:
    check_head(data, allowed.file_bytes)
    if data.startswith((ZIP, OLE)):
        # Not at the top: the process starts for every file, and no other table needs it.
        from reopening.table_files.workbook_rows import Archived, by_library

        return Archived(data, allowed).sheets() if data.startswith(ZIP) else by_library(data)
    return iter([SheetRows("", data.count(b"\n"), text_rows(data))])


def _trimmed(cells: list[Any]) -> list[Cell]:
    """Without the empty cells at the end; nothing at all for an empty row."""
    end = len(cells)
    while end and (cells[end - 1] == "" or (isinstance(cells[end - 1], str) and not cells[end - 1].strip())):
        end -= 1
    return cells[:end]


if __name__ == "__main__":
    main()
