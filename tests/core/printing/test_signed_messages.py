"""A message built once and filled in is, byte for byte, the one that pyHanko builds anew."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.printing.signatures import PaperSigner, key_signer
from core.printing.signed_messages import EXAMPLE, Messages, Unlike, with_last

KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
}


def certificate_of(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示例 Example")])
    at = datetime(2020, 2, 1, tzinfo=UTC)
    until, serial = at + timedelta(days=900), x509.random_serial_number()
    builder = x509.CertificateBuilder(name, name, key.public_key(), serial, at, until)
    made = builder.sign(key, hashes.SHA256())
    return asn1.Certificate.load(made.public_bytes(serialization.Encoding.DER))


@pytest.fixture(params=KEYS.values(), ids=KEYS)
def signer(request):
    key = request.param()
    return PaperSigner(key_signer(key, certificate_of(key), []))


def test_it_is_the_one_that_is_built_anew(signer):
    for number in range(40):  # signatures of elliptic keys are of different lengths
        digest = sha256(b"%d" % number).digest()
        assert signer.sign(digest) == signer.built(digest)


def test_a_message_that_does_not_hold_the_digest_is_told(signer):
    with pytest.raises(Unlike):
        Messages(signer.built(sha256(b"another").digest()))


def test_a_message_that_does_not_end_with_its_signature_is_told(signer):
    with pytest.raises((Unlike, ValueError)):
        Messages(signer.built(EXAMPLE) + b"\x05\x00")


@pytest.mark.parametrize("length", [0, 1, 127, 128, 255, 256, 70_000])
def test_lengths_are_written_as_der_asks(length):
    der = with_last(b"\x30\x06\x02\x01\x05\x04\x01x", b"y" * length)

    assert with_last(der, b"x") == b"\x30\x06\x02\x01\x05\x04\x01x"
    assert der.endswith(b"y" * length)
