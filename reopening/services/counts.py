"""Counting all cases anew: after a load past the services, or when the kept numbers were found to be wrong."""

from django.db import connection, transaction

from reopening.counts import COUNTED, differences
from reopening.models import CaseCount

# Moves that have been counted are committed before the lock is given; the others are counted after it.
LOCK = "LOCK TABLE reopening_casecount IN SHARE ROW EXCLUSIVE MODE"
RENEW = f"""
INSERT INTO reopening_casecount (division_code, phase, status, cases, revision)
SELECT division_code, phase, status, cases, 1 FROM ({COUNTED}) counted
    ON CONFLICT (division_code, phase, status) DO UPDATE
   SET cases = excluded.cases, revision = reopening_casecount.revision + 1
"""  # noqa: S608 - constants


@transaction.atomic
def recount() -> int:
    """Make the kept numbers those that are counted; how many were different. Moves wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        found = list(differences())
        gone = [place for place, _kept, counted in found if counted == 0]
        for place in gone:
            CaseCount.objects.filter(**place._asdict()).update(cases=0)
        cursor.execute(RENEW)
    return len(found)
