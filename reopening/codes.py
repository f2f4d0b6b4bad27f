"""
Personal codes: short enough to be typed from a slip of paper, long enough not to be guessed. Pure.

Eight random characters of 31 that nobody mistakes for one another, and a ninth that catches every single wrong
character and every swap of two neighbours: `K7M-Q2X-R4T`, 8.5 × 10¹¹ codes for each link.
"""

import secrets

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.fields import blind_index
from core.folding import fold
from reopening.identities import SEPARATORS

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # neither 0 and O nor 1, I and L
RANDOM = 8
GROUP = 3


class NoCode(DomainError):
    """What was typed cannot be a code; said of a mistyped one and of an unknown one alike."""

    code = "unknown_code"
    message = _(
        "There is no such code here. Please compare it with your slip, or ask your firm for a new one."
    )

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "code", "code": self.code, "message": self.message}])


def new_code() -> str:
    """Nine characters, without hyphens."""
    stem = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM))
    return stem + check_character(stem)


def check_character(stem: str) -> str:
    """31 is a prime and every weight is another, so one slip or one swap never keeps the sum."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(stem, start=2))
    return ALPHABET[total % len(ALPHABET)]


def canonical_code(text: str) -> str:
    """
    The nine characters of a code as it was typed: small letters, spaces, hyphens, full width.

    :raises NoCode: if it cannot be one
    """
    code = SEPARATORS.sub("", fold(text)).upper()
    if len(code) != RANDOM + 1 or not set(code) <= set(ALPHABET) or check_character(code[:-1]) != code[-1]:
        raise NoCode
    return code


def code_hash(application_id: int, code: str) -> str:
    """By which a code is found again within its application."""
    return blind_index(f"code:{application_id}:{code}")


def shown(code: str) -> str:
    """`K7MQ2XR4T` → `K7M-Q2X-R4T`"""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
