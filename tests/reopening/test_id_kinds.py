"""Documents of people who have no resident ID, in every spelling, and the permits that look like one."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation
from stdnum.cn import ric

from reopening.id_kinds import (
    SHORT_NAMES,
    IdKind,
    canonical_id,
    kind_name,
    kind_of,
    mask_id,
    number_of,
    other_kind,
)
from reopening.identities import IdentityRefused
from reopening.roster_files.cells import ID_KINDS, id_kind_in
from reopening.roster_files.columns import BY_KEY
from reopening.table_files.cells import CellRefused
from tests.factories import resident_id

ON = date(2020, 2, 15)
RIGHT = [
    ("passport", "E12345678", "passport:E12345678"),
    ("passport", " e 1234-5678", "passport:E12345678"),
    ("passport", "Ｅ１２３４５６７８", "passport:E12345678"),
    ("passport", "C01X00T47", "passport:C01X00T47"),
    ("passport", "EA1234567", "passport:EA1234567"),
    ("hk_macao_permit", "H12345678", "hk_macao_permit:H12345678"),
    ("hk_macao_permit", "m1234567802", "hk_macao_permit:M12345678"),
    ("taiwan_permit", "12345678", "taiwan_permit:12345678"),
    ("taiwan_permit", "1234567802(B)", "taiwan_permit:12345678"),
    ("taiwan_permit", "1234567802（B）", "taiwan_permit:12345678"),
    ("taiwan_permit", "1234567802", "taiwan_permit:12345678"),
    ("permanent_residence", "usa 110080010115", "permanent_residence:USA110080010115"),
]
WRONG = [
    ("passport", "E1234", "passport_shape"),
    ("passport", "ZHANGSAN", "passport_shape"),
    ("passport", resident_id(1), "passport_shape"),
    ("passport", "E1234567٨", "passport_shape"),
    ("passport", "", "passport_shape"),
    ("hk_macao_permit", "E12345678", "hk_macao_shape"),
    ("hk_macao_permit", "H123456780", "hk_macao_shape"),
    ("taiwan_permit", "1234567", "taiwan_shape"),
    ("taiwan_permit", "A12345678", "taiwan_shape"),
    ("permanent_residence", "USA11008001011", "permanent_shape"),
    ("permanent_residence", "US1110080010115", "permanent_shape"),
    ("resident_id", "H12345678", "id_other_kind"),
    ("resident_id", "12345678", "id_length"),
]


@pytest.mark.parametrize(("kind", "text", "kept"), RIGHT)
def test_every_spelling_of_a_document_is_kept_as_one(kind, text, kept):
    assert canonical_id(kind, text, on=ON) == kept
    assert (kind_of(kept), number_of(kept)) == (IdKind(kind), kept.split(":")[1])


@pytest.mark.parametrize(("kind", "text", "code"), WRONG)
def test_what_cannot_be_one_is_refused_with_its_reason(kind, text, code):
    with pytest.raises(IdentityRefused) as refused:
        canonical_id(kind, text, on=ON)

    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_a_residence_permit_of_hong_kong_macao_or_taiwan_is_read_as_a_resident_id(region):
    first = f"{region}19800115001"
    right = first + ric.calc_check_digit(first + "0")

    assert canonical_id("resident_id", right, on=ON) == right
    assert kind_of(right) == IdKind.RESIDENT_ID
    with pytest.raises(IdentityRefused) as refused:
        canonical_id("resident_id", right[:-1] + ("0" if right[-1] != "0" else "1"), on=ON)
    assert refused.value.code == "id_check"


def test_the_permanent_residents_card_of_18_digits_is_proved_by_its_check_character():
    first = "93384019800115001"
    right = first + ric.calc_check_digit(first + "0")

    assert number_of(canonical_id("permanent_residence", right, on=ON)) == right
    for wrong in set("0123456789X") - {right[-1]}:
        with pytest.raises(IdentityRefused):
            canonical_id("permanent_residence", first + wrong, on=ON)


def test_masks_show_enough_to_recognise_and_hide_the_rest():
    assert mask_id(resident_id(1)).count("*") == 8
    assert mask_id("passport:E12345678") == "E******78"
    assert mask_id("taiwan_permit:12345678") == "1*****78"
    assert mask_id("permanent_residence:USA110080010115") == "U************15"
    assert mask_id("permanent_residence:933840198001150019").count("*") == 8
    assert mask_id("passport:123") == "***"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_list_may_call_a_document_whatever_the_desk_and_its_template_call_it(language):
    with translation.override(language):
        for kind in IdKind:
            assert id_kind_in(str(SHORT_NAMES[kind])) == kind
        offered = BY_KEY["id_kind"].choices
        assert {id_kind_in(word) for word in offered} == set(IdKind)
        assert sum(map(len, offered)) + len(offered) < 255  # more than that Excel takes for a damaged list


def test_of_a_kind_nobody_knows_the_cell_is_refused():
    for cell in ("驾驶证", "?x", 7, None):
        with pytest.raises(CellRefused):
            id_kind_in(cell)
    assert set(ID_KINDS.values()) == set(IdKind)


def test_beside_a_resident_id_nothing_need_be_said():
    with translation.override("en"):
        assert (other_kind(IdKind.RESIDENT_ID), other_kind(IdKind.PASSPORT)) == ("", "passport")
        assert (kind_name(resident_id(1)), kind_name("passport:E12345678")) == ("resident ID", "passport")
