"""Unified social credit codes: one canonical form, or a sentence that says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from reopening.credit_codes import ALPHABET, CreditCodeRefused, canonical_credit_code

GOOD = "91110000600037341L"


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.lower(), "91 110000 600037341 L", "９１１１００００６００037341L", "\u200b" + GOOD + " "],
)
def test_every_disguise_has_one_canonical_form(text):
    assert canonical_credit_code(text) == GOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("911100006000373410", "credit_code_check"),
        ("91110000600037314L", "credit_code_check"),
        ("91110000600037341", "credit_code_length"),
        ("9111000060003734IL", "credit_code_letters"),
        ("9111000060003734１²", "credit_code_letters"),
        ("91990000600037341L", "credit_code_division"),
        ("91A10000600037341L", "credit_code_division"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(text, code):
    with pytest.raises(CreditCodeRefused) as refused:
        canonical_credit_code(text)

    assert refused.value.code == code
    assert str(refused.value)


@given(st.text(ALPHABET, min_size=9, max_size=9), st.sampled_from(ALPHABET))
def test_changing_one_character_is_noticed(body, other):
    first = f"91330106{body}"
    code = first + uscc.calc_check_digit(first)
    changed = code[:12] + other + code[13:]

    assert canonical_credit_code(code) == code
    if changed != code:
        with pytest.raises(CreditCodeRefused):
            canonical_credit_code(changed)
