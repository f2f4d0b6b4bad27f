"""The usual sheet is read while it is unpacked, as the library would; the unusual one goes to the library."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from reopening.table_files import reader, workbook_rows
from reopening.table_files.archives import check_archive
from reopening.table_files.limits import SENT

SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.sampled_from(["张三", "研发&测试", "<b>", ' a "b" ', "'x", "_x0041_", "1", "是"]),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 4, 9), date(2100, 1, 1)),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8)


def by_library(data: bytes) -> list[tuple[int, list]]:
    check_archive(data)
    [only] = workbook_rows.by_library(data)
    return list(reader._with_something(only.rows, reader.Tally(1), SENT))


def as_read(data: bytes) -> list[tuple[int, list]]:
    return [row for sheet in reader.sheets_of(data) for row in sheet.rows]


@pytest.fixture
def no_library(monkeypatch):
    def refuse(data: bytes):
        raise AssertionError("the library was asked")

    monkeypatch.setattr(workbook_rows, "by_library", refuse)


def by_excel(table: list[list], *, shared: bool = True) -> bytes:
    """As Excel writes it, with shared texts; without, as programs do."""
    stream = BytesIO()
    options = {"constant_memory": not shared, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, days)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
    return stream.getvalue()


def by_openpyxl(table: list[list]) -> bytes:
    book, stream = openpyxl.Workbook(), BytesIO()
    for row in table:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def with_parts(**parts: str) -> bytes:
    """A workbook with these parts in the place of its own."""
    stream, named = BytesIO(), {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    with (
        zipfile.ZipFile(BytesIO(by_excel([["a"], ["b"]]))) as good,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in good.namelist():
            changed.writestr(name, named.get(name, good.read(name)))
    return stream.getvalue()


def with_rows(rows: str) -> bytes:
    return with_parts(xl__worksheets__sheet1=HEAD + rows + TAIL)


def with_texts(texts: str) -> bytes:
    head = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return with_parts(xl__sharedStrings=head + texts + "</sst>")


@given(table=TABLES, shared=st.booleans())
def test_what_excel_writes_is_read_as_the_library_reads_it(table, shared):
    data = by_excel(table, shared=shared)

    if any(cell not in (None, "") and str(cell).strip() for row in table for cell in row):
        assert as_read(data) == by_library(data)


ROSTER = [
    ["姓名", "身份证号码", "离开日期", "体温", "岗位", "", "是否到岗"],
    ["张三", "33010619900101123X", date(2020, 2, 3), 36.5, None, "", True],
    ["李四 & 王五", "330106199001011234", None, 37, "包装工", "", False],
    [None, None, None, None, None, None, None],
    ["王六", 330106199001, date(2020, 1, 31), None, "研发", None, 1],
]


@pytest.mark.parametrize(
    "data",
    [by_excel(ROSTER), by_excel(ROSTER, shared=False), by_openpyxl(ROSTER)],
    ids=["excel", "programs", "openpyxl"],
)
def test_a_usual_roster_is_read_without_the_library(data, no_library):
    assert as_read(data) == [
        (1, ["姓名", "身份证号码", "离开日期", "体温", "岗位", "", "是否到岗"]),
        (2, ["张三", "33010619900101123X", "2020-02-03", 36.5, "", "", True]),
        (3, ["李四 & 王五", "330106199001011234", "", 37, "包装工", "", False]),
        (5, ["王六", 330106199001, "2020-01-31", "", "研发", "", 1]),
    ]


USUAL = {
    "as Excel writes rows": '<row r="1" spans="1:2" s="3" ht="14.25"><c r="A1" t="str"><v>x</v></c></row>'
    '<row r="2" spans="1:2"/><row r="4"><c r="A4" s="0"/><c r="C4"><v>4E-2</v></c></row><row r="5"/>',
    "with blanks between": '\n  <row r="1">\n <c r="A1"><v>1</v></c>\n</row>\n',
    "signs by their numbers": '<row r="1"><c r="A1" t="str"><v>&#24352;&#x4E09;&#x20000; &amp; &#60;</v></c></row>',
    "a text that is not there": '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"></c><c r="C1"></c></row>',
    "an empty row with tags": '<row r="1"></row><row r="2"><c r="A2"><v>1</v></c></row><row r="3"></row>',
}


@pytest.mark.parametrize("rows", USUAL.values(), ids=USUAL)
def test_other_usual_ways_to_write_a_row(rows, request):
    data = with_rows(rows)
    expected = by_library(data)

    request.getfixturevalue("no_library")

    assert as_read(data) == expected


UNUSUAL = {
    "a formula": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
    "rich text": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>王</t></r><r><t>小</t></r></is></c></row>',
    "an error": '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row>',
    "a remark": '<row r="1"><!-- <c r="A1"><v>9</v></c> --><c r="A1"><v>1</v></c></row>',
    "a marked section": '<row r="1"><c r="A1" t="str"><v><![CDATA[x]]></v></c><c r="B1"><v>1</v></c></row>',
    "blanks that do not count": '<row r="1"><c r="A1" t="inlineStr"><is><t> x\n</t></is></c></row>',
    "an empty first column": '<row r="1"><c r="A1" s="0"/><c r="B1"><v>1</v></c></row>',
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "no reference": "<row><c><v>1</v></c></row>",
    "a cell of another row": '<row r="1"><c r="A1"><v>1</v></c><c r="B2"><v>2</v></c></row>',
    "cells out of order": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a time": '<row r="1"><c r="A1" s="1"><v>43831.5</v></c></row>',
    "an escape by its number": '<row r="1"><c r="A1" t="str"><v>&#95;x5F20_</v></c></row>',
    "blanks by their numbers": '<row r="1"><c r="A1" t="str"><v>a&#10;&#160;</v></c><c r="B1"><v>&#49;</v></c></row>',
    "an invisible sign by its number": '<row r="1"><c r="A1" t="str"><v>&#x202E;a&#8203;</v></c></row>',
    "escapes": '<row r="1"><c r="A1" t="str"><v>_x5F20_</v></c></row>',
    "an attribute more": '<row r="1"><c r="A1" cm="1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_unusual_is_read_by_the_library(rows):
    usual = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>x{n}</v></c></row>' for n in (7, 8, 9))
    for data in (with_rows(rows), with_rows(rows + usual)):
        assert as_read(data) == by_library(data)


def test_an_unusual_last_row_does_not_repeat_or_lose_the_others():
    usual = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30_001))
    data = with_rows(usual + '<row r="30001"><c r="A30001"><f>1+1</f><v>2</v></c></row>')

    assert as_read(data) == [*((n, [n]) for n in range(1, 30_001)), (30_001, [2])]


SHEETS = {"甲": [["a"], ["b"]], "乙": [], "丙": [["c & d"], [None, 2]]}


def by_sheets(tables: dict[str, list[list]], *, unusual: str = "") -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, table in tables.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(table):
                page.write_row(number, 0, row)
            if name == unusual:
                page.write_rich_string(len(table), 0, "x", book.add_format({"bold": True}), "y")
    return stream.getvalue()


def test_all_usual_sheets_are_read_without_the_library(no_library):
    sheets = [(each.name, list(each.rows)) for each in reader.sheets_of(by_sheets(SHEETS))]

    assert sheets == [
        ("甲", [(1, ["a"]), (2, ["b"])]),
        ("乙", []),
        ("丙", [(1, ["c & d"]), (2, ["", 2])]),
    ]


@pytest.mark.parametrize("unusual", SHEETS)
def test_an_unusual_sheet_hides_none_of_the_others_and_repeats_none(unusual):
    data = by_sheets(SHEETS, unusual=unusual)
    told = {name: len(rows) for name, rows in SHEETS.items()}
    told[unusual] += 1

    sheets = [(each.name, len(list(each.rows))) for each in reader.sheets_of(data)]

    assert sheets == list(told.items())


@pytest.mark.parametrize(
    "texts",
    [
        '<si><t>张</t><phoneticPr fontId="1" type="noConversion"/></si><si><t xml:space="preserve"> b </t></si>',
        "<si><r><t>张</t></r><r><t>三</t></r></si><si><t>b</t></si>",
        "<si><t>张</t><rPh sb='0' eb='1'><t>zhang</t></rPh></si><si><t>b</t></si>",
        "<si><t/></si><si><t>b</t></si>",
        "<si><t> b\n</t></si><si><t>a&lt;b</t></si>",
    ],
)
def test_shared_texts_are_those_of_the_library(texts):
    data = with_texts(texts)

    assert as_read(data) == by_library(data)
