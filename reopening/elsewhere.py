"""Which people of a roster other firms that have filed list too."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from reopening.models import Application, StaffMember
from reopening.queries import filed_elsewhere

# The hashes are one ordered array, as in `queries.LISTED`.
SHARED = """
SELECT array_agg(id) FILTER (WHERE application_id = %(this)s),
       array_agg(application_id) FILTER (WHERE application_id <> %(this)s)
  FROM reopening_staffmember
 WHERE resident_id_hash = ANY({hashes})
 GROUP BY resident_id_hash
HAVING count(*) > 1
"""
OF_ALL = """ARRAY(
           SELECT resident_id_hash FROM reopening_staffmember WHERE application_id = %(this)s
            ORDER BY resident_id_hash)"""


def keys_elsewhere(application: Application) -> list[int]:
    """Of everybody on the roster: in two queries, for who asks for just these people."""
    return shared(application, SHARED.format(hashes=OF_ALL), {})


def keys_among(application: Application, people: Collection[StaffMember]) -> list[int]:
    """Of these people of the roster, those of a page; in two queries."""
    hashes = sorted(person.resident_id_hash for person in people)
    return shared(application, SHARED.format(hashes="%(hashes)s"), {"hashes": hashes}) if hashes else []


def shared(application: Application, sql: str, params: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"this": application.pk} | params)
        found = [(keys, set(others)) for keys, others in cursor.fetchall() if keys and others]
    named = set().union(*(others for _keys, others in found))
    filed = set(filed_elsewhere(application, named).values_list("pk", flat=True)) if named else set()
    return [key for keys, others in found if others & filed for key in keys]
