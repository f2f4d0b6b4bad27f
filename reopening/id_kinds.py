"""
Identity documents of people: the resident ID, and the papers of those who have none.

A document is kept, compared and hashed as one text: a resident ID as its 18 characters, any other as its kind, a colon
and the number (`passport:E12345678`). So the same number of two kinds is two people, and what holds for a resident
ID (sealed, keyed hash, once on a roster) holds for all of them (docs/adr/0061).
"""

import re
from datetime import date

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.folding import fold
from reopening.identities import (
    ID_SHAPE,
    SEPARATORS,
    IdentityRefused,
    canonical_resident_id,
    check_character,
    mask_resident_id,
)

BRACKETS = re.compile(r"[()\[\]〔〕]")
PASSPORT = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{6,12}")
# Of both permits the first characters are the holder's for life; two more digits count the booklets (until 2013, 2015).
HK_MACAO_PERMIT = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
TAIWAN_PERMIT = re.compile(r"([0-9]{8})(?:[0-9]{2}[0-9A-Z]?)?")
# Since 2017 three letters of the country and 12 digits; since 2023 as a resident ID, with a 9 in front.
PERMANENT_RESIDENCE = re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]")


class IdKind(TextChoices):
    """What a person proves who they are with."""

    RESIDENT_ID = "resident_id", _("resident ID card, or residence permit for Hong Kong, Macao or Taiwan")
    PASSPORT = "passport", _("passport")
    HK_MACAO_PERMIT = "hk_macao_permit", _("mainland travel permit for Hong Kong and Macao residents")
    TAIWAN_PERMIT = "taiwan_permit", _("mainland travel permit for Taiwan residents")
    PERMANENT_RESIDENCE = "permanent_residence", _("foreign permanent resident ID card")


SHORT_NAMES: dict[IdKind, Promise] = {
    IdKind.RESIDENT_ID: _("resident ID"),
    IdKind.PASSPORT: _("passport"),
    IdKind.HK_MACAO_PERMIT: _("HK/Macao permit"),
    IdKind.TAIWAN_PERMIT: _("Taiwan permit"),
    IdKind.PERMANENT_RESIDENCE: _("permanent residence"),
}


def canonical_id(kind: str, text: str, *, on: date) -> str:
    """
    A document in its one form.

    :raises IdentityRefused: if the number cannot be one of this kind on the day `on`
    """
    if kind == IdKind.RESIDENT_ID:
        return canonical_resident_id(text, on=on)
    return f"{kind}:{NUMBERS[IdKind(kind)](BRACKETS.sub('', SEPARATORS.sub('', fold(text)).upper()))}"


def _passport(number: str) -> str:
    if not PASSPORT.fullmatch(number):
        raise IdentityRefused("passport_shape")
    return number


def _hk_macao_permit(number: str) -> str:
    """Without the count of booklets: an old and a new permit are one person's."""
    found = HK_MACAO_PERMIT.fullmatch(number)
    if found is None:
        raise IdentityRefused("hk_macao_shape")
    return found[1]


def _taiwan_permit(number: str) -> str:
    """As the other permit; the last character of an old one stands for the place that issued it."""
    found = TAIWAN_PERMIT.fullmatch(number)
    if found is None:
        raise IdentityRefused("taiwan_shape")
    return found[1]


def _permanent_residence(number: str) -> str:
    """Of the older card no published rule gives the check digit, so that its shape is all that is proved."""
    if not PERMANENT_RESIDENCE.fullmatch(number):
        raise IdentityRefused("permanent_shape")
    if len(number) == 18 and check_character(number) != number[17]:
        raise IdentityRefused("id_check")
    return number


NUMBERS = {
    IdKind.PASSPORT: _passport,
    IdKind.HK_MACAO_PERMIT: _hk_macao_permit,
    IdKind.TAIWAN_PERMIT: _taiwan_permit,
    IdKind.PERMANENT_RESIDENCE: _permanent_residence,
}


def kind_of(document: str) -> IdKind:
    kind, colon, _number = document.partition(":")
    return IdKind(kind) if colon else IdKind.RESIDENT_ID


def kind_name(document: str) -> str:
    """Of its kind, in the few characters of a table."""
    return str(SHORT_NAMES[kind_of(document)])


def other_kind(kind: IdKind) -> str:
    """The same, empty for a resident ID: beside most numbers nothing need be said."""
    return "" if kind == IdKind.RESIDENT_ID else str(SHORT_NAMES[kind])


def number_of(document: str) -> str:
    """As it stands on the document, whatever its kind."""
    return document.rpartition(":")[2]


def mask_id(document: str) -> str:
    """`330106********1234`, `E******78`: of a short number the first and the last two characters."""
    number = number_of(document)
    if ID_SHAPE.fullmatch(number):
        return mask_resident_id(number)
    return f"{number[:1]}{'*' * (len(number) - 3)}{number[-2:]}" if len(number) > 5 else "*" * len(number)
