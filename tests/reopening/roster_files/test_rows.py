"""Rosters in every format and disguise: people come out, or a reason for each cell."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core import fenced_readers
from reopening.roster_files.columns import BY_KEY, COLUMNS
from reopening.roster_files.judging import OWN
from reopening.roster_files.rows import Roster
from reopening.table_files.refusals import CELLS, FILES, TableRefused, cell_sentence

from .rosters import HEADER, resident_id, row, table, workbook

TODAY = date(2020, 2, 15)


def read(data: bytes):
    with Roster(data) as roster:
        rows = list(roster.judged(TODAY))
        assert len(rows) == roster.total
        return rows


def read_row(**cells):
    """What is read of one row with these cells."""
    (only,) = read(table([HEADER, row(1, **cells)]).encode())
    return only


def codes(result) -> set[tuple[str, str]]:
    return {(error.column, error.code) for error in result.errors}


PLAIN = table([HEADER, row(1), row(2)])
ENCODED = {
    "utf-8": PLAIN.encode(),
    "utf-8 with BOM": PLAIN.encode("utf-8-sig"),
    "utf-8 with two BOMs": b"\xef\xbb\xbf" + PLAIN.encode("utf-8-sig"),
    "gb18030": PLAIN.encode("gb18030"),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16 big end": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "utf-32": PLAIN.encode("utf-32"),
    "tab": table([HEADER, row(1), row(2)], "\t").encode("utf-16"),
    "semicolon": table([HEADER, row(1), row(2)], ";").encode(),
    "full-width comma": table([HEADER, row(1), row(2)], "，").encode(),
    "old line ends": PLAIN.replace("\r\n", "\r").encode(),
    "xlsx": workbook([HEADER, row(1), row(2)]),
    "xlsx behind a hidden sheet": workbook([HEADER, row(1), row(2)], hidden_first=True),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_every_encoding_and_format_gives_the_same_people(data):
    first, second = read(data)

    assert (first.number, second.number) == (2, 3)
    assert first.person is not None
    assert (first.person.name, first.person.resident_id) == ("样例1", resident_id(1))
    assert first.person.answers.temperature == Decimal("36.5")
    assert second.person is not None


def test_columns_come_in_any_order_in_either_language_with_strange_ones_between():
    names = ["Status", *(column.en.upper() + " *" for column in reversed(COLUMNS)), "备注"]
    cells = ["approved", *reversed(row(7)), "x"]

    (only,) = read(table([names, cells]).encode())

    assert only.person is not None
    assert only.person.resident_id == resident_id(7)
    assert "Status" not in only.cells


def test_a_title_and_empty_rows_keep_the_numbers_of_the_file():
    text = "2020年复工员工名册\n\n" + table([HEADER]) + "\n" + table([row(1)]) + "\n\n" + table([row(2)])

    assert [each.number for each in read(text.encode())] == [5, 8]


RIGHT = [
    ({"resident_id": resident_id(5).lower()}, "resident_id", resident_id(5)),
    ({"mobile": "+86 138-0000-0001"}, "mobile", "13800000001"),
    ({"name": "\u200b=HYPERLINK(1)"}, "name", "=HYPERLINK(1)"),
    ({"on_site": "N"}, "on_site", False),
    ({"on_site": "√"}, "on_site", True),
    ({"on_site": "ＹＥＳ"}, "on_site", True),
    ({"post": ""}, "post", ""),
]


@pytest.mark.parametrize(("cells", "field", "value"), RIGHT)
def test_right_cells_have_one_canonical_form(cells, field, value):
    result = read_row(**cells)

    assert result.errors == []
    person = result.person
    assert getattr(person if field in OWN else person.said, field) == value


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-03",
        "2020/2/3",
        "2020.2.3",
        "2020年2月3日",
        "20200203",
        "２０２０－２－３",
        "2020-02-03T00:00:00",
    ],
)
def test_days_are_read_as_people_write_them(text):
    result = read_row(been_to_key_area="是", left_key_area_on=text)

    assert result.person is not None
    assert result.person.answers.left_key_area_on == date(2020, 2, 3)


def test_a_workbook_may_hold_numbers_days_and_truth():
    cells = row(1, mobile=13800000001, temperature=36.5, contact=True, last_contact_on=43864, symptoms=0)

    (only,) = read(workbook([HEADER, cells]))

    assert only.person is not None
    assert only.person.mobile == "13800000001"
    assert only.person.answers.last_contact_on == date(2020, 2, 3)
    assert only.person.answers.temperature == Decimal("36.5")


WRONG = [
    ({"name": ""}, "name", "required"),
    ({"name": "王" * 61}, "name", "too_long"),
    ({"name": "王\ufffd"}, "name", "control"),
    ({"resident_id": ""}, "resident_id", "required"),
    ({"resident_id": "110105194912310021"}, "resident_id", "id_check"),
    ({"resident_id": "110105491231002"}, "resident_id", "id_old"),
    ({"mobile": "12345"}, "mobile", "mobile_shape"),
    ({"on_site": "maybe"}, "on_site", "yes_or_no"),
    ({"contact": ""}, "contact", "required"),
    ({"contact": "是"}, "last_contact_on", "date_needed"),
    ({"contact": "是", "last_contact_on": "soon"}, "last_contact_on", "date_shape"),
    ({"contact": "是", "last_contact_on": "2020-02-30"}, "last_contact_on", "date_shape"),
    ({"contact": "是", "last_contact_on": "2020-02-16"}, "last_contact_on", "date_future"),
    ({"contact": "是", "last_contact_on": "2018-02-16"}, "last_contact_on", "date_range"),
    ({"been_to_key_area": "是"}, "left_key_area_on", "date_needed"),
    ({"isolation_until": "2029-01-01"}, "isolation_until", "date_range"),
    ({"temperature": "NaN"}, "temperature", "temperature"),
    ({"temperature": "1e309"}, "temperature", "temperature"),
    ({"temperature": "36,5"}, "temperature", "temperature"),
    ({"temperature": "365"}, "temperature", "temperature"),
    ({"temperature": "٣٦.٥"}, "temperature", "temperature"),
    ({"temperature": "30.0"}, "temperature", "temperature"),
]


@pytest.mark.parametrize(("cells", "column", "code"), WRONG)
def test_a_wrong_cell_is_named_with_its_reason(cells, column, code):
    result = read_row(**cells)

    assert codes(result) == {(column, code)}
    assert result.person is None
    with translation.override("en"):
        assert str(cell_sentence(code, result.errors[0].params)).endswith(".")


def test_an_id_that_excel_has_cut_is_told_apart():
    (only,) = read(workbook([HEADER, row(1, resident_id=330106199001011234.0)]))

    assert codes(only) == {("resident_id", "id_as_number")}


def test_who_is_in_the_key_area_still_needs_no_day_of_leaving():
    assert read_row(in_key_area="是", been_to_key_area="是").person is not None


def test_all_mistakes_of_a_row_are_told_at_once():
    result = read_row(name="", mobile="1", symptoms="?")

    assert codes(result) == {("name", "required"), ("mobile", "mobile_shape"), ("symptoms", "yes_or_no")}


def test_people_who_appear_twice_are_found_in_any_disguise():
    rows = [row(1), row(2, resident_id=resident_id(1).lower()), row(3, resident_id=" " + resident_id(1))]

    first, second, third = read(table([HEADER, *rows]).encode())

    assert first.person is not None
    assert codes(second) == codes(third) == {("resident_id", "repeated_in_file")}
    assert second.errors[0].params == {"row": 2}


def refusal(data: bytes) -> TableRefused:
    with pytest.raises(TableRefused) as refused:
        read(data)
    with translation.override("en"):
        assert str(refused.value).endswith(".")
        assert "%(" not in str(refused.value)
    return refused.value


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\r\n \r\n", "empty"),
    "only names": (table([HEADER]).encode(), "no_people"),
    "no names": (table([row(1), row(2)]).encode(), "no_header"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "kind"),
    "a pdf": (b"%PDF-1.7 ...", "kind"),
    "nul": (PLAIN.encode().replace(b"1", b"\x00", 1), "nul"),
    "utf-16 without mark": (PLAIN.encode("utf-16-le"), "nul"),
    "big5": (table([HEADER, row(1, name="張繁體字")]).encode("big5", "replace"), "encoding"),
    "mixed": (PLAIN.encode() + "员工".encode("gb18030"), "encoding"),
    "half utf-16": (PLAIN.encode("utf-16")[:-1], "encoding"),
    "web page": (b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
    "open quote": (PLAIN.encode() + b'"never closed', "quotes"),
    "huge cell": (table([HEADER, row(1, name="x" * 300_000)]).encode(), "quotes"),
    "truncated": (workbook([HEADER, row(1)])[:-400], "broken"),
    "rubbish zip": (b"PK\x03\x04" + b"rubbish" * 50, "broken"),
    "rubbish ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rubbish" * 200, "broken"),
    "wide": (table([HEADER + ["x"] * 100, row(1)]).encode(), "too_many_columns"),
    "name twice": (table([[*HEADER, "手机"], [*row(1), "1"]]).encode(), "repeated_column"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_says_why(data, code):
    assert refusal(data).code == code


def test_missing_columns_are_named():
    kept = [place for place, column in enumerate(COLUMNS) if column.key not in {"mobile", "symptoms"}]
    rows = [[cells[place] for place in kept] for cells in (HEADER, row(1))]

    refused = refusal(table(rows).encode())

    assert refused.code == "missing_columns"
    assert BY_KEY["mobile"].name in refused.params["columns"]
    assert BY_KEY["symptoms"].name in refused.params["columns"]


def test_more_than_fifty_thousand_rows_are_refused():
    many = table([HEADER]) + "\n".join(["a,b"] * 50_001)

    with pytest.raises(TableRefused) as refused:
        read(many.encode())

    assert refused.value.code == "too_many_rows"


def test_a_reader_that_dies_is_a_refusal(monkeypatch):
    monkeypatch.setattr(
        fenced_readers, "ROOT", fenced_readers.ROOT / "tests"
    )  # it cannot find its module there

    assert refusal(PLAIN.encode()).code == "too_heavy"


@settings(max_examples=8, deadline=timedelta(seconds=5))
@given(st.binary(max_size=400))
def test_any_bytes_give_people_or_a_refusal(data):
    try:
        read(data)
    except TableRefused as refused:
        assert refused.code in FILES  # noqa: PT017


@settings(max_examples=8, deadline=timedelta(seconds=5))
@given(
    st.lists(st.tuples(st.sampled_from([column.key for column in COLUMNS]), st.text(max_size=30)), max_size=6)
)
def test_any_text_in_any_cell_gives_a_person_or_reasons(cells):
    rows = [HEADER, *(row(number, **{key: text}) for number, (key, text) in enumerate(cells, 1)), row(99)]
    try:
        results = read(workbook(rows))
    except TableRefused as refused:
        assert refused.code in FILES  # noqa: PT017
        return

    assert len(results) == len(rows) - 1
    for result in results:
        assert (result.person is None) == bool(result.errors)
        assert all(error.code in CELLS for error in result.errors)
