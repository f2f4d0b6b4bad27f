"""Cells as spreadsheet programs really keep them: read as they were meant, or refused; never quietly something else."""

import stat
import struct
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from reopening.roster_files.columns import COLUMNS
from reopening.table_files.refusals import TableRefused
from tests.corpora.readings import outcome
from tests.corpora.test_roster_workbooks import GOOD, NAMESPACE, changed
from tests.reopening.roster_files.rosters import HEADER, resident_id, row

PLACE = {column.key: place for place, column in enumerate(COLUMNS)}
DAY = date(2020, 2, 3)


def book(people: list[list[Any]], hide: tuple[int, ...] = (), **options: Any) -> bytes:
    """A workbook with its cells as typed: numbers as numbers, days as days. :param hide: rows, from 0"""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False} | options) as found:
        sheet, as_day = found.add_worksheet("roster"), found.add_format({"num_format": "yyyy-mm-dd"})
        for place, cells in enumerate([HEADER, *people]):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(place, column, datetime.combine(cell, datetime.min.time()), as_day)
                else:
                    sheet.write(place, column, cell)
        for place in hide:
            sheet.set_row(place, None, None, {"hidden": True})
    return stream.getvalue()


def only(data: bytes) -> Any:
    """The one row of the file."""
    [found] = outcome(data)
    return found


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_day_is_the_same_whatever_it_is_counted_from(is_1904):
    """A spreadsheet counts days from 1900, or from 1904; then the same number is four years later."""
    found = only(book([row(1, contact="是", last_contact_on=DAY)], date_1904=is_1904))

    assert found.person.answers.last_contact_on == DAY


@pytest.mark.parametrize("number", [13_800_000_001, 13_800_000_001.0, "13800000001"])
def test_a_mobile_kept_as_a_number_is_that_number(number):
    assert only(book([row(1, mobile=number)])).person.mobile == "13800000001"


def test_an_id_kept_as_a_number_has_lost_digits_and_is_refused():
    """A spreadsheet keeps fifteen digits: the last three are not the person's any more."""
    found = only(book([row(1, resident_id=float(resident_id(1)[:17] + "0"))]))

    assert [error.code for error in found.errors] == ["id_as_number"]


def test_an_id_of_fifteen_digits_kept_as_a_number_is_refused_as_such():
    found = only(book([row(1, resident_id=330106600101123)]))

    assert [error.column for error in found.errors] == ["resident_id"]
    assert found.cells["resident_id"] == 330106600101123


@pytest.mark.parametrize(("cell", "said"), [(True, True), (False, False), (1, True), (0, False)])
def test_truth_is_yes_or_no(cell, said):
    assert only(book([row(1, symptoms=cell)])).person.answers.symptoms is said


def test_hidden_rows_are_people_too():
    """Somebody filtered the list before saving it."""
    found = outcome(book([row(1), row(2), row(3)], hide=(2,)))

    assert [each.person.name for each in found] == ["样例1", "样例2", "样例3"]
    assert [each.number for each in found] == [2, 3, 4]


def shared(text: str) -> bytes:
    """A workbook whose first person has this in the place of the name."""
    name = "<si><t>样例1</t></si>".encode()
    with zipfile.ZipFile(BytesIO(GOOD)) as good:
        strings = good.read("xl/sharedStrings.xml")
    assert name in strings
    return changed(xl__sharedStrings_xml=strings.replace(name, f"<si>{text}</si>".encode()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<r><t>王</t></r><r><rPr><b/></rPr><t>小明</t></r>", "王小明"),
        ('<t>王小明</t><rPh sb="0" eb="1"><t>ワン</t></rPh><phoneticPr fontId="1"/>', "王小明"),
        ('<t xml:space="preserve"> 王小明 </t>', "王小明"),
        ("<t>王&#x5c0f;明</t>", "王小明"),
    ],
)
def test_a_name_is_its_text_without_its_looks_and_its_sound(text, name):
    assert only(shared(text)).person.name == name


@pytest.mark.parametrize("text", ["<t>王_x0000_明</t>", "<t>王_x0007_明</t>"])
def test_a_character_that_cannot_be_seen_is_refused_or_stays_as_it_is_written(text):
    found = only(shared(text))

    assert found.person is None or found.person.name.isprintable()


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_an_error_of_the_spreadsheet_is_an_error_of_its_cell(error):
    cell = f'<c r="A2" t="e"><v>{error}</v></c>'.encode()
    with zipfile.ZipFile(BytesIO(GOOD)) as good:
        sheet = good.read("xl/worksheets/sheet1.xml")
    start = sheet.index(b'<c r="C2"')
    wrong = sheet[:start] + cell.replace(b"A2", b"C2") + sheet[sheet.index(b"</c>", start) + 4 :]

    found = only(changed(xl__worksheets__sheet1_xml=wrong))

    assert found.person is None
    assert {each.column for each in found.errors} == {COLUMNS[2].key}


# --- Archives that are not what they say -------------------------------------------


def with_size(said: int) -> bytes:
    """The sheet's entry says that it inflates to `said` bytes."""
    data = bytearray(GOOD)
    name = b"xl/worksheets/sheet1.xml"
    local, central = data.index(name) - 30, data.rindex(name) - 46
    struct.pack_into("<I", data, local + 22, said)
    struct.pack_into("<I", data, central + 24, said)
    return bytes(data)


def as_link() -> bytes:
    """The sheet is a symbolic link to a file outside."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as good, zipfile.ZipFile(stream, "w") as bad:
        for entry in good.infolist():
            if entry.filename == "xl/worksheets/sheet1.xml":
                link = zipfile.ZipInfo(entry.filename)
                link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                bad.writestr(link, "/etc/passwd")
            else:
                bad.writestr(entry, good.read(entry))
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAR = (
    f'<worksheet xmlns="{NAMESPACE}"><sheetData>'
    + "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(1, 300_000))
    + "</sheetData></worksheet>"
).encode()
NOT_WHAT_THEY_SAY = {
    "a sheet larger than it says": lambda: with_size(100),
    "a link to a file outside": as_link,
    "the head of an old workbook": lambda: OLE,
    "an old workbook of zeros": lambda: OLE + b"\x00" * 100_000,
    "an old workbook whose chain goes in a circle": lambda: OLE + b"\x00" * 22 + b"\x01\x00" * 5_000,
    "a program": lambda: b"MZ" + b"\x90" * 10_000,
    "a document": lambda: b"%PDF-1.7\n" + b"x" * 10_000,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 10_000,
    "an archive of nothing": lambda: b"PK\x05\x06" + b"\x00" * 18,
    "300,000 styled rows of nothing": lambda: changed(xl__worksheets__sheet1_xml=FAR),
    "20,000 members": lambda: changed(**{f"member{number}": b"" for number in range(20_000)}),
}


@pytest.mark.parametrize("make", NOT_WHAT_THEY_SAY.values(), ids=NOT_WHAT_THEY_SAY)
def test_what_is_not_what_it_says_is_refused_in_words(make):
    found = outcome(make())

    assert isinstance(found, TableRefused)
    assert str(found).endswith(".")
    assert "root:" not in str(found)


def test_a_sheet_smaller_than_it_says_is_read_as_it_is():
    assert only(with_size(2**31)).person.name == "样例1"
