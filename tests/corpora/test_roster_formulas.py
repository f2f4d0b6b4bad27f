"""Formulas in a roster: what they showed is what the firm saw; one without a value is no empty cell."""

from io import BytesIO

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.corpora.test_roster_workbooks import rows_judged, rows_of, sheet
from tests.reopening.roster_files.rosters import HEADER, row


def test_formulas_give_what_they_showed_and_one_without_a_value_is_no_empty_cell():
    data = sheet(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><v>3</v></c></row>'
    )

    assert rows_of(data) == [(1, [2, None, 3])]


FORMULAS = {
    "no value": ('<c r="B2"><f>1+1</f></c>', None),
    "an empty value": ('<c r="B2"><f>1+1</f><v></v></c>', None),
    "a value without an end": ('<c r="B2" s="0"><f>1+1</f><v/></c>', None),
    "shared": ('<c r="B2"><f t="shared" si="0"/></c>', None),
    "with another name": ('<c t="n" r="B2">\n<f ca="1">IF(A1&gt;1,"a",0)</f>\n</c>', None),
    "an empty text that it showed": ('<c r="B2" t="str"><f>""</f><v></v></c>', ""),
    "a text that it showed": ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "x"),
    "yes that it showed": ('<c r="B2" t="b"><f>1=1</f><v>1</v></c>', True),
}


@pytest.mark.parametrize(("cell", "read"), FORMULAS.values(), ids=FORMULAS)
def test_formulas_of_every_spelling(cell, read):
    data = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="2"><c r="A2"><v>2</v></c>{cell}<c r="C2"><v>3</v></c></row>'
        '<row r="4"><c r="A4"><f>A2</f></c></row>'
    )

    assert rows_of(data) == [(1, [1]), (2, [2, read, 3]), (4, [None])]


def uncalculated(**formulas) -> bytes:
    """A healthy person in a workbook whose program does not calculate."""
    book, stream = openpyxl.Workbook(), BytesIO()
    book.create_sheet("说明", 0).append(["请看第二张表", "=1+1"])
    for cells in (HEADER, row(1), row(2, **formulas)):
        book.worksheets[1].append([None if cell == "" else cell for cell in cells])
    book.save(stream)
    return stream.getvalue()


def uncalculated_document(**formulas) -> bytes:
    book, page, stream = OpenDocumentSpreadsheet(), Table(name="roster"), BytesIO()
    book.spreadsheet.addElement(Table(name="empty"))
    page.addElement(TableRow(numberrowsrepeated=2))
    for cells in (HEADER, row(1), row(2, **formulas)):
        line = TableRow()
        for cell in cells:
            if str(cell).startswith("="):
                place = TableCell(formula=f"of:{cell}")
            elif cell == "":
                place = TableCell(numbercolumnsrepeated=1)
            else:
                place = TableCell(valuetype="string")
                place.addElement(P(text=str(cell)))
            line.addElement(place)
        page.addElement(line)
    book.spreadsheet.addElement(page)
    book.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("make", [uncalculated, uncalculated_document])
@pytest.mark.parametrize(
    "column", ["temperature", "isolation_until", "arrived_on", "name", "symptoms", "post"]
)
def test_a_risk_does_not_vanish_in_a_formula_that_nobody_calculated(make, column):
    healthy, person = rows_judged(make(**{column: "=1+1"}))

    assert healthy.errors == []
    assert person.person is None
    assert [(error.column, error.code) for error in person.errors] == [(column, "formula")]
    assert column not in person.cells
