import pytest

from approvals import code_keys, signed_codes
from approvals.signed_codes import NotGenuine
from tests.approvals.test_signed_codes import FACTS

OLD = signed_codes.to_base64(b"the key of the last year in tests")[:43]
NEW = signed_codes.to_base64(b"the key of this year, in tests..")


@pytest.fixture
def keys(settings):
    """Call it with the private keys in use and the public parts of retired ones."""

    def use(private, retired=()):
        settings.CERTIFICATE_KEYS, settings.RETIRED_CERTIFICATE_KEYS = list(private), list(retired)
        code_keys.forget()

    yield use
    code_keys.forget()


def test_the_newest_key_signs_and_older_codes_stay_genuine(keys):
    keys([OLD])
    old = signed_codes.sign(FACTS, code_keys.signing_key())
    keys([NEW, OLD])
    new = signed_codes.sign(FACTS, code_keys.signing_key())

    assert old != new
    assert [signed_codes.verify(code, code_keys.keys_by_id()) for code in (old, new)] == [FACTS, FACTS]


def test_of_a_retired_key_the_public_part_is_enough_and_without_it_its_codes_are_refused(keys):
    keys([OLD])
    old = signed_codes.sign(FACTS, code_keys.signing_key())
    public = signed_codes.to_base64(signed_codes.compressed(code_keys.signing_key().public_key()))

    keys([NEW], retired=[public])
    assert signed_codes.verify(old, code_keys.keys_by_id()) == FACTS
    keys([NEW])
    with pytest.raises(NotGenuine):
        signed_codes.verify(old, code_keys.keys_by_id())
