"""Quotas by street and day: set by whoever may, kept by fill, add and sign, across batches."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import DayQuota
from approvals.queries.batches import FillRule
from approvals.queries.quotas import day_room, quota_uses
from approvals.services import batches, filling, quotas
from core.audit import trail
from core.dates import shanghai_day
from core.models import Division
from reopening.models import PolicySet
from tests.approvals.cases import draft_batch, recommended
from tests.factories import other_street, street

pytestmark = pytest.mark.django_db


def day(later: int = 5):
    return shanghai_day(timezone.now()) + timedelta(days=later)


def wish(division: Division, *, firms: int | None = None, heads: int | None = None, days: int = 1):
    return quotas.QuotaWish(division, day(), day(5 + days - 1), firms, heads)


def set_quotas(by, division=None, **numbers):
    return quotas.set_quotas(wish=wish(division or street(), **numbers), by=by, at=timezone.now())


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer) for _ in range(3)]


def test_a_fill_keeps_the_quota_of_the_street(cases, approver):
    set_quotas(approver, firms=2)
    batch = draft_batch(approver, phase=cases[0].phase)

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 2


def test_a_second_batch_of_the_day_finds_only_what_the_first_left(cases, approver):
    set_quotas(approver, street().parent, firms=2)
    first, second = (draft_batch(approver, phase=cases[0].phase) for _ in range(2))

    filling.add(batch=first, applications=cases[:1], by=approver, at=timezone.now())

    assert filling.fill(batch=second, by=approver, at=timezone.now()).added == 1
    with pytest.raises(filling.DayFull, match=r"quota: 2\)"):
        filling.add(batch=second, applications=[last_of(cases)], by=approver, at=timezone.now())


def last_of(cases):
    return next(case for case in cases if not case.batch_memberships.exists())


def test_another_day_has_its_own_places(cases, approver):
    set_quotas(approver, firms=1)
    batch = draft_batch(approver, phase=cases[0].phase, opens_in_days=6)

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 3


def test_the_policy_gives_every_street_its_default(cases, approver):
    row = cases[0].policy_set
    rule = {"ours": True, "why": {"zh": "分批", "en": "in stages"}, "street_heads_a_day": 6}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | {"batches": rule})
    batch = draft_batch(approver, phase=cases[0].phase)

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 2
    (use,) = quota_uses(batch, day_room(batch))
    assert (use.limit.heads, use.load.heads, use.limit.is_default) == (6, 6, True)


def test_a_batch_over_a_quota_that_was_lowered_is_not_signed(cases, approver):
    batch = draft_batch(approver, phase=cases[0].phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    set_quotas(approver, firms=2)

    with pytest.raises(filling.DayFull):
        batches.sign(batch=batch, by=approver, at=timezone.now())

    filling.remove(batch=batch, applications=cases[:1], by=approver, at=timezone.now())
    assert batches.sign(batch=batch, by=approver, at=timezone.now()).signed_by == approver


def test_a_quota_is_set_for_each_day_and_set_again_in_place(approver):
    first = set_quotas(approver, firms=5, days=3)
    set_quotas(approver, firms=7, heads=90)

    assert [quota.firms for quota in DayQuota.objects.order_by("day")] == [7, 5, 5]
    events = [event.data["firms"] for event in trail(first[0])]
    assert events == [5, 7]


def test_an_administrator_of_the_place_sets_quotas_and_a_reviewer_does_not(administrator, reviewer):
    set_quotas(administrator, firms=5)

    with pytest.raises(PermissionDenied):
        set_quotas(reviewer, firms=5)


def test_nobody_sets_or_clears_the_quota_of_another_district(approver, administrator):
    (quota,) = set_quotas(administrator, other_street(), firms=1)

    with pytest.raises(PermissionDenied):
        set_quotas(approver, other_street(), firms=5)
    with pytest.raises(PermissionDenied):
        quotas.clear(quota=quota, by=approver, at=timezone.now())


def test_a_day_that_has_passed_has_no_quota(approver):
    late = quotas.QuotaWish(street(), day(-1), day(1), 5, None)

    with pytest.raises(quotas.DayPast):
        quotas.set_quotas(wish=late, by=approver, at=timezone.now())
    with pytest.raises(quotas.TooManyDays):
        set_quotas(approver, firms=1, days=63)


def test_a_cleared_quota_holds_nobody(cases, approver):
    (quota,) = set_quotas(approver, firms=1)
    quotas.clear(quota=quota, by=approver, at=timezone.now())
    batch = draft_batch(approver, phase=cases[0].phase)

    assert filling.fill(batch=batch, by=approver, at=timezone.now()).added == 3


def test_filling_by_priority_takes_the_first_of_that_order(cases, approver):
    last = max(cases, key=lambda case: (case.due_at, case.pk))
    type(last).objects.filter(pk=last.pk).update(factors=15, factor_rank=0)
    type(last).objects.exclude(pk=last.pk).update(factors=0, factor_rank=15)
    batch = draft_batch(approver, firms=1, phase=cases[0].phase)

    filling.fill(batch=batch, rule=FillRule.PRIORITY, by=approver, at=timezone.now())

    assert batch.members.get().application_id == last.pk
