"""The rows of a workbook: while it is being unpacked where it is a usual one, else by the library."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from reopening.table_files.archives import Archive, check_archive
from reopening.table_files.limits import Allowance, Unreadable
from reopening.table_files.sheets import Sheet, usual_sheet
from reopening.table_files.workbook_parts import Unusual, plain_number


def archived(data: bytes, allowed: Allowance) -> tuple[int, Iterator[tuple[int, list[Any]]]]:
    """While it is being unpacked if it holds a usual sheet, else by the library."""
    archive = Archive(data, allowed)
    try:
        found = usual_sheet(archive, allowed)
    except Unusual:
        check_archive(data, allowed)
        return sheet(data)
    return found.about, _usual(found, data, allowed)


def _usual(found: Sheet, data: bytes, allowed: Allowance) -> Iterator[tuple[int, list[Any]]]:
    """Where a row is unusual, the library goes on with it."""
    last = 0
    try:
        for last, cells in found.rows():
            yield last, cells
    except Unusual:
        check_archive(data, allowed)
        yield from (row for row in sheet(data)[1] if row[0] > last)


def sheet(data: bytes) -> tuple[int, Iterator[tuple[int, list[Any]]]]:
    """The first visible sheet."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
        ]
        if not visible:
            raise Unreadable("no_sheet")
        first = book.get_sheet_by_name(visible[0])
        rows = first.iter_rows()  # from row 1, whatever the sheet says of itself
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("broken") from error
    plain = (
        (number, [cell if type(cell) is str else _plain(cell) for cell in cells])
        for number, cells in enumerate(rows, start=1)
    )
    return first.total_height, plain


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
