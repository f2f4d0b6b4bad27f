"""Finding the firm that a caller speaks for: among the firms of the desk, and in the register."""

import re
from dataclasses import dataclass

from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import Firm, RegisteredFirm

MOST = 15
CODE = re.compile(r"[0-9A-Za-z]{18}")


@dataclass(frozen=True)
class FoundFirm:
    """A firm that a clerk may take a call for; `known` to the desk, or in the register alone."""

    credit_code: str
    name: str
    division: Division
    known: bool


def found_by_clerk(clerk: User, words: str) -> list[FoundFirm]:
    """
    Firms of the clerk's divisions by credit code or by a part of the name, those the desk knows first.

    The indexes of codes and names answer for the whole country; the places are picked from what they find.
    """
    if CODE.fullmatch(words):
        code = words.upper()
        known = Firm.objects.filter(credit_code=code)
        registered = RegisteredFirm.objects.filter(credit_code=code)
    else:
        known, registered = Firm.objects.named(words), RegisteredFirm.objects.named(words)
    here = prefix_q("division__code", clerk.role_prefixes(Role.CLERK))
    mine = known.filter(here).select_related("division").order_by("pk")[:MOST]
    found = {row.credit_code: FoundFirm(row.credit_code, row.name, row.division, True) for row in mine}
    for row in registered.filter(here).select_related("division").order_by("pk")[:MOST]:
        found.setdefault(row.pk, FoundFirm(row.pk, row.name, row.division, False))
    return list(found.values())[:MOST]
