import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import ALPHABET, check_character, next_number, next_numbers, public_token

words = st.text(alphabet=ALPHABET, min_size=1, max_size=30)


def holds(text: str) -> bool:
    """ISO 7064 MOD 37,36, by its definition: the remainder over the whole text is 1."""
    product = 36
    for character in text[:-1]:
        product = (product + ALPHABET.index(character)) % 36 or 36
        product = product * 2 % 37
    return (product + ALPHABET.index(text[-1])) % 36 == 1


def test_the_standards_own_example():
    assert check_character("A12425GABC1234002") == "M"


@given(words)
def test_a_checked_text_holds(text):
    assert holds(text + check_character(text))


@given(words, st.data())
def test_one_wrong_character_is_seen(text, data):
    whole = text + check_character(text)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != whole[place]]))

    assert not holds(whole[:place] + other + whole[place + 1 :])


@pytest.mark.django_db
def test_numbers_count_up_in_each_scope():
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_many_numbers_follow_the_last_one():
    next_number("a")

    assert list(next_numbers("a", 3)) == [2, 3, 4]
    assert next_number("a") == 5


def test_tokens_are_long_and_new_each_time():
    assert len(public_token()) == 32
    assert public_token() != public_token()
