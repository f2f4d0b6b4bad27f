"""What is in the files of the lists of deciding; that each can be asked for stands in tests/core."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from approvals.services import appeals, quotas, revocations, stops, visits
from core.dates import shanghai_day
from core.models import Division
from reopening.models import PolicySet
from tests.approvals.cases import certified, opened, recommended, signed_batch
from tests.approvals.reviewing import step, taken_up
from tests.approvals.services.test_appeals import ANSWER, GROUNDS, chief, file, now, rejected
from tests.core.services.test_exports import asked, made
from tests.factories import policy_set

__all__ = ["chief"]
pytestmark = pytest.mark.django_db


def test_steps_and_visits_of_the_one_who_does_them(reviewer, inspector, other_reviewer):
    case = taken_up(reviewer, step("visit", by="inspector", kind="site", office="district"))
    plan = visits.Plan("site", shanghai_day(now()), inspector=inspector)
    visits.arrange(application=case, plan=plan, by=reviewer, at=now())

    _heading, *steps = made(inspector, "steps")
    _heading, *going = made(inspector, "visits")

    assert [row[0] for row in steps] == [row[0] for row in going] == [case.number]
    assert made(other_reviewer, "steps")[1:] == []


def test_appeals_that_wait_and_those_that_were_answered(reviewer, approver, applicant, chief):
    case = rejected(reviewer, approver, applicant.firms.get())
    row = file(case, applicant)

    assert [line[5] for line in made(reviewer, "appeals")[1:]] == [GROUNDS]
    assert made(reviewer, "appeals", answered="1")[1:] == []
    appeals.uphold(appeal=row, answer=ANSWER, by=chief, at=now())
    assert made(reviewer, "appeals")[1:] == []
    assert made(reviewer, "appeals", answered="1")[1][-1] == ANSWER


def test_stopped_firms_under_the_filters_of_the_page(reviewer, approver, inspector):
    case = opened(reviewer, approver).application
    reason = case.policy_set.rules.stops.reasons[0].code
    stops.stop(application=case, reasons=[reason], note="门口无人测温。", by=inspector, at=now())

    assert [row[0] for row in made(reviewer, "stops", kind="stop")[1:]] == [case.number]
    assert made(reviewer, "stops", kind="seal")[1:] == []


def test_certificates_go_out_as_their_list_says_it_today(client, reviewer, approver, inspector):
    soon = certified(reviewer, approver)
    gone, stands, halted = (opened(reviewer, approver) for _ in range(3))
    row = policy_set()
    term = {"certificate": {"days": 3, "ours": True, "why": {"zh": "试验", "en": "a trial"}}}
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | term)
    over = opened(reviewer, approver)
    revocations.revoke(certificate=gone, reason="查无此厂", by=approver, at=now())
    reason = halted.application.policy_set.rules.stops.reasons[0].code
    stops.stop(application=halted.application, reasons=[reason], note="门口无人。", by=inspector, at=now())

    _heading, *rows = made(reviewer, "certificates")

    said = {row[0]: row[7] for row in rows}
    assert said == {
        soon.number: "Not yet valid",
        over.number: "Expired",
        gone.number: "Revoked",
        stands.number: "Valid",
        halted.number: "Suspended",
    }
    client.force_login(reviewer)
    shown = client.get(reverse("approvals:certificates")).context["page"].rows
    assert said == {each.number: each.state_on(shanghai_day(now())).label for each in shown}
    assert [row[0] for row in made(reviewer, "certificates", status="expired")[1:]] == [over.number]


def test_batches_and_their_cases_go_out_in_words(reviewer, approver):
    batch = signed_batch(approver, [recommended(reviewer)])

    (row,) = made(approver, "batches")[1:]
    (member,) = made(approver, "batch", batch=str(batch.public_id))[1:]

    assert (row[3], row[7]) == ("White list", "Signed")
    assert member[5] == "Approved"


def test_a_quota_goes_out_with_what_stands_under_it(approver, other_reviewer):
    place, day = Division.objects.get(pk=approver.appointments.get().division_id), shanghai_day(now())
    wish = quotas.QuotaWish(place, day, day + timedelta(days=1), 30, None)
    quotas.set_quotas(wish=wish, by=approver, at=now())

    _heading, *rows = made(approver, "quotas")

    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        (day.isoformat(), place.pk, "30", "0"),
        ((day + timedelta(days=1)).isoformat(), place.pk, "30", "0"),
    ]
    assert made(other_reviewer, "quotas")[1:] == []


@pytest.mark.parametrize("wanted", ["", "not-an-id"])
def test_days_of_no_plan_are_refused(wanted, approver):
    with pytest.raises(PermissionDenied):
        asked(approver, "plan-days", plan=wanted)


def test_days_of_a_plan_that_is_not_there_are_nobodys(approver):
    assert made(approver, "plan-days", plan=str(uuid.uuid4()))[1:] == []


@pytest.mark.parametrize(
    ("address", "name", "who"),
    [
        ("approvals:steps", "steps", "inspector"),
        ("approvals:visits", "visits", "inspector"),
        ("approvals:questions", "questions", "instructor"),
        ("approvals:appeals", "appeals", "reviewer"),
        ("approvals:stops", "stops", "reviewer"),
        ("approvals:suspensions", "suspensions", "approver"),
        ("approvals:plans", "plans", "approver"),
        ("approvals:quotas", "quotas", "approver"),
    ],
)
def test_the_page_of_each_list_leads_to_its_file(address, name, who, client, request):
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse(address)).text

    assert f"{reverse('core:export-ask')}?list={name}" in page
