"""Unified social credit codes (GB 32100-2015): 18 characters, the last one a check of the others."""

import re
from operator import mul

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.folding import fold
from reopening.identities import PROVINCES, SEPARATORS

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
VALUES = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
PLACES = PROVINCES | {"10"}  # 10 is the national registry

REFUSALS: dict[str, Promise] = {
    "credit_code_length": _("A credit code has 18 characters; this one has %(length)s."),
    "credit_code_letters": _(
        "“%(character)s” does not occur in credit codes: they use digits and capitals without I, O, S, V "
        "and Z."
    ),
    "credit_code_division": _("Characters 3 to 8 of a credit code are the digits of a place in China."),
    "credit_code_check": _(
        "The last character of this credit code does not fit the first 17. Please compare it with the "
        "business licence."
    ),
}


class CreditCodeRefused(DomainError):
    """The text cannot be a credit code; `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(REFUSALS[code] % params if params else REFUSALS[code], code=code)
        self.params = params


def canonical_credit_code(text: str) -> str:
    """
    The 18 characters of a credit code in capitals.

    :raises CreditCodeRefused: with a sentence that says what is wrong
    """
    if not SHAPE.fullmatch(text):
        text = SEPARATORS.sub("", fold(text)).upper()
        refuse_shape(text)
    if text[2:4] not in PLACES:
        raise CreditCodeRefused("credit_code_division")
    if check_character(text) != text[17]:
        raise CreditCodeRefused("credit_code_check")
    return text


def refuse_shape(code: str) -> None:
    """:raises CreditCodeRefused: if it has not 18 characters of the alphabet, or names no place"""
    if len(code) != 18:
        raise CreditCodeRefused("credit_code_length", length=len(code))
    strange = next((character for character in code if character not in ALPHABET), None)
    if strange is not None:
        raise CreditCodeRefused("credit_code_letters", character=strange)
    if not (code[2:8].isascii() and code[2:8].isdigit()):
        raise CreditCodeRefused("credit_code_division")


def check_character(code: str) -> str:
    """The last character as the first 17 want it (GB 32100, modulus 31)."""
    return ALPHABET[-sum(map(mul, map(VALUES.__getitem__, code), WEIGHTS)) % 31]
