"""Who is in a batch: taken by rule or by hand, within its own quota and the quotas of its day (S01, S04)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.day_quotas import DayRoom, is_over
from approvals.models import Batch, BatchMember
from approvals.queries.batches import FillRule, Usage, candidates, usage
from approvals.queries.quotas import day_room
from approvals.services.quotas import hold_day
from approvals.transitions import BATCH
from core.errors import DomainError
from core.models import Division, User
from reopening.models import Application

MOST_IN_ONE_FILL = 20_000


class OverQuota(DomainError):
    code = "over_quota"
    message = _("The quota of the batch does not allow this.")


class DayFull(DomainError):
    code = "day_full"
    message = _("The quota of the day does not allow this.")
    sentence = _(
        "%(place)s: the quota of the day is %(firms)s firms and %(heads)s people; with this there would be "
        "%(opening_firms)s firms and %(opening_heads)s people."
    )


class NotACandidate(DomainError):
    code = "not_a_candidate"
    message = _("Only cases of this phase and division that are ready and in no other batch can be added.")


@transaction.atomic
def fill(*, batch: Batch, rule: str = FillRule.DUE, by: User, at: datetime) -> int:
    """
    Take candidates in the order of the rule, as many as the batch's quota and those of the day hold; how many
    were added.

    A case that does not fit is passed over, so that it holds up no others.
    """
    data: dict[str, object] = {"rule": str(rule)}
    with BATCH.transition(batch, "fill", by=by, at=at, data=data):
        hold_day(batch.division_id, batch.opens_on)
        own, day, taken = usage(batch), day_room(batch), []
        for pk, heads, code in sized(candidates(batch, rule)[:MOST_IN_ONE_FILL]):
            if own.firms_left == 0:
                break
            if heads <= own.heads_left and day.fits(code, heads):
                taken.append((pk, heads))
                own = own.plus(firms=1, heads=heads)
                day.take(code, heads=heads)
        join(batch, taken, by=by)
        data["added"] = len(taken)
    return len(taken)


def sized(cases: QuerySet[Application]) -> list[tuple[int, int, str]]:
    """The ids of cases with their people on site and their place."""
    rows = cases.values_list("pk", "heads_on_site", "division_code")
    return [(pk, heads or 0, code) for pk, heads, code in rows]


@transaction.atomic
def add(*, batch: Batch, applications: Iterable[Application], by: User, at: datetime) -> int:
    """
    Take chosen cases into the batch; all or none.

    :raises NotACandidate: if one of them cannot be a member
    :raises OverQuota: if they are too many for the batch
    :raises DayFull: if they are too many for the day at their place
    """
    wanted = {application.pk for application in applications}
    with BATCH.transition(batch, "add", by=by, at=at, data={"applications": sorted(wanted)}):
        rows = sized(candidates(batch).filter(pk__in=wanted))
        if len(rows) != len(wanted):
            raise NotACandidate
        refuse_over_quota(usage(batch).plus(firms=len(rows), heads=sum(row[1] for row in rows)))
        hold_day(batch.division_id, batch.opens_on)
        day = day_room(batch)
        for _pk, heads, code in rows:
            day.take(code, heads=heads)
        refuse_full_day(day, {code for _pk, _heads, code in rows})
        join(batch, [row[:2] for row in rows], by=by)
    return len(rows)


def join(batch: Batch, rows: list[tuple[int, int]], *, by: User) -> None:
    """:raises NotACandidate: if another batch was quicker"""
    members = [BatchMember(batch=batch, application_id=pk, heads=heads, added_by=by) for pk, heads in rows]
    try:
        with transaction.atomic():
            BatchMember.objects.bulk_create(members)
    except IntegrityError as error:
        raise NotACandidate from error


def refuse_over_quota(state: Usage) -> None:
    """:raises OverQuota: saying by how much"""
    if state.firms_left < 0 or state.heads_left < 0:
        sentence = _(
            "The quota is %(quota_firms)s firms and %(quota_heads)s people; with this there would be "
            "%(firms)s firms and %(heads)s people."
        )
        raise OverQuota(
            sentence
            % {
                "quota_firms": state.quota_firms,
                "quota_heads": state.quota_heads,
                "firms": state.firms,
                "heads": state.heads,
            }
        )


def refuse_full_day(day: DayRoom, codes: Iterable[str]) -> None:
    """:raises DayFull: naming the first place of these sites whose quota of the day is overstepped"""
    under = {limit.division for code in codes for limit in day.limits_of(code)}
    for limit, load in day.standings():
        if limit.division in under and is_over(limit, load):
            place = Division.objects.get(pk=limit.division)
            figures = {"firms": shown(limit.firms), "heads": shown(limit.heads)}
            opening = {"opening_firms": load.firms, "opening_heads": load.heads}
            raise DayFull(DayFull.sentence % {"place": place, **figures, **opening})


def shown(limit: int | None) -> str:
    return "–" if limit is None else str(limit)


@transaction.atomic
def remove(*, batch: Batch, applications: Iterable[Application], by: User, at: datetime) -> int:
    """Take cases out of a batch that is not signed yet; how many there were."""
    wanted = sorted(application.pk for application in applications)
    with BATCH.transition(batch, "remove", by=by, at=at, data={"applications": wanted}):
        removed, _by_model = batch.members.filter(application_id__in=wanted).delete()
    return removed
