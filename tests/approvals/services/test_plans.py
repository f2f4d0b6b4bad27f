"""Plans of stages on real cases: what they start from, and the batches that come out of one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Batch, BatchStatus
from approvals.queries.plans import Question, at_work, forecast, policy_at, waiting_groups
from approvals.services import filling, plans, quotas
from approvals.services.batch_drafts import PlannedAlready, Terms, change, discard
from approvals.simulation import People, Stage
from core.audit import trail
from core.dates import shanghai_day
from core.models import Division
from tests.approvals.cases import draft_batch, opened, recommended, signed_batch
from tests.factories import other_street, street, submitted_application

pytestmark = pytest.mark.django_db


def tomorrow(later: int = 0):
    return shanghai_day(timezone.now()) + timedelta(days=1 + later)


def question(
    place: Division | None = None, *, days: int = 5, only_ready: bool = False, **numbers
) -> Question:
    firms = numbers.pop("firms_a_day", None)
    keys = [phase.key for phase in policy_at(street().pk, tomorrow()).phases]
    return Question(
        division=place or street().parent,
        starts_on=tomorrow(),
        days=days,
        only_ready=only_ready,
        stages=tuple(Stage(key, firms_a_day=firms) for key in keys),
        street_firms_a_day=numbers.get("street_firms_a_day"),
        street_heads_a_day=numbers.get("street_heads_a_day"),
        stock=numbers.get("stock", 100),
        arriving=0,
    )


def answer(asked: Question):
    return forecast(asked, policy_at(asked.division.pk, asked.starts_on))


@pytest.fixture
def ready(reviewer):
    return [recommended(reviewer) for _ in range(3)]


def test_cases_that_wait_are_counted_once_and_those_in_a_batch_not_again(ready, reviewer, approver):
    submitted_application()
    batch = draft_batch(approver, phase=ready[0].phase)

    filling.add(batch=batch, applications=ready[:1], by=approver, at=timezone.now())

    place = street().parent.pk
    assert sum(group.count for group in waiting_groups(place, only_ready=False)) == 3
    assert sum(group.count for group in waiting_groups(place, only_ready=True)) == 2


def test_people_of_open_firms_are_at_work_and_those_decided_begin_on_their_day(ready, reviewer, approver):
    certificate = opened(reviewer, approver)
    signed_batch(approver, ready[:2])

    before, begin = at_work(street().parent.pk, tomorrow())

    assert before == People(certificate.headcount_limit)
    assert begin == {tomorrow(4): People(ready[0].heads_on_site + ready[1].heads_on_site)}


def test_the_quotas_of_the_day_hold_in_a_plan(ready, approver):
    wish = quotas.QuotaWish(street(), tomorrow(), tomorrow(), 0, None)
    quotas.set_quotas(wish=wish, by=approver, at=timezone.now())

    found = answer(question(street_firms_a_day=2))

    assert [day.firms for day in found.days] == [0, 2, 1, 0, 0]


def test_a_plan_is_kept_with_its_question_and_its_answer(ready, approver):
    plan = plans.save(name="三步走", question=question(firms_a_day=1), by=approver, at=timezone.now())

    assert [sum(pair[0] for pair in day["opening"].values()) for day in plan.forecast["days"]] == [
        1,
        1,
        1,
        0,
        0,
    ]
    assert [phase["key"] for phase in plan.phases] == [stage["phase"] for stage in plan.question["stages"]]
    assert [event.verb for event in trail(plan)] == ["plan.save"]


def test_nobody_plans_for_another_district(ready, approver):
    with pytest.raises(PermissionDenied):
        plans.save(name="越界", question=question(other_street()), by=approver, at=timezone.now())


def test_a_plan_becomes_a_batch_for_each_day_in_one_act(ready, approver):
    plan = plans.save(name="三步走", question=question(firms_a_day=1), by=approver, at=timezone.now())

    made = plans.open_batches(plan=plan, until=tomorrow(1), by=approver, at=timezone.now())

    assert (len(made.batches), made.cases) == (2, 2)
    rows = Batch.objects.filter(plan=plan).order_by("opens_on")
    assert [(row.opens_on, row.quota_firms, row.status, row.members.count()) for row in rows] == [
        (tomorrow(), 1, BatchStatus.DRAFT, 1),
        (tomorrow(1), 1, BatchStatus.DRAFT, 1),
    ]


def test_sending_it_again_opens_only_what_is_missing(ready, approver):
    plan = plans.save(name="三步走", question=question(firms_a_day=1), by=approver, at=timezone.now())
    plans.open_batches(plan=plan, until=tomorrow(1), by=approver, at=timezone.now())

    with pytest.raises(plans.NothingToOpen):
        plans.open_batches(plan=plan, until=tomorrow(1), by=approver, at=timezone.now())
    more = plans.open_batches(plan=plan, until=tomorrow(4), by=approver, at=timezone.now())

    assert [batch.opens_on for batch in more.batches] == [tomorrow(2)]


def test_a_batch_of_a_plan_that_was_discarded_is_opened_again_and_no_day_holds_two(ready, approver):
    plan = plans.save(name="甲", question=question(firms_a_day=2), by=approver, at=timezone.now())
    plans.open_batches(plan=plan, until=tomorrow(4), by=approver, at=timezone.now())
    first, second = plan.batches.order_by("opens_on")
    terms = Terms(first.opens_on, second.quota_firms, second.quota_heads)

    with pytest.raises(PlannedAlready):
        change(batch=second, terms=terms, by=approver, at=timezone.now())
    discard(batch=first, by=approver, at=timezone.now())
    opened_again = plans.open_batches(plan=plan, until=tomorrow(4), by=approver, at=timezone.now())

    assert [batch.opens_on for batch in opened_again.batches] == [first.opens_on]
    assert opened_again.cases == 2


@pytest.mark.parametrize(("size", "days"), [(1, 5), (3, 28)])
def test_a_forecast_asks_as_many_questions_of_many_cases_as_of_one(
    size, days, reviewer, django_assert_num_queries
):
    for _ in range(size):
        recommended(reviewer)
    asked = question(days=days, street_firms_a_day=2)
    policy = policy_at(asked.division.pk, asked.starts_on)

    with django_assert_num_queries(5):
        forecast(asked, policy)
