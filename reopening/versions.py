"""Questions about the versions of a case, and about what an application took over."""

import json
from collections import Counter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from reopening.changes import Changes, StaffChanges, changes
from reopening.models import Application, StaffMember
from reopening.models.applications import ApplicationQuerySet
from reopening.policy.base import Section

ROSTERS_COMPARED = f"""
WITH new AS (SELECT * FROM {StaffMember._meta.db_table} WHERE application_id = %(new)s),
     old AS (SELECT * FROM {StaffMember._meta.db_table} WHERE application_id = %(old)s),
     pairs AS (
         SELECT old.class_code AS before, new.class_code AS after,
                (old.name, old.mobile, old.post, old.on_site, old.place, old.answers)
                    IS DISTINCT FROM
                (new.name, new.mobile, new.post, new.on_site, new.place, new.answers) AS edited
         FROM new FULL JOIN old USING (resident_id_hash)
     )
SELECT before, after, edited, count(*) FROM pairs
WHERE edited OR before IS DISTINCT FROM after
GROUP BY before, after, edited
"""  # noqa: S608 - our own name


def staff_changes(application: Application) -> StaffChanges:
    """Who came, went and was edited since the version that it amends; one query over the two rosters."""
    added, removed = Counter[str](), Counter[str]()
    edited = moved = 0
    with connection.cursor() as cursor:
        cursor.execute(ROSTERS_COMPARED, {"new": application.pk, "old": application.amends_id})
        for before, after, is_edited, people in cursor.fetchall():
            if before is None:
                added[after] += people
            elif after is None:
                removed[before] += people
            elif is_edited:
                edited += people
            else:
                moved += people
    return StaffChanges(dict(added), dict(removed), edited, moved)


def changes_of(application: Application, snapshot: dict[str, Any] | None = None) -> Changes:
    """
    What differs from the version that it amends: as submitted, or by the `snapshot` of how it stands.

    The first version has nothing to differ from.
    """
    if application.amends is None:
        return Changes([], StaffChanges())
    after = plain(snapshot) if snapshot else application.snapshot or {}
    staff = StaffChanges.from_json(after.get("staff_changes"))
    return changes(application.amends.snapshot or {}, after, staff)


def plain(snapshot: dict[str, Any]) -> dict[str, Any]:
    """As the database keeps it: plain JSON."""
    kept: dict[str, Any] = json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))
    return kept


def versions_of(application: Application) -> ApplicationQuerySet:
    """All versions of the case, the newest first."""
    return Application.objects.filter(case_key=application.case_key).defer("snapshot").order_by("-version")


def taken_over_from(application: Application, copy: dict[str, Any] | None) -> dict[str, Any]:
    """
    Facts of a draft that began with what an earlier application says; none for every other.

    :param copy: `sections` that were filled by it, whether it `is_screened`, and the sections `saved` since
    """
    if copy is None or not application.is_editable:
        return {}
    saved = set(copy["saved"])
    sections = {section.value for section in Section} - {Section.COMMITMENT.value}
    return {
        "unchecked": frozenset(set(copy["sections"]) - saved),
        "kept": frozenset(sections - saved) if application.amends_id else frozenset(),
        "being_screened": not copy["is_screened"],
    }
