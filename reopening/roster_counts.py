"""How many people of a roster are what, of one case or of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from core.dates import shanghai_day
from reopening.declared import declared_too_long_ago
from reopening.models import BY_PERSON, Application, StaffMember
from reopening.policy.body import PolicyBody
from reopening.screening import STANDING


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
    held_classes = [each.key for each in policy.screening.classes if not each.may_work]
    days = {each.pk: each.opens_on or shanghai_day(moments[each.pk]) for each in applications}
    still = Q(clear_on__isnull=True) | later_than(days) | Q(cause__rule__in=STANDING)
    by_person, too_old = Q(declared_by__in=BY_PERSON), Q(pk__in=[])
    for each in applications:
        too_old |= declared_too_long_ago(each, policy, moments[each.pk]) & Q(application=each.pk)
    rows = (
        StaffMember.objects.filter(application__in=list(days))
        .values("application_id", "class_code")
        .annotate(
            people=Count("pk"),
            present=Count("pk", filter=Q(on_site=True)),
            held=Count("pk", filter=Q(on_site=True, class_code__in=held_classes) & still),
            declared=Count("pk", filter=by_person),
            old=Count("pk", filter=by_person & too_old),
            codes=Count("pk", filter=~Q(code_hash="")),
            joined=Count("pk", filter=Q(to_confirm=True)),
        )
        .order_by("application_id", "class_code")
    )
    found: dict[int, list[Any]] = {key: [] for key in days}
    for row in rows:
        found[row["application_id"]].append(row)
    return {key: summed(group) for key, group in found.items()}


def later_than(days: dict[int, date]) -> Q:
    """People who are cleared only after the day of their case; a term for each day, not for each case."""
    cases: dict[date, list[int]] = {}
    for key, day in days.items():
        cases.setdefault(day, []).append(key)
    condition = Q(pk__in=[])
    for day, keys in cases.items():
        condition |= Q(application__in=keys, clear_on__gt=day)
    return condition


def summed(rows: list[Any]) -> StaffCounts:
    screened = [row for row in rows if row["class_code"]]
    old = sum(row["old"] for row in rows)
    return StaffCounts(
        on_roster=sum(row["people"] for row in rows),
        listed=sum(row["people"] for row in screened),
        on_site=sum(row["present"] for row in rows),
        by_class={row["class_code"]: row["people"] for row in screened},
        held_on_site={row["class_code"]: row["held"] for row in screened if row["held"]},
        declared=sum(row["declared"] for row in rows) - old,
        declared_old=old,
        codes_given=sum(row["codes"] for row in rows),
        to_confirm=sum(row["joined"] for row in rows),
    )
