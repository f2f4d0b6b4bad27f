"""Unified social credit codes (GB 32100-2015): 18 characters, the last one a check of the others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from core.errors import DomainError
from reopening.identities import PROVINCES, SEPARATORS, fold

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

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


def canonical_credit_code(text: str) -> str:
    """
    The 18 characters of a credit code in capitals.

    :raises CreditCodeRefused: with a sentence that says what is wrong
    """
    code = SEPARATORS.sub("", fold(text)).upper()
    if len(code) != 18:
        raise CreditCodeRefused("credit_code_length", length=len(code))
    strange = next((character for character in code if character not in ALPHABET), None)
    if strange is not None:
        raise CreditCodeRefused("credit_code_letters", character=strange)
    if not code[2:8].isdigit() or (code[2:4] not in PROVINCES and code[2:4] != "10"):
        raise CreditCodeRefused("credit_code_division")  # 10 is the national registry
    if uscc.calc_check_digit(code[:17]) != code[17]:
        raise CreditCodeRefused("credit_code_check")
    return code
