"""Approved cases with conditions, under policies that say what follows when nothing comes."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core.dates import SHANGHAI, shanghai_day
from core.models import User
from reopening.models import Application, Condition, ConditionKind, PolicySet
from reopening.services.conditions import set_condition
from tests.approvals.cases import certified
from tests.factories import policy_set

DAY = timedelta(days=1)
DUE_IN = 10
WHY = {"zh": "测试", "en": "test"}


def policy(when_overdue: str = "warn", **more: Any) -> PolicySet:
    """Hangzhou's set, with a rule for masks that come late."""
    row = policy_set()
    rule = {"kind": "supplies_delivered", "items": ["mask"], "ours": True, "why": WHY}
    row.body |= {"conditions": [rule | {"when_overdue": when_overdue} | more]}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


def with_condition(
    reviewer: User, approver: User, *, detail: str = "mask", due_in: int = DUE_IN, **fields: Any
) -> Condition:
    """A certified case whose masks must come within ten days."""
    case = certified(reviewer, approver, **fields).application
    return ask(case, approver, detail=detail, due_in=due_in)


def ask(case: Application, by: User, *, detail: str = "mask", due_in: int = DUE_IN) -> Condition:
    at = timezone.now()
    return set_condition(
        application=case,
        kind=ConditionKind.SUPPLIES_DELIVERED,
        detail=detail,
        due_on=shanghai_day(at) + due_in * DAY,
        by=by,
        at=at,
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)
