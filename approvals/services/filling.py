"""Who is in a batch: taken by rule or by hand, within its own quota and the quotas of its day (S01, S04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.day_quotas import DayRoom, is_over
from approvals.models import Batch, BatchMember
from approvals.queries.batches import FillRule, Usage, batches_of, candidates, usage
from approvals.queries.quotas import ACTIVE, day_room
from approvals.services.quotas import hold_day
from approvals.taken_elsewhere import few_of, taken_elsewhere
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
        "%(place)s would be over its quota of the day. Firms: %(opening_firms)s (quota: %(firms)s). "
        "People: %(opening_heads)s (quota: %(heads)s)."
    )


class NotACandidate(DomainError):
    code = "not_a_candidate"
    message = _("Only cases of this phase and division that are ready and in no other batch can be added.")
    sentence = _("Only cases of this phase and division that are ready can be added. Not so: %(cases)s.")


class TakenElsewhere(DomainError):
    """Nothing was added, since another batch has all that was asked for."""

    code = "taken_elsewhere"


@dataclass(frozen=True)
class Taken:
    """How many cases were added, and which of those wanted another batch has."""

    added: int
    elsewhere: list[Application]


@transaction.atomic
def fill(*, batch: Batch, rule: str = FillRule.DUE, by: User, at: datetime) -> Taken:
    """
    Take candidates in the order of the rule, as many as the batch's quota and those of the day hold.

    A case that does not fit, or that another batch takes at the same moment, is passed over for the next one.
    """
    data: dict[str, object] = {"rule": str(rule)}
    with BATCH.transition(batch, "fill", by=by, at=at, data=data):
        hold_day(batch.division_id, batch.opens_on)
        added, lost = 0, set[int]()
        while rows := fitting(batch, rule):
            gone = join(batch, rows, by=by)
            added, lost = added + len(rows) - len(gone), lost | gone
            if not gone:
                break
        data |= {"added": added} | ({"elsewhere": sorted(lost)} if lost else {})
    return Taken(added, named(lost))


def fitting(batch: Batch, rule: str) -> list[tuple[int, int]]:
    """The free cases that there is room for, with their people on site."""
    own, day, rows = usage(batch), day_room(batch), []
    for pk, heads, code in sized(candidates(batch, rule)[:MOST_IN_ONE_FILL]):
        if own.firms_left == 0:
            break
        if heads <= own.heads_left and day.fits(code, heads):
            rows.append((pk, heads))
            own = own.plus(firms=1, heads=heads)
            day.take(code, heads=heads)
    return rows


def sized(cases: QuerySet[Application]) -> list[tuple[int, int, str]]:
    """The ids of cases with their people on site and their place."""
    rows = cases.values_list("pk", "heads_on_site", "division_code")
    return [(pk, heads or 0, code) for pk, heads, code in rows]


def named(ids: Iterable[int]) -> list[Application]:
    """These cases, with what a sentence calls them by."""
    rows = Application.objects.filter(pk__in=ids).select_related("firm") if ids else []
    return sorted(rows, key=lambda case: case.pk)


@transaction.atomic
def add(*, batch: Batch, applications: Iterable[Application], by: User, at: datetime) -> Taken:
    """
    Take chosen cases into the batch: all that no other batch has.

    :raises NotACandidate: if one of them cannot be a member of any such batch
    :raises TakenElsewhere: if other batches have all of them
    :raises OverQuota: if they are too many for the batch
    :raises DayFull: if they are too many for the day at their place
    """
    data: dict[str, object] = {}
    wanted = {application.pk for application in applications}
    with BATCH.transition(batch, "add", by=by, at=at, data=data):
        hold_day(batch.division_id, batch.opens_on)
        rows = sized(candidates(batch).filter(pk__in=wanted))
        free = {pk for pk, _heads, _code in rows}
        members = dict(
            BatchMember.objects.filter(ACTIVE, application__in=wanted - free).values_list(
                "application", "batch"
            )
        )
        if strange := wanted - free - members.keys():
            raise NotACandidate(NotACandidate.sentence % {"cases": few_of(named(strange), {})})
        refuse_over_quota(usage(batch).plus(firms=len(rows), heads=sum(row[1] for row in rows)))
        day = day_room(batch)
        for _pk, heads, code in rows:
            day.take(code, heads=heads)
        refuse_full_day(day, {code for _pk, _heads, code in rows})
        gone = join(batch, [row[:2] for row in rows], by=by)
        elsewhere = named(gone | {pk for pk, other in members.items() if other != batch.pk})
        if elsewhere and free == gone:
            raise TakenElsewhere(taken_elsewhere(elsewhere, batches_of(elsewhere, by)))
        data["applications"] = sorted(free - gone)
    return Taken(len(free - gone), elsewhere)


def join(batch: Batch, rows: list[tuple[int, int]], *, by: User) -> set[int]:
    """
    Make these cases members; those that another batch was quicker to take.

    They are written in the order of their keys, so that of two batches one waits for the other.
    """
    members = [
        BatchMember(batch=batch, application_id=pk, heads=heads, added_by=by) for pk, heads in sorted(rows)
    ]
    BatchMember.objects.bulk_create(members, ignore_conflicts=True)
    return {pk for pk, _heads in rows} - set(batch.members.values_list("application", flat=True))


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
            opening = {"opening_firms": f"{load.firms:,}", "opening_heads": f"{load.heads:,}"}
            raise DayFull(DayFull.sentence % {"place": place, **figures, **opening})


def shown(limit: int | None) -> str:
    return gettext("none") if limit is None else f"{limit:,}"


@transaction.atomic
def remove(*, batch: Batch, applications: Iterable[Application], by: User, at: datetime) -> int:
    """Take cases out of a batch that is not signed yet; how many there were."""
    wanted = sorted(application.pk for application in applications)
    with BATCH.transition(batch, "remove", by=by, at=at, data={"applications": wanted}):
        removed, _by_model = batch.members.filter(application_id__in=wanted).delete()
    return removed
