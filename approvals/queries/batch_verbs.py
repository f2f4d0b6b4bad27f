"""What a person may do with batches now: what would succeed, of which the table of transitions is only half."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Sum

from approvals.day_quotas import DayRoom, Load, above, is_over
from approvals.models import Batch, BatchMember
from approvals.queries.quotas import ACTIVE, PROVINCE_DIGITS, default_of, limits_by_day, used_by_day
from approvals.transitions import BATCH
from core.dates import shanghai_day
from core.models import JobState, User
from core.models.divisions import NATION
from reopening.models import PolicySet, PolicyStatus

SIGNATURES = {"sign", "propose", "countersign"}


def verbs_of(rows: Sequence[Batch], *, by: User, at: datetime) -> dict[int, list[str]]:
    """By key of the batch. Needs them with their jobs; four queries for all of them, two more for every province."""
    verbs = {row.pk: BATCH.verbs_for(row, by=by) for row in rows}
    asked = [row for row in rows if SIGNATURES & set(verbs[row.pk])]
    refused = refused_signatures(asked, at=at) if asked else {}
    return {
        row.pk: [
            verb
            for verb in verbs[row.pk]
            if verb not in refused.get(row.pk, ()) and (verb != "resume" or has_stopped(row))
        ]
        for row in rows
    }


def has_stopped(batch: Batch) -> bool:
    return batch.job is None or batch.job.state == JobState.FAILED


def refused_signatures(rows: Sequence[Batch], *, at: datetime) -> dict[int, set[str]]:
    """Which signatures would be refused, by key of the batch; as `services.batches.signable` refuses them."""
    taken, today = loads_of(rows), shanghai_day(at)
    policies = policies_of(rows)
    rooms = rooms_of(rows, policies)
    refused: dict[int, set[str]] = {}
    for row in rows:
        mine, policy = taken.get(row.pk, {}), policies[row.pk]
        firms = sum(load.firms for load in mine.values())
        heads = sum(load.heads for load in mine.values())
        is_too_much = firms > row.quota_firms or heads > row.quota_heads
        if not firms or row.opens_on < today or is_too_much or is_full(rooms[row.pk], mine):
            refused[row.pk] = SIGNATURES
        elif policy is not None and policy.rules.two_sign(firms):
            refused[row.pk] = {"sign"}
    return refused


def loads_of(rows: Sequence[Batch]) -> dict[int, dict[str, Load]]:
    """What the members of each batch take, by the division code of their sites."""
    found: dict[int, dict[str, Load]] = {}
    members = BatchMember.objects.filter(ACTIVE, batch__in=[row.pk for row in rows])
    totals = members.values_list("batch", "application__division_code").annotate(
        firms=Count("pk"), people=Sum("heads")
    )
    for key, code, firms, people in totals.order_by():
        found.setdefault(key, {})[code] = Load(firms, people)
    return found


def is_full(room: DayRoom, codes: dict[str, Load]) -> bool:
    """Whether a quota of the day that these sites stand under is overstepped."""
    under = {limit.division for code in codes for limit in room.limits_of(code)}
    return any(is_over(limit, load) for limit, load in room.standings() if limit.division in under)


def policies_of(rows: Sequence[Batch]) -> dict[int, PolicySet | None]:
    """The set in force at each batch's place on its opening day, by key of the batch."""
    codes = {part for row in rows for part in above(row.division_id)} | {NATION}
    published = PolicySet.objects.filter(status=PolicyStatus.PUBLISHED, division__in=codes)
    columns = ("pk", "division", "valid_from", "valid_until", "body__excluded_divisions")
    known = list(published.values_list(*columns).order_by("-division"))
    chosen = {row.pk: set_of(row, known) for row in rows}
    bodies = PolicySet.objects.in_bulk({key for key in chosen.values() if key})
    return {pk: bodies[key] if key else None for pk, key in chosen.items()}


def set_of(batch: Batch, known: Sequence[tuple[int, str, date, date | None, list[str] | None]]) -> int | None:
    """The first of the sets, the nearest place first, that holds for the batch."""
    places = {*above(batch.division_id), NATION}
    return next(
        (
            key
            for key, place, begins, ends, left_out in known
            if place in places
            and places.isdisjoint(left_out or ())
            and begins <= batch.opens_on
            and (ends is None or ends >= batch.opens_on)
        ),
        None,
    )


def rooms_of(rows: Sequence[Batch], policies: dict[int, PolicySet | None]) -> dict[int, DayRoom]:
    """The places of each batch's day, by key of the batch; two queries for every province."""
    days = sorted({row.opens_on for row in rows})
    found: dict[int, DayRoom] = {}
    for province in {row.division_id[:PROVINCE_DIGITS] for row in rows}:
        limits, used = limits_by_day(province, days), used_by_day(province, days)
        for row in rows:
            if row.division_id.startswith(province):
                day = row.opens_on
                found[row.pk] = DayRoom(limits[day], default_of(policies[row.pk]), used[day])
    return found
