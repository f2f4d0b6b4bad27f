"""
Exact numbers of cases by street, phase and state, kept in the transaction of each move.

One row each, so that officers of two streets never wait for each other, and always taken in the order of their
keys, so that nobody waits in a circle. A transaction that moves many cases counts them all at once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

from core.kept_statements import kept_cursor
from reopening.models import Application, ApplicationStatus

MOVE = """
INSERT INTO reopening_casecount (division_code, phase, status, cases, revision)
SELECT division_code, phase, status, cases, 1
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[]) AS moved (division_code, phase, status, cases)
 ORDER BY division_code, phase, status
    ON CONFLICT (division_code, phase, status) DO UPDATE
   SET cases = reopening_casecount.cases + excluded.cases, revision = reopening_casecount.revision + 1
"""
COUNTED = """
SELECT division_code, phase, status, count(*)::int AS cases
  FROM reopening_application WHERE status <> 'draft' GROUP BY division_code, phase, status
"""
DIFFERENT = f"""
SELECT division_code, phase, status, coalesce(kept.cases, 0), coalesce(counted.cases, 0)
  FROM reopening_casecount kept FULL JOIN ({COUNTED}) counted USING (division_code, phase, status)
 WHERE coalesce(kept.cases, 0) <> coalesce(counted.cases, 0) ORDER BY division_code, phase, status
"""  # noqa: S608 - constants


class Place(NamedTuple):
    """What a case is counted under."""

    division_code: str
    phase: str
    status: str


Move = tuple[Place | None, Place | None]


def place_of(application: Application) -> Place | None:
    """Where the case counts now; a draft nowhere."""
    if application.status == ApplicationStatus.DRAFT:
        return None
    return Place(application.division_code, application.phase, str(application.status))


def count_moves(moves: Iterable[Move]) -> None:
    """Take each case from the place it leaves and add it to the one it comes to; one statement for all."""
    change: Counter[Place] = Counter()
    for before, after in moves:
        if before == after:
            continue
        if before:
            change[before] -= 1
        if after:
            change[after] += 1
    if not change:
        return
    rows = sorted(change.items())
    columns = [[place[number] for place, _cases in rows] for number in range(3)]
    with kept_cursor() as cursor:
        cursor.execute(MOVE, [*columns, [cases for _place, cases in rows]])


def differences() -> Iterator[tuple[Place, int, int]]:
    """Places whose kept number is not the counted one: kept, counted. Both are read at one instant."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        for *place, kept, counted in cursor.fetchall():
            yield Place(*place), kept, counted
