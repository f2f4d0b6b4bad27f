"""Tables as files, row by row, so that memory stays flat: xlsx and csv, in which nothing typed becomes a formula."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, Self

import xlsxwriter

from core.dates import SHANGHAI

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TYPED_STAYS_TEXT = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
SHEET_ROWS = 1_000_000  # Excel ends at 1,048,576


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def shown(cell: Any) -> Any:
    """A value as a person reads it: instants in Shanghai, nothing for nothing; numbers stay numbers."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    return cell if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else str(cell)


class Table(Protocol):
    """Written from top to bottom; use as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_unused: object) -> None: ...

    def write(self, cells: Iterable[Any]) -> None: ...


class CsvTable:
    """UTF-8 with the mark by which Excel recognises it."""

    def __init__(self, path: Path, heading: list[str]) -> None:
        self.path, self.heading = path, heading

    def __enter__(self) -> Self:
        self.stream = self.path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.stream)
        self.writer.writerow([harmless(word) for word in self.heading])
        return self

    def __exit__(self, *_unused: object) -> None:
        self.stream.close()

    def write(self, cells: Iterable[Any]) -> None:
        values = map(shown, cells)
        self.writer.writerow([harmless(value) if isinstance(value, str) else value for value in values])


class XlsxTable:
    """A workbook; a sheet that is full is followed by another one."""

    def __init__(self, path: Path, heading: list[str]) -> None:
        self.path, self.heading = path, heading

    def __enter__(self) -> Self:
        self.book = xlsxwriter.Workbook(str(self.path), TYPED_STAYS_TEXT)
        self.bold = self.book.add_format({"bold": True})
        self.new_sheet()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.book.close()

    def new_sheet(self) -> None:
        self.sheet, self.row = self.book.add_worksheet(), 1
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.heading) - 1, 18)
        self.sheet.write_row(0, 0, self.heading, self.bold)

    def write(self, cells: Iterable[Any]) -> None:
        if self.row > SHEET_ROWS:
            self.new_sheet()
        self.sheet.write_row(self.row, 0, [shown(cell) for cell in cells])
        self.row += 1


TABLES: dict[str, type[CsvTable] | type[XlsxTable]] = {"csv": CsvTable, "xlsx": XlsxTable}
