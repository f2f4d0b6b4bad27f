"""Workbooks for those who send tables: the empty template, and only the refused rows with their reasons."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reopening.table_files import limits
from reopening.table_files.columns import Column
from reopening.table_files.refusals import cell_sentence

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text stays text: nothing that was typed becomes a formula or a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def template(columns: Sequence[Column], title: str) -> bytes:
    """An empty table: names of the columns, lists for yes and no, cells that keep numbers as text."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        _head(book, sheet, columns)
        as_text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(12, 2 * len(column.zh)), as_text)
            if words := [_("yes"), _("no")] if column.kind == "yes_no" else column.choices:
                choices = {"validate": "list", "source": words}
                sheet.data_validation(1, place, limits.ROWS, place, choices)
        _explain(book, columns)
    return stream.getvalue()


def is_explanation(sheet: str) -> bool:
    """Whether it is the page of our templates that says how to fill them in, in whichever language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if sheet == _("How to fill it in"):
                return True
    return False


def _explain(book: Workbook, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(_("How to fill it in"))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 2, 24)
    bold = book.add_format({"bold": True})
    for place, title in enumerate((_("Column"), _("Required"), _("Example"))):
        sheet.write_string(0, place, title, bold)
    for row, column in enumerate(columns, start=1):
        sheet.write_string(row, 0, column.name)
        sheet.write_string(row, 1, _("yes") if column.required else "")
        sheet.write_string(row, 2, column.example or ("2020-02-17" if "day" in column.kind else ""))


def refused_rows(
    rows: Iterable[tuple[Mapping[str, Any], list[dict[str, Any]]]], columns: Sequence[Column]
) -> bytes:
    """
    The rows that were not accepted, as typed, with the wrong cells marked and a last column of reasons.

    :param rows: the cells by column, and the errors as `CellError.as_json` gives them
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet(_("Rows to correct"))
        _head(book, sheet, columns, _("What to correct"))
        wrong = book.add_format({"bg_color": "#FDE7E9", "num_format": "@"})
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(columns) - 1, 16, as_text)
        sheet.set_column(len(columns), len(columns), 60)
        for place, (cells, errors) in enumerate(rows, start=1):
            _write_row(sheet, columns, place, cells, errors, wrong=wrong)
    return stream.getvalue()


def _write_row(
    sheet: Worksheet,
    columns: Sequence[Column],
    place: int,
    cells: Mapping[str, Any],
    errors: list[dict[str, Any]],
    *,
    wrong: Format,
) -> None:
    marked = {error["column"] for error in errors}
    for index, column in enumerate(columns):
        cell = cells.get(column.key)
        text = ("" if cell is None else str(cell))[: limits.CELL_CHARACTERS]
        if text or column.key in marked:
            sheet.write_string(place, index, text, wrong if column.key in marked else None)
    names = {column.key: column.name for column in columns}
    reasons = [
        _("%(column)s: %(reason)s")
        % {"column": names[error["column"]], "reason": cell_sentence(error["code"], error["params"])}
        for error in errors
    ]
    sheet.write_string(place, len(columns), " ".join([*map(place_in_file, errors[:1]), *reasons]))


def place_in_file(error: Mapping[str, Any]) -> str:
    """Where a refused row stands."""
    if error.get("sheet"):
        return _("Row %(row)s of the sheet “%(sheet)s” of your file.") % error
    return _("Row %(row)s of your file.") % error


def _head(book: Workbook, sheet: Worksheet, columns: Sequence[Column], *more: str) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E3F1F0", "text_wrap": True, "valign": "top"})
    for place, name in enumerate([*(column.name for column in columns), *more]):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 1)
