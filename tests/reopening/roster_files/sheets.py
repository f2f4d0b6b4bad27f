"""Workbooks of the older and the open kind, by their sheets: `{name: rows}`."""

from io import BytesIO

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as Page
from odf.table import TableCell, TableRow
from odf.text import P


def xls(pages) -> bytes:
    book, stream = xlwt.Workbook(), BytesIO()
    for name, rows in pages.items():
        page = book.add_sheet(name)
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                page.write(place, column, cell)
    book.save(stream)
    return stream.getvalue()


def ods(pages) -> bytes:
    book, stream = OpenDocumentSpreadsheet(), BytesIO()
    for name, rows in pages.items():
        page = Page(name=name)
        for cells in rows:
            line = TableRow()
            for cell in cells:
                place = TableCell(valuetype="string")
                place.addElement(P(text=str(cell)))
                line.addElement(place)
            page.addElement(line)
        book.spreadsheet.addElement(page)
    book.write(stream)
    return stream.getvalue()


def old_workbook(rows) -> bytes:
    return xls({"roster": rows})


def open_document(rows) -> bytes:
    return ods({"roster": rows})
