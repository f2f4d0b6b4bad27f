"""Resident IDs and mobiles in every disguise people paste them in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from reopening.identities import (
    IdentityRefused,
    canonical_mobile,
    canonical_resident_id,
    mask_mobile,
    mask_name,
    mask_resident_id,
)

ON = date(2020, 2, 15)
GOOD = "11010519491231002X"  # the textbook number of GB 11643


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "\u200b11010519491231002X\ufeff",
        "\u202e11010519491231002X\u202c",
        "11010519491231002X\u00a0",
    ],
)
def test_every_disguise_has_one_canonical_form(text):
    assert canonical_resident_id(text, on=ON) == GOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "id_check"),
        ("11010519491231020X", "id_check"),  # two digits changed places
        ("110105491231002", "id_old"),
        ("1101051949123100", "id_length"),
        ("", "id_length"),
        ("E12345678", "id_other_kind"),
        ("1101051949123100ⅡX", "id_shape"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "id_shape"),  # Arabic-Indic digits
        ("²10105194912310021", "id_shape"),
        ("00010519491231002X", "id_province"),
        ("11010520200230002X", "id_birthday"),
        ("11010520300101002X", "id_birthday"),
        ("11010518491231002X", "id_birthday"),
    ],
)
def test_what_cannot_be_an_id_is_refused_with_its_reason(text, code):
    with pytest.raises(IdentityRefused) as refused:
        canonical_resident_id(text, on=ON)

    assert refused.value.code == code
    assert str(refused.value)


@given(st.from_regex(r"\A33010619[5-9][0-9]0[1-9]1[0-9][0-9]{3}\Z"))
def test_of_eleven_last_characters_exactly_one_is_right(first):
    right = ric.calc_check_digit(first + "0")

    assert canonical_resident_id(first + right, on=ON) == first + right
    for wrong in set("0123456789X") - {right}:
        with pytest.raises(IdentityRefused) as refused:
            canonical_resident_id(first + wrong, on=ON)
        assert refused.value.code == "id_check"


@pytest.mark.parametrize(
    "text", ["13800001234", "+86 138 0000 1234", "0086-138-0000-1234", "１３８００００１２３４"]
)
def test_mobiles_have_one_form(text):
    assert canonical_mobile(text) == "13800001234"


@pytest.mark.parametrize(
    "text", ["", "1380000123", "138000012345", "0571-88888888", "12800001234", "١٣٨٠٠٠٠١٢٣٤"]
)
def test_what_cannot_be_a_mobile_is_refused(text):
    with pytest.raises(IdentityRefused):
        canonical_mobile(text)


def test_masks_hide_the_middle_and_whatever_is_not_whole():
    assert mask_resident_id(GOOD) == "110105********002X"
    assert mask_resident_id("12345") == "*****"
    assert mask_mobile("13800001234") == "138****1234"
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""
