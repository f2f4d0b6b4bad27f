"""The list of personal codes as a workbook: one row a person, to be printed, cut or merged into letters."""

from collections.abc import Iterable
from io import BytesIO
from typing import Protocol

import xlsxwriter
from django.utils.translation import gettext as _

from reopening import codes
from reopening.table_files.workbooks import OPTIONS


class Coded(Protocol):
    """A person as the list needs them."""

    name: str
    post: str
    mobile: str
    code: str


def workbook(people: Iterable[Coded], address: str) -> bytes:
    """
    Name, post, mobile, code and personal address of everybody; text stays text.

    :param address: of the firm's link; the code is added behind `#`, which no browser sends to a server
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet(_("Codes"))
        bold = book.add_format({"bold": True, "bg_color": "#E3F1F0", "valign": "top"})
        as_text = book.add_format({"num_format": "@"})
        titles = (
            (_("Name"), 14),
            (_("Post"), 18),
            (_("Mobile"), 14),
            (_("Code"), 15),
            (_("Personal link"), 70),
        )
        for place, (title, width) in enumerate(titles):
            sheet.set_column(place, place, width, as_text)
            sheet.write_string(0, place, title, bold)
        sheet.freeze_panes(1, 1)
        for row, person in enumerate(people, start=1):
            shown = codes.shown(person.code)
            for place, text in enumerate(
                (person.name, person.post, person.mobile, shown, f"{address}#{shown}")
            ):
                sheet.write_string(row, place, text)
    return stream.getvalue()
