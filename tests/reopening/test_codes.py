import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening import codes
from reopening.codes import ALPHABET, NoCode, canonical_code, check_character, new_code

STEMS = st.text(ALPHABET, min_size=codes.RANDOM, max_size=codes.RANDOM)


@given(STEMS, st.data())
def test_one_wrong_character_is_always_noticed(stem, data):
    code = stem + check_character(stem)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([each for each in ALPHABET if each != code[place]]))

    with pytest.raises(NoCode):
        canonical_code(code[:place] + other + code[place + 1 :])


@given(STEMS, st.integers(0, codes.RANDOM - 1))
def test_two_neighbours_swapped_are_always_noticed(stem, place):
    code = stem + check_character(stem)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    if swapped != code:
        with pytest.raises(NoCode):
            canonical_code(swapped)


@given(STEMS)
def test_a_code_is_read_however_it_is_typed(stem):
    code = stem + check_character(stem)

    for typed in (codes.shown(code), code.lower(), f" {code} ", " ".join(code), codes.shown(code).lower()):
        assert canonical_code(typed) == code
    assert canonical_code("".join(chr(ord(each) + 0xFEE0) for each in code)) == code


@pytest.mark.parametrize("typed", ["", "K7M", "K7M-Q2X-R4T-9", "K0M-Q2X-R4T", "<script>", "K7MQ2XR4\x00"])
def test_what_cannot_be_a_code_is_none(typed):
    with pytest.raises(NoCode):
        canonical_code(typed)


def test_codes_use_no_character_that_looks_like_another():
    assert not set("01OIL") & set(ALPHABET)
    assert len({new_code() for _each in range(2_000)}) == 2_000


def test_the_hash_of_a_code_belongs_to_its_application():
    assert codes.code_hash(1, "K7MQ2XR4T") != codes.code_hash(2, "K7MQ2XR4T")
