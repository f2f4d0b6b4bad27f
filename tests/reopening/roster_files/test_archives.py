"""Hostile workbooks: refused with a reason, quickly, and without growing the process that asked."""

import resource
import time
import zipfile
from io import BytesIO

import pytest

from reopening.roster_files.refusals import RosterFileRefused
from reopening.roster_files.rows import Roster, raw_rows, read_raw

from .rosters import HEADER, row, workbook

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


def rows_of(data: bytes):
    with read_raw(data) as spool:
        return list(raw_rows(spool))


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
    "a wrong checksum": (lambda: GOOD.replace(b"\x00" * 4, b"\x01\x02\x03\x04", 1)[:-40], "broken"),
}


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_refused(make, code):
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()

    with pytest.raises(RosterFileRefused) as refused:
        Roster(data)

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


def test_formulas_give_what_they_showed():
    data = sheet(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><v>3</v></c></row>'
    )

    assert rows_of(data) == [(1, [2, "", 3])]
