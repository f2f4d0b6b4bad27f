"""Setting how many firms and people may open on a day at a place (S01, S04)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import DayQuota
from approvals.permissions import sets_quotas
from approvals.queries.quotas import PROVINCE_DIGITS
from core import audit
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, User

MOST_DAYS = 62


class DayPast(DomainError):
    code = "day_past"
    message = _("The day has passed; a quota is set for today or later.")


class TooManyDays(DomainError):
    code = "too_many_days"
    message = _("Please choose a first and a last day of at most 62 days, in this order.")


@dataclass(frozen=True)
class QuotaWish:
    """At most so many firms and people in a division on each day of a span; None: no limit of that kind."""

    division: Division
    first_day: date
    last_day: date
    firms: int | None
    heads: int | None


@transaction.atomic
def set_quotas(*, wish: QuotaWish, by: User, at: datetime) -> list[DayQuota]:
    """
    Set the quota of each day of the span; one that stands already gets the new numbers.

    What is in a batch already stays; a batch over the quota cannot be signed.

    :raises PermissionDenied: outside the person's divisions
    :raises DayPast: if the first day lies before today
    :raises TooManyDays: if the span is reversed or too long
    """
    if not sets_quotas(by, wish.division.pk):
        raise PermissionDenied
    if wish.first_day < shanghai_day(at):
        raise DayPast
    count = (wish.last_day - wish.first_day).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise TooManyDays
    days = [wish.first_day + timedelta(days=number) for number in range(count)]
    for day in days:
        hold_day(wish.division.pk, day)
    rows = [
        DayQuota(division=wish.division, day=day, firms=wish.firms, heads=wish.heads, set_at=at, set_by=by)
        for day in days
    ]
    made = DayQuota.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["day", "division"],
        update_fields=["firms", "heads", "set_at", "set_by"],
    )
    data = {"firms": wish.firms, "heads": wish.heads}
    acts = [
        audit.Act(row, "quota.set", data=data | {"division": wish.division.pk, "day": row.day})
        for row in made
    ]
    audit.record_many(acts, by=by, at=at)
    return made


@transaction.atomic
def clear(*, quota: DayQuota, by: User, at: datetime) -> None:
    """
    Take a quota away; what the policy gives every street holds again.

    :raises PermissionDenied: outside the person's divisions
    """
    if not sets_quotas(by, quota.division_id):
        raise PermissionDenied
    hold_day(quota.division_id, quota.day)
    data = {"division": quota.division_id, "day": quota.day, "firms": quota.firms, "heads": quota.heads}
    audit.record(quota, "quota.clear", by=by, at=at, data=data)
    DayQuota.objects.filter(pk=quota.pk).delete()


def hold_day(division: str, day: date) -> None:
    """
    Give away places of a day alone, until the end of the transaction.

    One lock for a province and a day: quotas of every level above a street are counted under it, and nobody
    waits longer than one fill takes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 4713))",
            [f"quota:{division[:PROVINCE_DIGITS]}:{day}"],
        )
