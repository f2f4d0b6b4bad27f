"""Numbers as people type them: full-width digits and thousands separators are folded, the rest explained."""

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.folding import fold

GROUPED = re.compile(r"[0-9]{1,3}([,'’、\s][0-9]{3})+(\.0*)?")
PLAIN = re.compile(r"([+-]?[0-9]+)(\.0*)?")
FRACTION = re.compile(r"[+-]?[0-9]{0,30}[.,][0-9]{1,30}")
GROUPED_DECIMAL = re.compile(r"[0-9]{1,3}([,'’、\s][0-9]{3})+(\.[0-9]{1,30})?")
DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
SEPARATORS = re.compile(r"[,'’、\s]")
POINT = re.compile("[,。]")  # typed for a point
LONGEST = 30  # characters; nobody counts that far

REFUSALS: dict[str, Promise] = {
    "number_shape": _("“%(text)s” is not a number. Please enter digits only, without a unit."),
    "number_fraction": _("Please enter a whole number; “%(text)s” has a fraction."),
    "number_low": _("%(number)s is too small: at least %(limit)s."),
    "number_high": _("%(number)s is too large: at most %(limit)s."),
}


class NumberRefused(DomainError):
    """The text is no number that can stand here; `code` is a key of `REFUSALS`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(REFUSALS[code] % params, code=code)


def whole_number(text: str, *, at_least: int | None = None, at_most: int | None = None) -> int:
    """
    `１２，０００` and `12 000` are 12000; both limits are included.

    :raises NumberRefused: with a sentence that says what is wrong
    """
    typed = fold(text)
    shown = typed[:LONGEST]
    plain = SEPARATORS.sub("", typed) if GROUPED.fullmatch(typed) else typed
    found = PLAIN.fullmatch(plain)
    if found is None or len(plain) > LONGEST:
        raise NumberRefused("number_fraction" if FRACTION.fullmatch(plain) else "number_shape", text=shown)
    number = int(found[1])
    if at_least is not None and number < at_least:
        raise NumberRefused("number_low", number=f"{number:,}", limit=f"{at_least:,}")
    if at_most is not None and number > at_most:
        raise NumberRefused("number_high", number=f"{number:,}", limit=f"{at_most:,}")
    return number


def decimal_number(text: str) -> Decimal:
    """
    `１２．５`, `12,5` and `12。5` are 12.5; `1,250.5` is 1250.5.

    :raises NumberRefused: with a sentence that says what is wrong
    """
    typed = fold(text)
    is_grouped = GROUPED_DECIMAL.fullmatch(typed)
    plain = SEPARATORS.sub("", typed) if is_grouped else POINT.sub(".", typed)
    if not DECIMAL.fullmatch(plain):
        raise NumberRefused("number_shape", text=typed[:LONGEST])
    return Decimal(plain)
