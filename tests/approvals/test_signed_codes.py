import base64
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import signed_codes
from approvals.signed_codes import NotGenuine, SignedFacts

KEY = signed_codes.private_key(signed_codes.to_base64(b"a key that signs only in tests.."))
OTHER = signed_codes.private_key(signed_codes.to_base64(b"another key that signs in tests."))
KEYS = {signed_codes.key_id_of(KEY.public_key()): KEY.public_key()}
FACTS = SignedFacts(
    number="330106-20200217-0001-P",
    credit_code="91330106MA2EXAMPL0",
    headcount_limit=86,
    valid_from=date(2020, 2, 20),
    valid_until=date(2020, 8, 18),
)
DAYS = st.dates(signed_codes.EPOCH, signed_codes.EPOCH + timedelta(days=65_534))
TEXTS = st.text(alphabet=signed_codes.LETTERS[1:], max_size=40)


@given(TEXTS, TEXTS, st.integers(0, 2**32 - 1), DAYS, st.none() | DAYS)
def test_what_is_signed_is_read_back(number, credit_code, limit, first, last):
    facts = SignedFacts(number, credit_code, limit, first, last)

    assert signed_codes.verify(signed_codes.sign(facts, KEY), KEYS) == facts


@given(st.data())
def test_one_changed_bit_is_seen_wherever_it_is(data):
    whole = bytearray(signed_codes.from_base64(signed_codes.sign(FACTS, KEY)))
    place = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[place // 8] ^= 1 << place % 8

    with pytest.raises(NotGenuine):
        signed_codes.verify(signed_codes.to_base64(bytes(whole)), KEYS)


@given(st.binary(max_size=200))
def test_whatever_else_is_not_genuine(data):
    with pytest.raises(NotGenuine):
        signed_codes.verify(base64.urlsafe_b64encode(data).decode(), KEYS)


@pytest.mark.parametrize("text", ["", "AA", "ü", "a b", "A" * 5_000, "https://desk.example/verify/x/"])
def test_what_is_no_code_is_not_genuine(text):
    with pytest.raises(NotGenuine):
        signed_codes.verify(text, KEYS)


def test_a_code_cut_short_or_made_longer_is_not_genuine():
    code = signed_codes.sign(FACTS, KEY)

    for wrong in (code[:-2], code + "AA", code[2:]):
        with pytest.raises(NotGenuine):
            signed_codes.verify(wrong, KEYS)


def test_a_code_of_an_unknown_key_is_not_genuine():
    with pytest.raises(NotGenuine):
        signed_codes.verify(signed_codes.sign(FACTS, OTHER), KEYS)


def test_a_code_that_only_claims_a_known_key_is_not_genuine():
    whole = bytearray(signed_codes.from_base64(signed_codes.sign(FACTS, OTHER)))
    whole[1 : 1 + signed_codes.KEY_ID] = bytes.fromhex(next(iter(KEYS)))

    with pytest.raises(NotGenuine):
        signed_codes.verify(signed_codes.to_base64(bytes(whole)), KEYS)


def test_the_same_facts_give_the_same_code_which_is_short_and_needs_no_escape_in_an_address():
    code = signed_codes.sign(FACTS, KEY)

    assert code == signed_codes.sign(FACTS, KEY)
    assert len(code) <= 144
    assert code.replace("-", "").replace("_", "").isalnum()


def test_others_can_check_it_with_the_published_key_set_alone():
    published = signed_codes.as_jwks(signed_codes.PublicKey(*item) for item in KEYS.items())

    assert published["keys"][0]["kid"] == next(iter(KEYS))
    assert signed_codes.verify(signed_codes.sign(FACTS, KEY), signed_codes.from_jwks(published)) == FACTS


def test_a_published_key_off_the_curve_is_refused():
    published = signed_codes.as_jwks(signed_codes.PublicKey(*item) for item in KEYS.items())
    published["keys"][0]["y"] = published["keys"][0]["x"]

    with pytest.raises(ValueError):
        signed_codes.from_jwks(published)
