"""Quotas by place and day: what is set, what opens already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from approvals.day_quotas import DayRoom, Limit, Load, above, is_over
from approvals.models import Batch, BatchMember, DayQuota, MemberResult
from core.models import Division, User
from core.permissions import prefix_q
from reopening.models import PolicySet

ACTIVE = Q(result__in=[MemberResult.PENDING, MemberResult.APPROVED])
PROVINCE_DIGITS = 2


def day_room(batch: Batch) -> DayRoom:
    """The places of the batch's day at its place, with what all batches of the day take."""
    default = street_default(batch.division_id, batch.opens_on)
    return rooms(batch.division_id, [batch.opens_on], default)[batch.opens_on]


def rooms(division: str, days: Sequence[date], default: Limit | None) -> dict[date, DayRoom]:
    """
    The places of each day. Quotas above `division` count what opens beside it too; two queries for all days.

    :param default: of each street that has no quota of its own
    """
    limits = limits_by_day(division, days)
    used = used_by_day(division[:PROVINCE_DIGITS], days) if default or any(limits.values()) else {}
    return {day: DayRoom(limits[day], default, used.get(day)) for day in days}


def limits_by_day(division: str, days: Sequence[date]) -> dict[date, list[Limit]]:
    """The quotas set for the division, above it and below it."""
    near = Q(division__in=above(division)) | Q(division__code__startswith=division)
    found: dict[date, list[Limit]] = defaultdict(list)
    for row in DayQuota.objects.filter(near, day__gte=min(days), day__lte=max(days)):
        found[row.day].append(Limit(row.division_id, row.firms, row.heads))
    return found


def street_default(division: str, day: date) -> Limit | None:
    """What the policy in force there allows each street a day."""
    return default_of(PolicySet.objects.effective(division, day))


def default_of(policy_set: PolicySet | None) -> Limit | None:
    """What this set allows each street a day."""
    rule = policy_set.rules.batches if policy_set else None
    if rule is None or not (rule.street_firms_a_day or rule.street_heads_a_day):
        return None
    return Limit("", rule.street_firms_a_day, rule.street_heads_a_day, is_default=True)


def used_by_day(prefix: str, days: Iterable[date]) -> dict[date, dict[str, Load]]:
    """What the batches of each day take, by the division code of the sites."""
    rows = (
        BatchMember.objects.filter(
            ACTIVE, batch__opens_on__in=list(days), application__division_code__startswith=prefix
        )
        .values_list("batch__opens_on", "application__division_code")
        .annotate(firms=Count("pk"), people=Sum("heads"))
        .order_by()
    )
    found: dict[date, dict[str, Load]] = defaultdict(dict)
    for day, code, firms, people in rows:
        found[day][code] = Load(firms, people)
    return found


@dataclass(frozen=True)
class QuotaUse:
    """A quota and what of it is taken, to show. `limit`: the numbers; `load`: what opens."""

    division: Division | str
    limit: Limit
    load: Load

    @property
    def is_over(self) -> bool:
        return is_over(self.limit, self.load)

    @property
    def fullness(self) -> float:
        """How much of the scarcer of the two is taken, 1 = all."""
        pairs = [(self.load.firms, self.limit.firms), (self.load.heads, self.limit.heads)]
        return max((used / most if most else 1.0) for used, most in pairs if most is not None)


def quota_uses(batch: Batch, room: DayRoom) -> list[QuotaUse]:
    """The quotas that the members of the batch stand under, the fullest first; one query and one for the names."""
    codes = batch.members.filter(ACTIVE).values_list("application__division_code", flat=True).distinct()
    here = {limit.division for code in codes.order_by() for limit in room.limits_of(code)}
    here |= {code for code in room.limits if code in above(batch.division_id)}
    places = Division.objects.in_bulk(here)
    uses = [
        QuotaUse(places.get(limit.division, limit.division), limit, load)
        for limit, load in room.standings()
        if limit.division in here
    ]
    return sorted(uses, key=lambda use: (-use.fullness, use.limit.division))


def upcoming(user: User, today: date) -> QuerySet[DayQuota]:
    """The quotas that a person may see, of today and later."""
    return DayQuota.objects.visible_to(user).filter(day__gte=today).select_related("division")


def uses_of(quotas: Sequence[DayQuota]) -> list[tuple[DayQuota, QuotaUse]]:
    """Each quota with what stands under it; one query for all of them."""
    used: dict[tuple[date, str], Load] = {}
    rows = (
        BatchMember.objects.filter(
            ACTIVE,
            prefix_q("application__division_code", {quota.division_id for quota in quotas}),
            batch__opens_on__in={quota.day for quota in quotas},
        )
        .values_list("batch__opens_on", "application__division_code")
        .annotate(firms=Count("pk"), people=Sum("heads"))
        .order_by()
    )
    for day, code, firms, people in rows if quotas else []:
        for part in above(code):
            load = used.setdefault((day, part), Load())
            load.firms += firms
            load.heads += people
    return [
        (
            quota,
            QuotaUse(
                quota.division,
                Limit(quota.division_id, quota.firms, quota.heads),
                used.get((quota.day, quota.division_id), Load()),
            ),
        )
        for quota in quotas
    ]
