"""The sheets of a workbook: while they are being unpacked where they are usual ones, else by the library."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from reopening.table_files.archives import Archive, check_archive
from reopening.table_files.formulas import Formulas, Places, marked
from reopening.table_files.limits import Allowance, Unreadable
from reopening.table_files.sheet_rows import Rows, SheetRows
from reopening.table_files.sheets import Sheet
from reopening.table_files.workbook_parts import (
    STRINGS,
    Unusual,
    check_days,
    plain_number,
    shared_strings,
    styles,
    worksheets,
)

LATE = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml")  # parts as long as the table


class Archived:
    """A workbook that is an archive."""

    def __init__(self, data: bytes, allowed: Allowance) -> None:
        self._data, self._allowed = data, allowed
        self._library: Iterator[SheetRows] | None = None

    def sheets(self) -> Iterator[SheetRows]:
        """While they are being unpacked; from where something is unusual, by the library."""
        begun = 0
        try:
            for name, sheet in usual_sheets(Archive(self._data, self._allowed), self._allowed):
                begun += 1
                rows: Rows = iter(()) if sheet is None else self._rows(sheet, begun)
                yield SheetRows(name, sheet.about if sheet else 0, rows, is_hidden=sheet is None)
                if self._library is not None:
                    break
        except Unusual:
            self._go_on(begun)
        yield from self._library or ()

    def _rows(self, sheet: Sheet, begun: int) -> Rows:
        """Where a row is unusual, the library goes on with it, and reads the sheets that follow."""
        last = 0
        try:
            for last, cells in sheet.rows():
                yield last, cells
        except Unusual:
            library = self._go_on(begun - 1)
            yield from (row for row in next(library).rows if row[0] > last)

    def _go_on(self, skipped: int) -> Iterator[SheetRows]:
        formulas = Formulas(self._data, self._allowed, check_archive(self._data, self._allowed))
        self._library = islice(by_library(self._data, formulas), skipped, None)
        return self._library


def usual_sheets(archive: Archive, allowed: Allowance) -> Iterator[tuple[str, Sheet | None]]:
    """
    The sheets by their names, when all other parts were measured; None for a hidden one.

    :raises Unreadable: as `Archive.chunks`; also while the rows are taken
    :raises Unusual: for one that is none of those that can be read here
    """
    late = {member.filename: member for member in archive.members if LATE.fullmatch(member.filename)}
    measure(archive, (member for member in archive.members if member.filename not in late))
    check_days(archive.file)
    sheets = worksheets(archive.file)
    if not any(each.is_visible for each in sheets):
        raise Unusual("hidden")
    read = {STRINGS, *(each.part for each in sheets if each.is_visible)}
    measure(archive, (member for name, member in late.items() if name not in read))
    texts = shared_strings(archive.chunks(late[STRINGS])) if STRINGS in late else {}
    formats = styles(archive.file)
    for each in sheets:
        if each.is_visible and each.part not in late:
            raise Unusual("a sheet somewhere else")
        if not each.is_visible:
            yield each.name, None
            continue
        chunks = archive.chunks(late[each.part], is_read_whole=False)
        yield each.name, Sheet(chunks, texts, formats, allowed.sheet_rows)


def measure(archive: Archive, members: Iterable[ZipInfo]) -> None:
    for member in members:
        for _chunk in archive.chunks(member):
            pass


def by_library(data: bytes, formulas: Formulas | None = None) -> Iterator[SheetRows]:
    """One after the other, so that one of them is held at a time. :param formulas: None: nothing is known of them"""
    with _opening():
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if all(each.visible != SheetVisibleEnum.Visible for each in sheets):
        raise Unreadable("no_sheet")
    for each in sheets:
        if each.visible != SheetVisibleEnum.Visible:
            yield SheetRows(each.name, 0, iter(()), is_hidden=True)
        else:
            yield _sheet(book, each.name, formulas.of(each.name) if formulas else {})


def _sheet(book: CalamineWorkbook, name: str, without_value: Places) -> SheetRows:
    with _opening():
        sheet = book.get_sheet_by_name(name)
        rows = sheet.iter_rows()  # from row 1, whatever the sheet says of itself
        begins = sheet.start
    plain = _plain_rows(rows)
    if without_value:
        plain = marked(plain, without_value, begins[1] if begins else 0)
    return SheetRows(name, sheet.total_height, plain)


@contextmanager
def _opening() -> Iterator[None]:
    """:raises Unreadable: for what the library raises"""
    try:
        yield
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("broken") from error


def _plain_rows(rows: Iterator[list[Any]]) -> Rows:
    for number, cells in enumerate(rows, start=1):
        yield number, [cell if type(cell) is str else _plain(cell) for cell in cells]


def _plain(cell: Any) -> str | int | float | bool:
    """JSON of a cell: whole numbers as such, days and times as ISO text."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
