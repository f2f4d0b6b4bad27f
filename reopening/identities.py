"""
Numbers of people: resident IDs (GB 11643) and mobiles, in one canonical form, checked and masked.

Numbers come from Excel, web forms and chat: full-width digits and invisible characters are folded away before
anything is compared; digits of other scripts are not.
"""

import re
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.folding import fold

# First two digits of GB/T 2260: the six regions of the mainland, then Taiwan, Hong Kong and Macao.
REGIONS = [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83)]
PROVINCES = frozenset(str(code) for first, last in REGIONS for code in range(first, last + 1))
ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
EARLIEST_BIRTH = date(1900, 1, 1)
WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]  # ISO 7064 MOD 11-2
CHECK_CHARACTERS = "10X98765432"
MOBILE_SHAPE = re.compile(r"1[3-9][0-9]{9}")
OTHER_DOCUMENT = re.compile(r"[A-Z]{1,3}[0-9]{6,12}")  # the shape of most passports and permits
SEPARATORS = re.compile(r"[\s-]+")
CERTIFICATE_SHAPE = re.compile(r"[0-9A-Z\u4e00-\u9fff()/〔〕\[\].]{4,40}")

REFUSALS: dict[str, Promise] = {
    "id_length": _("A resident ID number has 18 characters; this one has %(length)s."),
    "id_other_kind": _(
        "A resident ID number has 18 characters; this one has %(length)s. Is it of a passport or a permit? Then "
        "please name this kind of document."
    ),
    "id_old": _("This is an old ID number of 15 digits. Please enter the one of 18 characters."),
    "id_shape": _("A resident ID number has 17 digits, then a digit or X."),
    "id_province": _("The first two digits of this ID number belong to no province."),
    "id_birthday": _("Digits 7 to 14 of this ID number are not a possible date of birth."),
    "id_check": _(
        "The last character of this ID number does not fit the others. Please compare it with the card."
    ),
    "id_kind": _(
        "This kind of document is not known. Please write resident ID, passport, HK/Macao permit, Taiwan permit or "
        "permanent residence."
    ),
    "passport_shape": _("A passport number has 6 to 12 letters and digits, for example E12345678."),
    "hk_macao_shape": _(
        "The number of a permit for Hong Kong and Macao residents is H or M and 8 digits, for example H12345678."
    ),
    "taiwan_shape": _(
        "The number of a permit for Taiwan residents has 8 digits; on an older one 10 and a character in brackets."
    ),
    "permanent_shape": _(
        "The number of a foreign permanent resident ID card is 3 letters and 12 digits, or 18 digits from a 9 on."
    ),
    "mobile_shape": _("A mobile number has 11 digits and starts with 13 to 19."),
    "certificate_shape": _(
        "A certificate number has 4 to 40 letters, digits or characters, as printed on the certificate."
    ),
    "certificate_id": _(
        "The number of a special-operations certificate is T and the holder's ID number; this is no ID number."
    ),
}


class IdentityRefused(DomainError):
    """The number cannot be one; `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(REFUSALS[code] % params if params else REFUSALS[code], code=code)
        self.params = params


def canonical_resident_id(text: str, *, on: date) -> str:
    """
    The 18 characters of a resident ID number, with a capital X.

    :raises IdentityRefused: if it cannot be one on the day `on`
    """
    number = text if ID_SHAPE.fullmatch(text) else SEPARATORS.sub("", fold(text)).upper()
    if len(number) != 18:
        if len(number) == 15 and number.isascii() and number.isdigit():
            raise IdentityRefused("id_old")
        if OTHER_DOCUMENT.fullmatch(number):
            raise IdentityRefused("id_other_kind", length=len(number))
        raise IdentityRefused("id_length", length=len(number))
    if not ID_SHAPE.fullmatch(number):
        raise IdentityRefused("id_shape")
    if number[:2] not in PROVINCES:
        raise IdentityRefused("id_province")
    born_on = _day(number[6:14])
    if born_on is None or not EARLIEST_BIRTH <= born_on <= on:
        raise IdentityRefused("id_birthday")
    if check_character(number) != number[17]:
        raise IdentityRefused("id_check")
    return number


def check_character(number: str) -> str:
    """The 18th character that the 17 digits before it ask for (ISO 7064 MOD 11-2)."""
    total = _weighed(number[:6], 0) + _weighed(number[6:14], 6) + _weighed(number[14:17], 14)
    return CHECK_CHARACTERS[total % 11]


@lru_cache(maxsize=100_000)
def _weighed(digits: str, place: int) -> int:
    """The digits from `place` on, weighted as GB 11643 says. People share their parts: county, birthday, serial."""
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[place:], strict=False))


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def canonical_mobile(text: str) -> str:
    """
    The 11 digits of a mobile number; +86 in front is dropped.

    :raises IdentityRefused: if it cannot be one
    """
    if MOBILE_SHAPE.fullmatch(text):
        return text
    number = re.sub(r"^(\+|00)86", "", SEPARATORS.sub("", fold(text)))
    if not MOBILE_SHAPE.fullmatch(number):
        raise IdentityRefused("mobile_shape")
    return number


def canonical_certificate(text: str) -> str:
    """
    The number of a certificate of safety management or special operations, in capitals. One of special
    operations is T and the holder's resident ID number, whose check character is proved.

    :raises IdentityRefused: if it cannot be one
    """
    number = SEPARATORS.sub("", fold(text)).upper()
    if re.fullmatch(r"T[0-9]{15,}X?", number):
        try:
            return "T" + canonical_resident_id(number[1:], on=date.max)
        except IdentityRefused as error:
            raise IdentityRefused("certificate_id") from error
    if not CERTIFICATE_SHAPE.fullmatch(number):
        raise IdentityRefused("certificate_shape")
    return number


def mask_certificate(number: str) -> str:
    """`T330106********1234`, `ZJ****07`: enough to recognise."""
    if number.startswith("T") and len(number) == 19:
        return f"T{mask_resident_id(number[1:])}"
    return f"{number[:2]}****{number[-2:]}" if number else ""


def mask_resident_id(number: str) -> str:
    """`330106199001011234` → `330106********1234`; anything shorter is hidden whole."""
    return f"{number[:6]}{'*' * 8}{number[-4:]}" if len(number) == 18 else "*" * len(number)


def mask_mobile(number: str) -> str:
    """`13800001234` → `138****1234`"""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "*" * len(number)


def mask_name(name: str) -> str:
    """`王小明` → `王**`: the family name is enough to recognise, not to publish."""
    return name[:1] + "*" * (len(name) - 1)
