"""Which people of a roster other firms that have filed list too."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from core.kept_statements import kept_cursor
from reopening.models import FILED, Application, StaffMember

# The hashes are one ordered array, with which PostgreSQL goes through the index of hashes once, whatever the planner
# believes of the tables: as a join it went through all rosters for each person while statistics were young.
SHARED = """
SELECT others, array_agg(hash)
  FROM (SELECT resident_id_hash AS hash, array_agg(application_id) AS others FROM reopening_staffmember
         WHERE resident_id_hash = ANY({hashes}) AND application_id <> %(this)s
         GROUP BY resident_id_hash) AS people
 GROUP BY others
"""
OF_ALL = """ARRAY(
           SELECT resident_id_hash FROM reopening_staffmember WHERE application_id = %(this)s
            ORDER BY resident_id_hash)"""


@dataclass(frozen=True)
class ListedElsewhere:
    """
    People of a roster who are on the rosters of other firms' filed applications.

    :ivar people: how many of them
    :ivar by_application: how many on each of the others, by its key
    :ivar is_shared: whether any other roster at all names one of them, filed or not
    """

    people: int
    by_application: dict[int, int]
    is_shared: bool = field(default=False, compare=False)


def listed_elsewhere(application: Application) -> ListedElsewhere:
    """Who of the roster other firms that have filed list too, in two queries; never behind a page of a large roster."""
    found = shared(application, SHARED.format(hashes=OF_ALL), {})
    by_application: Counter[int] = Counter()
    for filed, hashes in found:
        by_application.update(dict.fromkeys(filed, len(hashes)))
    people = sum(len(hashes) for filed, hashes in found if filed)
    return ListedElsewhere(people, dict(by_application), bool(found))


def keys_elsewhere(application: Application) -> list[int]:
    """Of everybody on the roster: in three queries, for who asks for just these people."""
    found = shared(application, SHARED.format(hashes=OF_ALL), {})
    hashes = [each for filed, hashes in found if filed for each in hashes]
    rows = StaffMember.objects.filter(application=application, resident_id_hash__in=hashes)
    return list(rows.values_list("pk", flat=True)) if hashes else []


def keys_among(application: Application, people: Collection[StaffMember]) -> list[int]:
    """Of these people of the roster, those of a page; in two queries."""
    keys = {person.resident_id_hash: person.pk for person in people}
    if not keys:
        return []
    found = shared(application, SHARED.format(hashes="%(hashes)s"), {"hashes": sorted(keys)})
    return [keys[each] for filed, hashes in found if filed for each in hashes]


def shared(application: Application, sql: str, params: dict[str, Any]) -> list[tuple[set[int], list[str]]]:
    """People whom the same others list: who of those are other firms that have filed, and the hashes of the people."""
    with kept_cursor() as cursor:
        cursor.execute(sql, {"this": application.pk} | params)
        found = [(set(others), hashes) for others, hashes in cursor.fetchall()]
    named = set().union(*(others for others, _hashes in found))
    filed = set(filed_elsewhere(application, named).values_list("pk", flat=True)) if named else set()
    return [(others & filed, hashes) for others, hashes in found]


def is_listed_elsewhere(member: StaffMember) -> bool:
    """Whether another firm that has filed lists the person too."""
    same = StaffMember.objects.filter(resident_id_hash=member.resident_id_hash)
    return filed_elsewhere(member.application, same.values_list("application", flat=True)).exists()


def filed_elsewhere(application: Application, keys: Iterable[int]) -> QuerySet[Application]:
    """Those of other firms that have filed. :param keys: read at once, so that this is a lookup by key"""
    return Application.objects.filter(pk__in=list(keys), status__in=FILED).exclude(firm=application.firm_id)
