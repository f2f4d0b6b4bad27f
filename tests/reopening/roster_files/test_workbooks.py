"""What goes back to the firm: a template that reads back, and only the refused rows with their reasons."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlwt
from django.utils import translation

from reopening.roster_files.columns import COLUMNS
from reopening.roster_files.rows import Roster
from reopening.roster_files.workbooks import refused_rows, template
from reopening.table_files.refusals import TableRefused

from .rosters import HEADER, resident_id, row, table
from .sheets import old_workbook

TODAY = date(2020, 2, 15)


def judged(data: bytes):
    with Roster(data) as roster:
        return list(roster.judged(TODAY))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_is_recognised_in_both_languages(language):
    with translation.override(language):
        data = template()

    with pytest.raises(TableRefused) as refused:
        Roster(data)

    assert refused.value.code == "no_people"


def test_only_the_refused_rows_come_back_and_can_be_corrected():
    rows = [HEADER, row(1), row(2, mobile="1", name="=cmd|' /C calc'!A0"), row(3), row(4, symptoms="")]
    results = [each for each in judged(table(rows).encode()) if each.errors]

    with translation.override("en"):
        data = refused_rows((each.cells, [error.as_json() for error in each.errors]) for each in results)

    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet.max_row == 3
    reason = len(COLUMNS) + 1
    assert sheet.cell(2, reason).value == (
        "Row 3 of your file. Mobile: A mobile number has 11 digits and starts with 13 to 19."
    )
    assert "Please fill in this cell." in sheet.cell(3, reason).value
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    again = judged(data)
    assert [error.code for each in again for error in each.errors] == ["mobile_shape", "required"]
    assert again[0].cells["resident_id"] == resident_id(2)


def test_the_reasons_are_written_as_each_language_writes_them():
    rows = [HEADER, row(1, mobile="1")]
    (result,) = judged(table(rows).encode())

    with translation.override("zh-hans"):
        data = refused_rows([(result.cells, [error.as_json() for error in result.errors])])

    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet.cell(2, len(COLUMNS) + 1).value.endswith("手机号码：手机号码为11位，以13至19开头。")


def test_in_an_old_workbook_a_formula_that_was_never_calculated_is_an_empty_cell():
    asked = [column.key for column in COLUMNS].index("symptoms")
    person = row(1)
    person[asked] = xlwt.Formula('"是"')

    [found] = judged(old_workbook([HEADER, person]))

    assert [(error.column, error.code) for error in found.errors] == [("symptoms", "required")]
