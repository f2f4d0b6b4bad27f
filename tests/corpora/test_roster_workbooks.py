"""Hostile workbooks: refused with a reason, quickly, and without growing the process that asked."""

import resource
import time
import zipfile
from contextlib import closing
from io import BytesIO

import openpyxl
import pytest

from reopening.roster_files.rows import Roster
from reopening.roster_files.workbooks import refused_rows
from reopening.table_files.reading import Reading
from reopening.table_files.refusals import TableRefused
from reopening.table_files.tables import CellError
from tests.corpora.readings import TODAY, outcome
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, workbook
from tests.reopening.roster_files.sheets import old_workbook, open_document

GOOD = workbook([HEADER, row(1)])
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(**members: bytes | None) -> bytes:
    """The good workbook with parts replaced, added, or (None) left out; `__` stands for a slash."""
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part
        for name, part in members.items()
    }
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as good, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            part = named.pop(name, good.read(name))
            if part is not None:
                bad.writestr(name, part)
        for name, part in named.items():
            bad.writestr(name, part or b"")
    return stream.getvalue()


def sheet(rows: str) -> bytes:
    whole = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(xl__worksheets__sheet1_xml=whole.encode())


def with_flag() -> bytes:
    data = bytearray(GOOD)
    data[6] |= 1
    start = data.find(b"PK\x01\x02")
    data[start + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    stream = BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as bad:
        bad.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def rows_judged(data: bytes):
    with Roster(data) as roster:
        return list(roster.judged(TODAY))


def rows_of(data: bytes):
    with closing(Reading(data)) as reading:
        return [(number, cells) for sheet in reading.sheets() for number, cells in sheet.rows]


HOSTILE = {
    "180 MB of spaces": (lambda: changed(xl__media__x=b" " * (180 * 2**20)), "inflates"),
    "a long string": (
        lambda: changed(xl__sharedStrings_xml=b"<sst><si><t>" + b"a" * (40 * 2**20)),
        "inflates",
    ),
    "thousands of members": (lambda: changed(**{f"x{n}": b"" for n in range(2_100)}), "inflates"),
    "a far column": (lambda: sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "too_many_columns"),
    "a far row": (lambda: sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "too_many_rows"),
    "the last cell": (
        lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "too_many_rows",
    ),
    "external entity": (
        lambda: changed(
            xl__workbook_xml=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
        ),
        "doctype",
    ),
    "sixteen bits": (lambda: changed(xl__workbook_xml="<x/>".encode("utf-16")), "broken"),
    "no workbook inside": (lambda: changed(xl__workbook_xml=None), "no_sheet"),
    "macros": (lambda: changed(xl__vbaProject_bin=b"x"), "macros"),
    "a password": (with_flag, "encrypted"),
    "a part twice": (twice, "broken"),
    "150 MB of one string": (
        lambda: changed(xl__sharedStrings_xml=b"<sst><si><t>" + b" " * (150 * 2**20) + b"</t></si></sst>"),
        "inflates",
    ),
    "millions of cells": (
        lambda: sheet('<row r="1">' + "<c/>" * 3_700_000 + "</row>"),
        "inflates",
    ),
    "millions of cells, hard to press": (
        lambda: sheet("".join(f'<row r="{n}">' + f'<c r="A{n}"/>' * 75 + "</row>" for n in range(1, 50_000))),
        "too_many_rows",
    ),
    "a million styles": (
        lambda: changed(xl__styles_xml=b"<styleSheet><cellXfs>" + b"<xf/>" * 12_000_000),
        "inflates",
    ),
    "entities in entities": (
        lambda: changed(
            xl__sharedStrings_xml=b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><t>&b;</t></sst>'
        ),
        "doctype",
    ),
    "an entity by http": (
        lambda: changed(xl__sharedStrings_xml=b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/canary"><sst/>'),
        "doctype",
    ),
    "a parameter entity": (
        lambda: changed(
            xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><workbook/>'
        ),
        "doctype",
    ),
    "an entity in the relations": (
        lambda: changed(
            **{
                "xl___rels__workbook_xml.rels": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
            }
        ),
        "doctype",
    ),
    "lower case doctype": (
        lambda: changed(xl__workbook_xml=b'<!doctype x [<!entity e "a">]><workbook/>'),
        "doctype",
    ),
    "a wrong checksum": (lambda: GOOD.replace(b"\x00" * 4, b"\x01\x02\x03\x04", 1)[:-40], "broken"),
}


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_refused(make, code):
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()

    with pytest.raises(TableRefused) as refused:
        rows_judged(data)

    assert refused.value.code == code
    assert time.monotonic() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024  # KiB


def test_many_empty_styled_rows_below_the_table_are_not_people():
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 20_000))

    rows = rows_of(sheet(f'<row r="1"><c r="A1"><v>7</v></c></row>{cells}'))

    assert rows == [(1, [7])]


