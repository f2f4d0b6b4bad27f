"""What is decided anew has a new time for its answer, and nobody's silence counts as yes on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Certificate
from approvals.services import appeals, decisions, lateness, review, rolling_back
from core.models import Role
from reopening.clock import Run, due_at
from reopening.clocks import clock_of
from reopening.models import Application, ApplicationStatus, PolicySet
from reopening.services import applications
from tests.approvals.cases import claimed, recommended, signed_batch, work_off
from tests.factories import city, policy_set
from tests.personas import official

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANSWER = "名册与现场一致，原决定有误。"
STEP = {"office": "district", "after_hours": 0, "ours": True, "why": {"zh": "测试", "en": "test"}}


def policy(*, deems: bool) -> PolicySet:
    row = policy_set()
    row.body |= {"answer": row.body["answer"] | {"deemed_acceptance": deems}, "escalation": [STEP]}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body)
    return row


@pytest.fixture(params=[False, True], ids=["goes up", "silence counts"])
def deems(request, db) -> bool:
    return policy(deems=request.param) is not None and request.param


def fresh(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def rolled_back(case, approver) -> Application:
    """Its first answer was due two days ago."""
    batch = signed_batch(approver, [case])
    Application.objects.filter(pk=case.pk).update(due_at=timezone.now() - 2 * DAY)
    rolling_back.start(batch=batch, members=None, reason="名单有误", by=approver, at=timezone.now())
    work_off()
    return fresh(case)


def overturned(case, approver) -> Application:
    """An appeal that was allowed, months after the first answer was due."""
    decisions.reject(application=case, reasons=["untrue"], note="不符", by=approver, at=timezone.now())
    applicant = case.firm.memberships.get(is_signatory=True).user
    appeal = appeals.appeal(application=fresh(case), grounds="已更正", by=applicant, at=timezone.now())
    chief = official(Role.APPROVER, city())
    appeals.overturn(appeal=appeal, answer=ANSWER, by=chief, at=timezone.now())
    return fresh(case)


def limit_of(case):
    return case.policy_set.rules.answer_for(case.lane)


def test_a_case_that_was_rolled_back_is_not_late_the_moment_it_comes_back(deems, reviewer, approver):
    before = timezone.now()
    case = rolled_back(recommended(reviewer), approver)

    clock = clock_of(case, timezone.now())

    assert case.status == ApplicationStatus.RECOMMENDED
    assert before < clock.started_at
    assert case.due_at == clock.due_at == due_at(limit_of(case), Run(clock.started_at))
    assert clock.breached_since is None


def test_late_again_it_goes_up_whatever_silence_would_mean(deems, reviewer, approver):
    case = rolled_back(recommended(reviewer), approver)
    assert "silence counts" not in clock_of(case, timezone.now()).then

    assert lateness.act_on_late(at=case.due_at + HOUR) == 1

    case = fresh(case)
    assert (case.status, case.escalated_to) == ("recommended", "330106")
    assert lateness.act_on_late(at=case.due_at + 9 * DAY) == 0
    assert Certificate.objects.filter(application=case, status="valid").count() == 0


@pytest.mark.parametrize("make", [rolled_back, overturned])
def test_a_correction_goes_on_with_the_new_time_and_silence_stays_silent(deems, reviewer, approver, make):
    ready = recommended if make is rolled_back else claimed
    case = make(ready(reviewer, opens_in_days=40), approver)
    if case.status == ApplicationStatus.RECOMMENDED:
        case = review.take_back(application=case, by=reviewer, at=timezone.now())
    begun_at = clock_of(case, timezone.now()).started_at
    review.return_for_correction(
        application=case, reasons=["other"], note="请补", by=reviewer, at=begun_at + HOUR
    )

    signatory = case.firm.memberships.get(is_signatory=True).user
    case = applications.submit(
        application=fresh(case), committed=True, by=signatory, at=begun_at + HOUR + 5 * DAY
    )

    clock = clock_of(case, case.submitted_at)
    assert clock.started_at == begun_at
    assert clock.due_at == case.due_at > case.submitted_at
    lateness.act_on_late(at=case.due_at + HOUR)
    case = fresh(case)
    assert (case.status, case.escalated_to) == ("submitted", "330106")


def test_the_queue_does_not_mark_it_as_overdue(deems, reviewer, approver, client):
    case = rolled_back(recommended(reviewer), approver)
    client.force_login(reviewer)

    assert case.number not in client.get("/queue/?flag=overdue").content.decode()
