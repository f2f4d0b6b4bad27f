"""A column may say what kind of document a number is of; without it everybody has a resident ID."""

from datetime import date

import pytest

from reopening.roster_files.columns import COLUMNS
from reopening.roster_files.rows import Roster

from .rosters import HEADER, resident_id, row, table, workbook

TODAY = date(2020, 2, 15)
PLACE = [column.key for column in COLUMNS].index("id_kind")


def judged(rows):
    with Roster(rows if isinstance(rows, bytes) else table(rows).encode()) as roster:
        return list(roster.judged(TODAY))


def without_kinds(rows):
    return [cells[:PLACE] + cells[PLACE + 1 :] for cells in rows]


def test_people_with_any_document_stand_in_one_list():
    rows = [
        HEADER,
        row(1),
        row(2, id_kind="护照", resident_id="E12345678"),
        row(3, id_kind="回乡证", resident_id="H1234567801"),
        row(4, id_kind="台胞证", resident_id="1234567802(B)"),
        row(5, id_kind="foreign permanent resident ID card", resident_id="USA110080010115"),
        row(6, id_kind="居民身份证"),
        row(7, id_kind="港澳台居民居住证"),
    ]

    assert [each.person.resident_id for each in judged(rows)] == [
        resident_id(1),
        "passport:E12345678",
        "hk_macao_permit:H12345678",
        "taiwan_permit:12345678",
        "permanent_residence:USA110080010115",
        resident_id(6),
        resident_id(7),
    ]


def test_a_permit_of_digits_is_read_from_a_workbook_that_keeps_it_as_a_number():
    [found] = judged(workbook([HEADER, row(1, id_kind="台胞证", resident_id=12345678)]))

    assert found.person.resident_id == "taiwan_permit:12345678"


@pytest.mark.parametrize(
    ("kind", "number", "wrong"),
    [
        ("护照", resident_id(1), ("resident_id", "passport_shape")),  # right as it stands, but for its kind
        ("居民身份证", "E12345678", ("resident_id", "id_other_kind")),
        ("", "E12345678", ("resident_id", "id_other_kind")),
        ("驾驶证", resident_id(1), ("id_kind", "id_kind")),
        ("护照", "", ("resident_id", "required")),
    ],
)
def test_a_number_is_judged_by_its_kind(kind, number, wrong):
    [found] = judged([HEADER, row(1, id_kind=kind, resident_id=number)])

    assert [(each.column, each.code) for each in found.errors] == [wrong]
    assert found.cells.get("id_kind", "") == kind


def test_everything_else_that_is_wrong_beside_an_unknown_kind_is_told_too():
    [found] = judged([HEADER, row(1, id_kind="驾驶证", mobile="1", symptoms="?")])

    assert {(each.column, each.code) for each in found.errors} == {
        ("id_kind", "id_kind"),
        ("mobile", "mobile_shape"),
        ("symptoms", "yes_or_no"),
    }


def test_one_document_twice_is_one_person_and_one_number_of_two_kinds_are_two():
    rows = [
        HEADER,
        row(1, id_kind="台胞证", resident_id="12345678"),
        row(2, id_kind="护照", resident_id="12345678"),
        row(3, id_kind="台胞证", resident_id="12345678 01"),
    ]

    first, second, third = judged(rows)

    assert (first.errors, second.errors) == ([], [])
    assert [(each.column, each.code, each.params) for each in third.errors] == [
        ("resident_id", "repeated_in_file", {"row": 2})
    ]


def test_a_list_without_the_column_is_read_as_before():
    rows = without_kinds([HEADER, row(1), row(2, resident_id="E12345678")])

    first, second = judged(rows)

    assert first.person.resident_id == resident_id(1)
    assert [each.code for each in second.errors] == ["id_other_kind"]


def test_the_old_heading_of_the_number_is_known():
    rows = without_kinds([["身份证号码" if name == "证件号码" else name for name in HEADER], row(1)])

    assert judged(rows)[0].person.resident_id == resident_id(1)
