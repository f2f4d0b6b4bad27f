from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from approvals.numbering import certificate_number, scope
from core.numbers import check_character, number_in

DAY = date(2020, 2, 17)


def test_a_number_names_district_day_and_serial():
    number = certificate_number("330106003", DAY, 7)

    assert number.startswith("330106-20200217-0007-")
    assert number_in(f" {number.lower()} ") == number_in(number.replace("-", "－")) == number


def test_a_serial_beyond_four_digits_is_kept_whole():
    assert certificate_number("330106", DAY, 12_345).startswith("330106-20200217-12345-")


def test_streets_of_one_district_share_a_counter():
    assert scope("330106003", DAY) == scope("330106", DAY) != scope("330102", DAY)


@given(serial=st.integers(1, 99_999), place=st.integers(0, 18), digit=st.sampled_from("0123456789"))
def test_one_wrong_character_is_seen(serial, place, digit):
    number = certificate_number("330106", DAY, serial)
    if number[place] in f"-{digit}":
        return

    assert not number_in(number[:place] + digit + number[place + 1 :])


@given(body=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30))
def test_the_check_character_is_that_of_the_standard(body):
    assert mod_37_36.is_valid(body + check_character(body))


@pytest.mark.parametrize(
    "text", ["", "330106", "330106-20200217-0001", "330106-20200217-1-X", "x" * 40, "D330106-20200217-0001-P"]
)
def test_other_text_is_no_number(text):
    assert not number_in(text)
