"""What a roll-back would touch, and what became of it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from approvals.models import Batch, BatchMember, MemberResult, RollBack, RollBackMember
from approvals.queries.batches import members_of
from reopening.models import OPEN, Application, Condition, ConditionStatus


@dataclass(frozen=True)
class Touched:
    """What rolling these members back means; `held_up`: of whom the firm amends the approval just now."""

    firms: int
    heads: int
    conditions: int
    held_up: int


def open_members(batch: Batch, words: str = "") -> QuerySet[BatchMember]:
    """Members that were approved and are in no roll-back that waits or goes on; `words`: of the firm or the number."""
    busy = RollBackMember.objects.filter(member__batch=batch, roll_back__status__in=["proposed", "running"])
    rows = members_of(batch).filter(result=MemberResult.APPROVED).exclude(pk__in=busy.values("member"))
    if words:
        named = Q(application__firm__name__icontains=words) | Q(application__number__icontains=words)
        rows = rows.filter(named)
    return rows


def touched(members: QuerySet[BatchMember]) -> Touched:
    """In three queries."""
    cases = members.order_by().values("application")
    return Touched(
        firms=members.count(),
        heads=members.aggregate(heads=Sum("heads", default=0))["heads"],
        conditions=Condition.objects.filter(application__in=cases, status=ConditionStatus.OPEN).count(),
        held_up=Application.objects.filter(amends__in=cases, status__in=OPEN).count(),
    )


def results_of(roll_back: RollBack) -> QuerySet[RollBackMember]:
    """The members with all that a list of them shows."""
    return roll_back.members.select_related("member__application__firm").defer(
        "member__application__snapshot", "member__application__firm__grams"
    )