def test_a_lying_dimension_hides_nobody():
    data = changed(
        xl__worksheets__sheet1_xml=(
            f'<worksheet xmlns="{NAMESPACE}"><dimension ref="A1"/><sheetData>'
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>'
            "</sheetData></worksheet>"
        ).encode()
    )

    assert rows_of(data) == [(1, [1]), (3, ["", 2])]


@pytest.mark.parametrize("number", ["NaN", "INF", "-inf", "1e999"])
def test_what_is_no_number_arrives_as_a_word(number):
    [(_row, [cell, two])] = rows_of(
        sheet(f'<row r="1"><c r="A1"><v>{number}</v></c><c r="B1"><v>2</v></c></row>')
    )

    assert (type(cell), two) == (str, 2)


DEEP = 100_000
STRANGE = {
    "very deep": lambda: changed(xl__sharedStrings_xml=b"<sst>" + b"<si>" * DEEP),
    "members that climb": lambda: changed(**{"..__..__etc__passwd": b"x"}),
    "a link outside": lambda: changed(xl__externalLinks__externalLink1_xml=b'<externalLink xmlns="x"/>'),
    "a shared string that is not there": lambda: sheet('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
    "a style that is not there": lambda: sheet('<row r="1"><c r="A1" s="99999"><v>1</v></c></row>'),
    "a reference that is none": lambda: sheet('<row r="1"><c r="!!"><v>1</v></c></row>'),
    "rows out of order": lambda: sheet(
        '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    ),
    "a row twice": lambda: sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>'
    ),
    "merged cells": lambda: changed(
        xl__worksheets__sheet1_xml=(
            f'<worksheet xmlns="{NAMESPACE}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
        ).encode()
    ),
    "error cells": lambda: sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'),
    "truth cells": lambda: sheet('<row r="1"><c r="A1" t="b"><v>1</v></c></row>'),
    "rich text": lambda: sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>王</t></r><r><t>小</t></r></is></c></row>'
    ),
    "escaped characters": lambda: sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>_x0000_王</t></is></c></row>'
    ),
    "a number with many digits": lambda: sheet('<row r="1"><c r="A1"><v>330106199001011234</v></c></row>'),
    "infinity": lambda: sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>'),
    "half a tag": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c'),
}


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_a_strange_workbook_is_read_or_refused_and_never_crashes(make):
    found = outcome(make())

    if isinstance(found, TableRefused):
        assert found.code in {"no_header", "broken", "too_heavy", "inflates", "empty"}
    else:  # parts that no roster uses are not looked at
        assert [each.person.name for each in found] == ["样例1"]


@pytest.mark.parametrize("make", [old_workbook, open_document, workbook])
def test_workbooks_of_every_kind_give_the_same_people(make):
    found = outcome(make([HEADER, row(1), row(2, name="=1+1")]))

    assert not isinstance(found, TableRefused)
    assert [(each.number, each.person.name, each.person.resident_id) for each in found] == [
        (2, "样例1", resident_id(1)),
        (3, "=1+1", resident_id(2)),
    ]


def test_what_was_typed_never_becomes_a_formula_in_what_is_sent_back():
    formulas = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
    rows = [
        ({"name": text, "post": text}, [CellError(2, "mobile", "required").as_json()]) for text in formulas
    ]

    book = openpyxl.load_workbook(BytesIO(refused_rows(rows)))

    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} >= set(formulas)
    assert not any(cell.hyperlink for cell in cells)
