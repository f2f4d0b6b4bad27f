"""People as rosters write them: bad cells refused one by one, right ones in one canonical form."""

import pytest
from stdnum.cn import ric

from tests.corpora.readings import outcome
from tests.reopening.roster_files.rosters import HEADER, row, table

FULL_WIDTH = {ord(str(n)): 0xFF10 + n for n in range(10)}
ARABIC = {ord(str(n)): 0x0660 + n for n in range(10)}
SUPERSCRIPT = {ord(str(n)): ord("⁰¹²³⁴⁵⁶⁷⁸⁹"[n]) for n in range(10)}


def swapped(number: str) -> str:
    """Two neighbours that differ change places."""
    place = next(n for n in (14, 15) if number[n] != number[n + 1])
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def with_check(stem: str) -> str:
    return stem + ric.calc_check_digit(stem + "0")


GOOD = with_check("33010619850717123")
WITH_X = next(
    number for number in (with_check(f"33010619800101{n:03d}") for n in range(99)) if number.endswith("X")
)
RIGHT = {
    "plain": (GOOD, GOOD),
    "lower x": (WITH_X.lower(), WITH_X),
    "full-width": (GOOD.translate(FULL_WIDTH), GOOD),
    "full-width x": (WITH_X[:-1] + "Ｘ", WITH_X),
    "spaces": (f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]} ", GOOD),
    "hyphens": (f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}", GOOD),
    "zero width": ("\u200b".join(GOOD), GOOD),
    "direction marks": (f"\u202e{GOOD}\u202c", GOOD),
    "residence permit": (with_check("81000019800101001"), with_check("81000019800101001")),
    "ideographic space": (f"\u3000{GOOD}\u3000", GOOD),
    "no-break space": (f"\xa0{GOOD}", GOOD),
    "mark of bytes": (f"\ufeff{GOOD}", GOOD),
}
WRONG = {
    "check digit": (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "id_check"),
    "swapped": (swapped(GOOD), "id_check"),
    "arabic-indic": (GOOD.translate(ARABIC), "id_shape"),
    "superscript": (GOOD.translate(SUPERSCRIPT), "id_shape"),
    "cyrillic x": (WITH_X[:-1] + "Х", "id_shape"),
    "fifteen digits": (GOOD[:6] + GOOD[8:17], "id_old"),
    "seventeen": (GOOD[:17], "id_length"),
    "nineteen": (GOOD + "1", "id_length"),
    "passport": ("E12345678", "id_other_kind"),
    "permit for Hong Kong": ("H0123456789", "id_other_kind"),
    "permit for Taiwan": ("0123456789", "id_length"),
    "30 February": (with_check("33010619800230001"), "id_birthday"),
    "month 13": (with_check("33010619801301001"), "id_birthday"),
    "tomorrow": (with_check("33010620991231001"), "id_birthday"),
    "year 1800": (with_check("33010618000101001"), "id_birthday"),
    "no province": (with_check("99010619800101001"), "id_province"),
    "all zeros": ("0" * 18, "id_province"),
    "scientific": ("3.30106E+17", "id_length"),
    "a formula": (f'="{GOOD}"', "id_length"),
    "an apostrophe": (f"'{GOOD}", "id_length"),
    "masked": (f"{GOOD[:6]}********{GOOD[14:]}", "id_shape"),
    "a word": ("无", "id_length"),
    "letters": ("ABCDEFGHIJKLMNOPQR", "id_shape"),
    "line break inside": (f"{GOOD[:9]}\n{GOOD[9:]}x", "id_length"),
}


def read_one(**cells):
    (only,) = outcome(table([HEADER, row(1, **cells)]).encode())
    return only


@pytest.mark.parametrize(("typed", "canonical"), RIGHT.values(), ids=RIGHT)
def test_every_spelling_of_an_id_becomes_one(typed, canonical):
    person = read_one(resident_id=typed).person

    assert person is not None
    assert person.resident_id == canonical


@pytest.mark.parametrize(("typed", "code"), WRONG.values(), ids=WRONG)
def test_what_is_no_id_is_refused_in_its_cell(typed, code):
    result = read_one(resident_id=typed)

    assert {(error.column, error.code) for error in result.errors} == {("resident_id", code)}


DISGUISES = [GOOD.translate(FULL_WIDTH), f" {GOOD}", "\u200b".join(GOOD), f"{GOOD[:6]}-{GOOD[6:]}"]


def test_the_same_person_in_four_disguises_is_found():
    people = [row(9, resident_id=GOOD), *(row(n, resident_id=each) for n, each in enumerate(DISGUISES))]

    first, *others = outcome(table([HEADER, *people]).encode())

    assert first.person is not None
    assert {error.code for other in others for error in other.errors} == {"repeated_in_file"}
    assert {error.params["row"] for other in others for error in other.errors} == {2}


OTHERS = [
    ("mobile", "+86 138 0000 0001", None),
    ("mobile", "0086-13800000001", None),
    ("mobile", "１３８００００００００", None),
    ("mobile", "138000000012", "mobile_shape"),
    ("mobile", "0571-88888888", "mobile_shape"),
    ("mobile", "１２３", "mobile_shape"),
    ("temperature", "36.5℃", None),
    ("temperature", "３６．５", None),
    ("temperature", "NaN", "temperature"),
    ("temperature", "1e309", "temperature"),
    ("temperature", "36,5", "temperature"),
    ("temperature", "97.7", "temperature"),
    ("temperature", "-36.5", "temperature"),
    ("on_site", "ｙｅｓ", None),
    ("on_site", "到岗", None),
    ("on_site", "2", "yes_or_no"),
    ("on_site", "是否", "yes_or_no"),
    ("arrived_on", "2020-02-30", "date_shape"),
    ("arrived_on", "30/02/2020", "date_shape"),
    ("arrived_on", "2020-02-16", "date_future"),
    ("arrived_on", "0001-01-01", "date_range"),
    ("arrived_on", "99999-01-01", "date_shape"),
    ("name", "O'Brien", None),
    ("name", "艾力·买买提", None),
    ("name", "Null", None),
    ("name", "\u202e王\u202c小明", None),
    ("name", "王\x07", "control"),
    ("name", "\u200b\u200b", "required"),
    ("name", "王" * 61, "too_long"),
]


@pytest.mark.parametrize(("column", "typed", "code"), OTHERS)
def test_other_cells_are_right_or_refused_by_name(column, typed, code):
    result = read_one(**{column: typed})

    if code is None:
        assert result.person is not None, result.errors
        assert result.person.name.isprintable()
    else:
        assert {(error.column, error.code) for error in result.errors} == {(column, code)}
