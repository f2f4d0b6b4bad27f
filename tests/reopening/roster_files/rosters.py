"""Made-up rosters for the tests of roster files."""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from stdnum.cn import ric

from reopening.roster_files.columns import COLUMNS

HEADER = [column.zh for column in COLUMNS]


def resident_id(number: int) -> str:
    """A number that is well formed and belongs to nobody in particular."""
    born = f"{1960 + number % 40}{1 + number // 40 % 12:02d}{1 + number // 480 % 28:02d}"
    first = f"330106{born}{number // 13_440:03d}"
    return first + ric.calc_check_digit(first + "0")


def row(number: int, **cells: Any) -> list[Any]:
    """A healthy person, with other cells where asked."""
    said: dict[str, Any] = {
        "name": f"样例{number}",
        "resident_id": resident_id(number),
        "mobile": f"138{number:08d}",
        "post": "包装工",
        "on_site": "是",
        "place": "杭州市西湖区",
        "temperature": "36.5",
    }
    said |= dict.fromkeys(
        ["in_key_area", "been_to_key_area", "outside_city", "contact", "household_ill", "symptoms"], "否"
    )
    return [(said | cells).get(column.key, "") for column in COLUMNS]


def table(rows: list[list[Any]], separator: str = ",") -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def workbook(rows: list[list[Any]], *, hidden_first: bool = False) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        if hidden_first:
            book.add_worksheet("hidden").hide()
        sheet = book.add_worksheet("roster")
        if hidden_first:
            sheet.activate()
            sheet.set_first_sheet()
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return stream.getvalue()
