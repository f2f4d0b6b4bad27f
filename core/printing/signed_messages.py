"""
Signs digest after digest as pyHanko does, byte for byte, but builds the message once.

But for the digest and the signature all messages of one key are the same, as long as no time stamp is in them; and
building one takes ten times as long as signing. Pure; DER is X.690.
"""

from collections.abc import Callable
from hashlib import sha256

from asn1crypto import cms

CONSTRUCTED = 0x20
LONG = 0x80
SET = b"\x31"  # what is signed of the signed attributes, whatever tag they have in the message
EXAMPLE = sha256(b"example").digest()


class Unlike(Exception):
    """The message is not made as this module takes it to be."""


class Messages:
    """:param example: the message about `EXAMPLE` :raises Unlike: if it does not end with its signature"""

    def __init__(self, example: bytes) -> None:
        [signer] = cms.ContentInfo.load(example)["content"]["signer_infos"]
        self._example = example
        self._attributes = SET + bytes(signer["signed_attrs"].dump())[1:]
        if example.count(EXAMPLE) != 1 or self._attributes.count(EXAMPLE) != 1:
            raise Unlike("the digest")
        if with_last(example, signer["signature"].native) != example:
            raise Unlike("the signature")

    def about(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """:param sign: what the key makes of these bytes"""
        signature = sign(self._attributes.replace(EXAMPLE, digest))
        return with_last(self._example.replace(EXAMPLE, digest), signature)


def with_last(der: bytes, content: bytes) -> bytes:
    """The same with other content in the last part: the one with which everything around it ends."""
    start = head_length(der)
    if not der[0] & CONSTRUCTED:
        return wrapped(der[0], content)
    place = start
    while (end := place + part_length(der, place)) < len(der):
        place = end
    return wrapped(der[0], der[start:place] + with_last(der[place:], content))


def head_length(der: bytes, place: int = 0) -> int:
    said = der[place + 1]
    return 2 + (said - LONG if said >= LONG else 0)


def part_length(der: bytes, place: int) -> int:
    head, said = head_length(der, place), der[place + 1]
    return head + (int.from_bytes(der[place + 2 : place + head]) if said >= LONG else said)


def wrapped(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < LONG:
        return bytes((tag, length)) + content
    said = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, LONG + len(said))) + said + content
