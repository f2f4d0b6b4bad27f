"""Why a whole file is refused, and why a cell is: sentences that say how to mend it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from reopening import credit_codes, identities

FILES: dict[str, Promise] = {
    "too_large": _("The file is larger than %(limit)s MB. Please split it."),
    "empty": _("The file is empty."),
    "kind": _("This is not a table. Please upload xlsx, xls, ods or csv."),
    "broken": _("The file is damaged or not a workbook. Please save it again in Excel or WPS and upload it."),
    "encrypted": _("The file is protected by a password. Please save it without one."),
    "macros": _("The file contains macros. Please save it as xlsx without macros."),
    "doctype": _("The file contains declarations that workbooks do not have, so it was not opened."),
    "inflates": _("The file unpacks to far more than such a table needs, so it was not opened."),
    "too_heavy": _(
        "The file takes too long or too much memory to read. Please copy the rows into our template."
    ),
    "no_sheet": _("The workbook has no visible sheet."),
    "too_many_rows": _(
        "The file has more than %(limit)s rows. Please split it, or delete empty rows below the table."
    ),
    "too_many_columns": _(
        "The file has more than %(limit)s columns. Please delete columns that are not needed."
    ),
    "nul": _("The file contains characters that no text has (NUL). Please save it again as xlsx."),
    "encoding": _(
        "The text could not be read as %(encoding)s. Please save the file as xlsx, or as CSV UTF-8."
    ),
    "web_page": _("This is a web page saved under the name of a table. Please save it as xlsx."),
    "quotes": _("Row %(row)s has a quotation mark that is never closed, or a cell that is too long."),
    "no_header": _(
        "No row with column names was found. Please use our template, or name the columns as in it."
    ),
    "missing_columns": _("These columns are missing: %(columns)s. Please use our template."),
    "repeated_column": _("The column “%(column)s” appears twice. Please delete one."),
    "hidden_sheet": _("The sheet is hidden."),
    "several_sheets": _(
        "The list stands on more than one sheet: %(sheets)s. Please put all rows on one of them."
    ),
    "no_people": _("There is nothing below the column names."),
}

CELLS: dict[str, Promise] = {
    "required": _("Please fill in this cell."),
    "formula": _("This cell holds a formula without a value. Please put the value itself."),
    "too_long": _("This text has more than %(limit)s characters."),
    "control": _("This text contains characters that cannot be read. Please type it again."),
    "yes_or_no": _("Please answer yes or no (是 or 否)."),
    "date_shape": _("Please write the date like 2020-02-17."),
    "time_shape": _("Please write the time like 09:30."),
    "both_times": _("Please give both times, when work starts and when it ends, or none."),
    "date_future": _("This day lies in the future."),
    "date_range": _("This day lies more than a year away."),
    "date_needed": _("Please give the day as well."),
    "temperature": _("Please give the temperature in °C, from 34.0 to 43.0."),
    "id_as_number": _(
        "Excel has cut this ID number after 15 digits. Please format the column as text and enter it again."
    ),
    "repeated_in_file": _("This person is in the file already, in row %(row)s."),
    "repeated_in_sheet": _("This person is in the file already, in row %(row)s of the sheet “%(sheet)s”."),
    "firm_repeated": _("This firm is in the file already, further up."),
    "division_unknown": _("The desk knows no place of this code or name. Please load its division first."),
    "industry_unknown": _("GB/T 4754 has no such industry. Please give its code, for example C27."),
    "count": _("Please give a whole number from 1 to %(most)s."),
    "fewer_staff_than_heads": _("There cannot be fewer people in all than on site."),
    "more_exposed": _(
        "More people are on exposed posts than on site. Please correct one of the two numbers."
    ),
    "other_umbrella": _("Another operator files for this firm. It has to leave there first."),
    "own_firm": _("This is your own firm; it files by itself."),
    "declined": _("This firm files by itself and has said so."),
    "count_from_none": _("Please give a whole number from 0 to %(most)s."),
    "item_unknown": _("The desk knows no such item. Please write its name or code as in the list of items."),
    "order_repeated": _("This item of this firm is in the file already, in row %(row)s."),
    "no_application": _("This firm has no application in force here. Supplies go with an application."),
    "firm_halted": _("This firm is stopped or suspended, and gets nothing until it may open."),
    "order_open": _("This firm has an open order already. Please change that one."),
    "above_cap": _("One order of this firm may hold at most %(most)s of it."),
    "too_soon": _("This firm can order this item again on %(day)s."),
    "with_other_rows": _("Another row of this firm is to be corrected; they come in together."),
    "scale_unknown": _("Please write 规上 (above designated size) or 规下 (below)."),
}
CELLS |= identities.REFUSALS | credit_codes.REFUSALS


class TableRefused(DomainError):
    """The whole file; `code` and `params` are stored, the sentence is made of them."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(file_sentence(code, params), code=code)
        self.params = params


def file_sentence(code: str, params: dict[str, Any]) -> Any:
    return FILES[code] % params if params else FILES[code]


def cell_sentence(code: str, params: dict[str, Any]) -> Any:
    return CELLS[code] % params if params else CELLS[code]
