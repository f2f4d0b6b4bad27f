"""Finding the firm that a caller speaks for: among the firms of the desk, and in the register."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import Application
from reopening.models.firms import PLACES, bigrams

MOST = 15
LOOKED_AT = 100  # of those that fit, whichever come first
CODE = re.compile(r"[0-9A-Za-z]{18}")
# Both lists in one trip, each cut before the names of its places are looked up. The indexes of codes and of pairs
# of characters answer for the whole country; a name of two characters is a pair itself.
FOUND = f"""
SELECT found.credit_code, found.name, found.known, place.code, place.name, place.name_en
  FROM (
    (SELECT credit_code, name, division_id, true AS known, id::text AS rank FROM reopening_firm
      WHERE {{condition}} AND {PLACES} && %(places)s::text[] LIMIT %(most)s)
    UNION ALL
    (SELECT credit_code, name, division_id, false, credit_code FROM reopening_registeredfirm
      WHERE {{condition}} AND {PLACES} && %(places)s::text[] LIMIT %(most)s)
  ) AS found JOIN core_division place ON place.code = found.division_id
 ORDER BY NOT found.known, length(found.rank), found.rank
"""  # noqa: S608 - our own names
# A word that many firms have and a place that many firms have need not meet in one. The planner believes that they
# do, and would walk the table until enough did: here it is to ask the index, which holds both.
BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off"
BY_CODE = FOUND.format(condition="credit_code = %(code)s")
BY_PAIR = FOUND.format(condition="grams @> %(pairs)s::varchar(2)[]")
BY_NAME = FOUND.format(
    condition="grams @> %(pairs)s::varchar(2)[] AND strpos(upper(name), upper(%(words)s)) > 0"
)


@dataclass(frozen=True)
class FoundFirm:
    """A firm that a clerk may take a call for; `known` to the desk, or in the register alone."""

    credit_code: str
    name: str
    division: Division
    known: bool


def firm_of_case(clerk: User, number: str) -> list[FoundFirm]:
    """The firm of the clerk's divisions whose application has the number."""
    within = prefix_q("division_code", clerk.role_prefixes(Role.CLERK))
    rows = Application.objects.filter(within, number=number, submitted_at__isnull=False)
    firms = (row.firm for row in rows.select_related("firm__division"))
    return [FoundFirm(each.credit_code, each.name, each.division, True) for each in firms]


def found_by_clerk(clerk: User, words: str) -> list[FoundFirm]:
    """Firms of the clerk's divisions by credit code or by a part of the name, those the desk knows first."""
    asked: dict[str, Any] = {
        "code": words.upper(),
        "pairs": bigrams(words),
        "words": words,
        "places": clerk.role_prefixes(Role.CLERK),
        "most": LOOKED_AT,
    }
    query = BY_CODE if CODE.fullmatch(words) else BY_PAIR if len(words) == 2 else BY_NAME
    found: dict[str, FoundFirm] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        if query != BY_CODE:
            cursor.execute(BY_INDEX)
        cursor.execute(query, asked)
        for code, name, known, *place in cursor.fetchall():
            division = Division.from_db(connection.alias, ("code", "name", "name_en"), place)
            found.setdefault(code, FoundFirm(code, name, division, known))
    return list(found.values())[:MOST]
