"""How many people of a roster are what, of one case or of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from core.dates import shanghai_day
from core.kept_statements import kept_cursor
from reopening.declared import accepted_from
from reopening.models import BY_PERSON, Application
from reopening.policy.body import PolicyBody
from reopening.screening import STANDING

# Each case brings its own day and its own limit as a row: as conditions they made a query of thousands of terms.
COUNTS = """
SELECT s.application_id, s.class_code, count(*),
       count(*) FILTER (WHERE on_site),
       count(*) FILTER (WHERE on_site AND class_code = ANY(%(kept_away)s)
           AND (clear_on IS NULL OR clear_on > asked.day OR cause ->> 'rule' = ANY(%(standing)s))),
       count(*) FILTER (WHERE declared_by = ANY(%(by_person)s)),
       count(*) FILTER (WHERE declared_by = ANY(%(by_person)s) AND declared_at < asked.fresh_from),
       count(*) FILTER (WHERE code_hash <> ''),
       count(*) FILTER (WHERE to_confirm)
  FROM unnest(%(keys)s::bigint[], %(days)s::date[], %(fresh_from)s::timestamptz[]) AS asked (key, day, fresh_from)
  JOIN reopening_staffmember s ON s.application_id = asked.key
 WHERE s.application_id = ANY(%(keys)s)  -- said twice: so the index is used whatever the statistics say
 GROUP BY s.application_id, s.class_code ORDER BY s.application_id, s.class_code
"""


class Group(NamedTuple):
    """People of one roster and one class; "" for those without answers."""

    class_code: str
    people: int
    present: int
    held: int
    declared: int
    old: int
    codes: int
    joined: int


@dataclass(frozen=True)
class StaffCounts:
    """How many people of a roster are what; `declared_old` declared longer ago than the policy accepts."""

    on_roster: int
    listed: int
    on_site: int
    by_class: dict[str, int]
    held_on_site: dict[str, int]  # by class: people marked as on site who may not work on the opening day
    declared: int
    declared_old: int
    codes_given: int
    to_confirm: int


def staff_counts(application: Application, policy: PolicyBody, at: datetime) -> StaffCounts:
    """Counts of a roster, in one query."""
    return staff_counts_of([application], policy, {application.pk: at})[application.pk]


def staff_counts_of(
    applications: Sequence[Application], policy: PolicyBody, moments: dict[int, datetime]
) -> dict[int, StaffCounts]:
    """Counts of many rosters by the same policy, in one query. :param moments: when each case is judged, by key"""
    days = {each.pk: each.opens_on or shanghai_day(moments[each.pk]) for each in applications}
    asked: dict[str, Any] = {
        "keys": list(days),
        "days": list(days.values()),
        "fresh_from": [accepted_from(each, policy, moments[each.pk]) for each in applications],
        "kept_away": [each.key for each in policy.screening.classes if not each.may_work],
        "standing": [fact.value for fact in STANDING],
        "by_person": [by.value for by in BY_PERSON],
    }
    found: dict[int, list[Group]] = {key: [] for key in days}
    with kept_cursor() as cursor:
        cursor.execute(COUNTS, asked)
        for key, *group in cursor.fetchall():
            found[key].append(Group(*group))
    return {key: summed(groups) for key, groups in found.items()}


def summed(groups: list[Group]) -> StaffCounts:
    screened = [group for group in groups if group.class_code]
    old = sum(group.old for group in groups)
    return StaffCounts(
        on_roster=sum(group.people for group in groups),
        listed=sum(group.people for group in screened),
        on_site=sum(group.present for group in groups),
        by_class={group.class_code: group.people for group in screened},
        held_on_site={group.class_code: group.held for group in screened if group.held},
        declared=sum(group.declared for group in groups) - old,
        declared_old=old,
        codes_given=sum(group.codes for group in groups),
        to_confirm=sum(group.joined for group in groups),
    )
