import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.quantities import NumberRefused, whole_number

FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")


@pytest.mark.parametrize(
    "typed",
    ["12000", "12,000", "12，000", "１２０００", "１２，０００", "12 000", " 12000 ", "12'000", "12000.0"],
)
def test_one_number_in_many_spellings(typed):
    assert whole_number(typed) == 12_000


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("60人", "number_shape"),
        ("六十", "number_shape"),
        ("", "number_shape"),
        ("1,00", "number_fraction"),
        ("1.5", "number_fraction"),
        ("12,00,000", "number_shape"),
        ("0", "number_low"),
        ("-5", "number_low"),
        ("1000001", "number_high"),
        ("9" * 40, "number_shape"),
        ("٣", "number_shape"),
    ],
)
def test_what_cannot_be_is_explained(typed, code):
    with pytest.raises(NumberRefused) as refused:
        whole_number(typed, at_least=1, at_most=1_000_000)

    assert refused.value.code == code
    assert "%(" not in str(refused.value)


@given(st.integers(0, 10**12))
def test_every_number_is_read_back_in_every_spelling(number):
    for spelling in (
        f"{number}",
        f"{number:,}",
        f"{number:,}".translate(FULL_WIDTH),
        f"{number:,}".replace(",", " "),
    ):
        assert whole_number(spelling) == number
