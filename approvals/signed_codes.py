"""
The signed code behind a certificate's check address: true without a network.

A QR code says `<check address>#<code>`. A browser never sends what follows `#`; a guard's phone without a network
checks it against the published keys. The code is base64url, without padding, of

| bytes | what |
|---|---|
| 1 | the layout, 1 |
| 4 | the key: the first bytes of SHA-256 over its compressed point |
| 1 + n | the certificate's number: n, then its characters as one number to the base 38, big-endian |
| 1 + n | the firm's credit code, in the same way |
| 4 | the head-count limit |
| 2 | the first day, in days since 2020-01-01 |
| 2 | the last day in the same way; 65,535 for until further notice |
| 64 | ECDSA P-256 over SHA-256 of all before: r and s, 32 bytes each (as in JWS, ES256) |

No personal data. It says what was decided, never whether that still stands: only the check page knows (S04).
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LAYOUT = 1
CURVE = ec.SECP256R1()
HALF = 32  # bytes of r, of s, of x, of y
SIGNATURE = 2 * HALF
KEY_ID = 4  # bytes
EPOCH = date(2020, 1, 1)
OPEN_END = 0xFFFF
LETTERS = " -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # the space is the digit 0 and never used
# The same words give the same code, and so the same paper.
SIGNING = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
VERIFYING = ec.ECDSA(hashes.SHA256())


class NotGenuine(Exception):
    """Not a code of ours: misshapen, changed, or signed with an unknown key."""


@dataclass(frozen=True)
class SignedFacts:
    """What a code says of a certificate. `valid_until` is None until further notice."""

    number: str
    credit_code: str
    headcount_limit: int
    valid_from: date
    valid_until: date | None


class PublicKey(NamedTuple):
    key_id: str  # 8 hexadecimal digits
    point: ec.EllipticCurvePublicKey


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """
    A signing key from configuration: the 32 bytes of its number, url-safe base64.

    :raises ValueError: if it is not one
    """
    number = int.from_bytes(from_base64(text), "big")
    return ec.derive_private_key(number, CURVE)


def public_key(text: str) -> PublicKey:
    """
    A published key from its compressed point, url-safe base64.

    :raises ValueError: if it is not one
    """
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64(text))
    return PublicKey(key_id_of(point), point)


def compressed(point: ec.EllipticCurvePublicKey) -> bytes:
    return point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def key_id_of(point: ec.EllipticCurvePublicKey) -> str:
    return hashlib.sha256(compressed(point)).digest()[:KEY_ID].hex()


def sign(facts: SignedFacts, key: ec.EllipticCurvePrivateKey) -> str:
    """The code of these facts."""
    end = OPEN_END if facts.valid_until is None else (facts.valid_until - EPOCH).days
    said = b"".join(
        (
            bytes([LAYOUT]),
            bytes.fromhex(key_id_of(key.public_key())),
            packed(facts.number),
            packed(facts.credit_code),
            facts.headcount_limit.to_bytes(4, "big"),
            (facts.valid_from - EPOCH).days.to_bytes(2, "big"),
            end.to_bytes(2, "big"),
        )
    )
    r, s = decode_dss_signature(key.sign(said, SIGNING))
    return to_base64(said + r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big"))


def verify(code: str, keys: Mapping[str, ec.EllipticCurvePublicKey]) -> SignedFacts:
    """
    What a code says, if one of `keys` (by key id) has signed it.

    :raises NotGenuine: otherwise
    """
    try:
        whole = from_base64(code)
        said, signature = whole[:-SIGNATURE], whole[-SIGNATURE:]
        facts = facts_in(said)
        r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
        keys[said[1 : 1 + KEY_ID].hex()].verify(encode_dss_signature(r, s), said, VERIFYING)
    except (ValueError, KeyError, IndexError, OverflowError, InvalidSignature) as error:
        raise NotGenuine from error
    return facts


def facts_in(said: bytes) -> SignedFacts:
    """:raises ValueError: if it is not laid out as ours are"""
    if said[0] != LAYOUT:
        raise ValueError(said[0])
    number, rest = unpacked(said[1 + KEY_ID :])
    credit_code, rest = unpacked(rest)
    if len(rest) != 8:
        raise ValueError(len(rest))
    end = int.from_bytes(rest[6:], "big")
    return SignedFacts(
        number=number,
        credit_code=credit_code,
        headcount_limit=int.from_bytes(rest[:4], "big"),
        valid_from=EPOCH + timedelta(days=int.from_bytes(rest[4:6], "big")),
        valid_until=None if end == OPEN_END else EPOCH + timedelta(days=end),
    )


def packed(text: str) -> bytes:
    """:raises ValueError: for other than digits, capital letters and hyphens"""
    number = 0
    for letter in text:
        number = number * len(LETTERS) + LETTERS.index(letter, 1)
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([len(body)]) + body


def unpacked(data: bytes) -> tuple[str, bytes]:
    """The text at the start of `data`, and what follows it."""
    length = data[0]
    body, rest = data[1 : 1 + length], data[1 + length :]
    if len(body) < length:
        raise ValueError(length)
    number, letters = int.from_bytes(body, "big"), []
    while number:
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(reversed(letters)), rest


def as_jwks(keys: Iterable[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """The keys as a JSON Web Key Set (RFC 7517): what others need to check our codes."""
    return {"keys": [as_jwk(key) for key in keys]}


def as_jwk(key: PublicKey) -> dict[str, str]:
    numbers = key.point.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "alg": "ES256",
        "kid": key.key_id,
        "x": to_base64(numbers.x.to_bytes(HALF, "big")),
        "y": to_base64(numbers.y.to_bytes(HALF, "big")),
    }


def from_jwks(document: Mapping[str, Iterable[Mapping[str, str]]]) -> dict[str, ec.EllipticCurvePublicKey]:
    """
    Keys by key id, read from a published key set; those of another kind are passed over.

    :raises ValueError: if a point is not on the curve
    """
    keys = {}
    for each in document["keys"]:
        if (each.get("kty"), each.get("crv")) == ("EC", "P-256"):
            x, y = (int.from_bytes(from_base64(each[name]), "big") for name in ("x", "y"))
            point = ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()
            keys[key_id_of(point)] = point
    return keys


def to_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64(text: str) -> bytes:
    """:raises ValueError: if it is not url-safe base64; padding may be left out"""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
