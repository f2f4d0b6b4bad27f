"""A hostile table costs the process that reads it no more than 10 s and 300 MB above a harmless one."""

import sys
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
import xlwt

from reopening.table_files.limits import SENT
from tests.corpora.table_costs import cost_of
from tests.corpora.test_roster_workbooks import GOOD, HOSTILE, STRANGE, changed
from tests.reopening.roster_files.rosters import HEADER, row

SECONDS, MEGABYTES = 10, 300  # of processor time: a busy machine gives little of it
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
REPEATED = ' table:number-columns-repeated="{}"'


@pytest.fixture(scope="module")
def harmless():
    return cost_of(GOOD)


def far_xls() -> bytes:
    book, stream = xlwt.Workbook(), BytesIO()
    page = book.add_sheet("a")
    page.write(0, 0, "x")
    page.write(65_535, 255, "y")
    book.save(stream)
    return stream.getvalue()


def ods(rows: str) -> bytes:
    stream = BytesIO()
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMES.items())
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table>'
    content = f"<office:document-content {names}>{body}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<?xml version="1.0"?>{content}</office:document-content>')
    return stream.getvalue()


def shared_texts() -> bytes:
    """180 MB of them, pressed just less than what is taken for a bomb."""
    texts = "".join(f"<si><t>{number:06} {'ab' * 110}</t></si>" for number in range(750_000))
    return changed(xl__sharedStrings_xml=f'<sst xmlns="{NAMESPACE}">{texts}</sst>'.encode())


def many_sheets() -> bytes:
    """A thousand names for one sheet."""
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 1_001))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns="{NAMESPACE}" xmlns:r="{kind}"><sheets>{sheets}</sheets></workbook>'
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 40_001))
    page = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(xl__workbook_xml=book.encode(), xl__worksheets__sheet1_xml=page.encode())


def formulas() -> bytes:
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><f>A1</f></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 50_001)
    )
    page = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData></worksheet>'
    return changed(xl__worksheets__sheet1_xml=page.encode())


HEAVY = {
    "xls: a far cell": far_xls,
    "ods: a cell a hundred million times": lambda: ods(
        f"<table:table-row>{CELL.format(REPEATED.format(10**8))}</table:table-row>"
    ),
    "ods: a row a million times": lambda: ods(
        f'<table:table-row table:number-rows-repeated="1000000">{CELL.format(REPEATED.format(1_000))}</table:table-row>'
    ),
    "ods: a formula a thousand million times": lambda: ods(
        '<table:table-row table:number-rows-repeated="40000">'
        '<table:table-cell table:formula="of:=1" table:number-columns-repeated="60"/></table:table-row>'
    ),
    "xlsx: 180 MB of texts": shared_texts,
    "xlsx: a thousand sheets": many_sheets,
    "xlsx: half a million formulas": formulas,
}
ALL = {name: make for name, (make, _code) in HOSTILE.items()} | STRANGE | HEAVY


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_a_hostile_table_costs_little(make, harmless):
    cost = cost_of(make())

    assert cost.cpu_seconds < SECONDS
    assert cost.peak_mb - harmless.peak_mb < MEGABYTES


EATS = """
import sys
from core.fence import confine
from reopening.table_files.limits import SENT
if sys.argv[1] == "fenced":
    confine(SENT.fence)
eaten = bytearray(b"x") * (340 * 2**20)
print('{"rows": 1}')
"""


def test_the_measure_sees_a_reader_that_eats_more_and_the_fence_stops_it(harmless):
    free, fenced = (cost_of(GOOD, sys.executable, "-c", EATS, way) for way in ("free", "fenced"))

    assert free.says == "rows"
    assert free.peak_mb - harmless.peak_mb > MEGABYTES
    assert fenced.says == "too_heavy"
    assert fenced.peak_mb - harmless.peak_mb < MEGABYTES


@pytest.mark.slow
def test_a_reader_that_does_not_end_is_stopped():
    endless = (
        "from core.fence import confine\nfrom reopening.table_files.limits import SENT\nconfine(SENT.fence)\n"
    )

    cost = cost_of(GOOD, sys.executable, "-c", f"{endless}while True: pass")

    assert cost.says == "too_heavy"
    assert SENT.fence.seconds / 2 < cost.cpu_seconds < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("is_usual", [True, False])
def test_a_roster_of_the_largest_size_is_read_within_the_fence(is_usual, harmless):
    """By the desk's own reader, and by the library, which holds all of it."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        if not is_usual:
            page.write_rich_string(0, len(HEADER) + 1, "a", book.add_format({"bold": True}), "b")
        for number in range(SENT.rows):
            page.write_row(number + 1, 0, row(number))

    cost = cost_of(stream.getvalue())

    assert cost.says == "rows"
    assert cost.cpu_seconds < SECONDS
    assert cost.peak_mb - harmless.peak_mb < MEGABYTES
