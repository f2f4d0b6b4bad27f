"""Workbooks with a sheet for each department: nobody is lost, and what is not read is said."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from reopening.roster_files.rows import Roster
from reopening.roster_files.workbooks import template
from reopening.table_files import reader
from reopening.table_files.limits import SENT, Unreadable
from reopening.table_files.refusals import TableRefused

from .rosters import HEADER, row
from .sheets import ods, xls
from .test_rows import TODAY


def xlsx(pages, *, hidden=()) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for place, cells in enumerate(rows):
                page.write_row(place, 0, cells)
        for page in book.worksheets():
            if page.name in hidden:
                page.hide()
    return stream.getvalue()


def unusual_xlsx(pages) -> bytes:
    """With a rich text in the first row, so that the library reads it."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            if rows:
                page.write_rich_string(0, len(HEADER) + 2, "a", bold, "b")
            for place, cells in enumerate(rows):
                page.write_row(place, 0, cells)
    return stream.getvalue()


def read(data):
    with Roster(data) as roster:
        rows = list(roster.judged(TODAY))
        assert len(rows) == roster.total
        return rows, [(each["sheet"], each["code"]) for each in roster.unread]


KINDS = pytest.mark.parametrize("make", [xlsx, unusual_xlsx, xls, ods])


@KINDS
def test_every_sheet_with_column_names_is_read(make):
    found, unread = read(
        make(
            {
                "一车间": [HEADER, row(1), row(2)],
                "二车间": [["二车间名册"], HEADER, row(3)],
                "办公室": [HEADER[::-1], row(4)[::-1]],
            }
        )
    )

    assert [(each.sheet, each.number, each.person.name) for each in found] == [
        ("", 2, "样例1"),
        ("", 3, "样例2"),
        ("二车间", 3, "样例3"),
        ("办公室", 2, "样例4"),
    ]
    assert unread == []


@KINDS
def test_a_sheet_of_notes_or_without_anything_does_no_harm(make):
    found, unread = read(
        make({"说明": [["请在三日内交齐"]], "名册": [HEADER, row(1)], "Sheet3": [], "只有表头": [HEADER]})
    )

    assert [(each.sheet, each.number, each.person.name) for each in found] == [("", 2, "样例1")]
    assert unread == [("说明", "no_header")]


@KINDS
def test_a_sheet_that_lacks_columns_is_named(make):
    lacking = [["姓名", "手机号码"], ["样例2", "13800000002"]]

    found, unread = read(make({"一车间": [HEADER, row(1)], "二车间": lacking}))

    assert len(found) == 1
    assert unread == [("二车间", "missing_columns")]


def test_a_hidden_sheet_is_not_read_and_named():
    data = xlsx({"一车间": [HEADER, row(1)], "旧表": [HEADER, row(2)]}, hidden={"旧表"})

    found, unread = read(data)

    assert len(found) == 1
    assert unread == [("旧表", "hidden_sheet")]


@KINDS
def test_a_person_of_two_sheets_is_told_with_the_sheet(make):
    found, _unread = read(
        make(
            {"一车间": [HEADER, row(9), row(1)], "二车间": [HEADER, row(2), row(1), row(2), row(9, name="")]}
        )
    )

    refused = [each for each in found if each.errors]
    assert [(each.sheet, each.number) for each in refused] == [("二车间", 3), ("二车间", 4), ("二车间", 5)]
    first, second, third = ([error.as_json() for error in each.errors] for each in refused)
    assert [(e["code"], e["params"], e["sheet"]) for e in first] == [
        ("repeated_in_sheet", {"row": 3, "sheet": "一车间"}, "二车间")
    ]
    assert [(e["code"], e["params"]) for e in second] == [("repeated_in_file", {"row": 2})]
    assert [e["code"] for e in third] == ["required", "repeated_in_sheet"]


def test_the_page_of_explanations_of_our_template_is_no_news():
    _found, unread = read_template_with(row(1))

    assert unread == []


def read_template_with(person):
    book, stream = openpyxl.load_workbook(BytesIO(template())), BytesIO()
    for place, cell in enumerate(person, start=1):
        book.worksheets[0].cell(2, place, cell or None)
    book.save(stream)
    return read(stream.getvalue())


@KINDS
def test_when_no_sheet_has_people_the_first_reason_is_told(make):
    with pytest.raises(TableRefused) as refused:
        read(make({"甲": [["姓名", "手机号码"]], "乙": [["x"]]}))

    assert refused.value.code == "missing_columns"


@KINDS
def test_column_names_without_anybody_below_are_told(make):
    with pytest.raises(TableRefused) as refused:
        read(make({"甲": [HEADER], "乙": []}))

    assert refused.value.code == "no_people"


@KINDS
def test_people_of_all_sheets_count_together(make):
    """The limit holds for the file: see `limits.ROWS`."""
    few = replace(SENT, rows=3)
    sheets = reader.sheets_of(make({"甲": [HEADER, row(1), row(2)], "乙": [HEADER, row(3), row(4)]}), few)

    with pytest.raises(Unreadable, match="too_many_rows"):
        [list(sheet.rows) for sheet in sheets]


@KINDS
@pytest.mark.parametrize("above", [[], [HEADER], [HEADER, row(2)]])
def test_a_file_that_breaks_in_a_later_sheet_is_refused_as_a_whole(make, above):
    with pytest.raises(TableRefused) as refused:
        read(make({"一车间": [HEADER, row(1)], "二车间": [*above, ["x"] * 61]}))

    assert refused.value.code == "too_many_columns"
