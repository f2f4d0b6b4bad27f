from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.home import tasks
from approvals.services import review
from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import claimed, draft_batch, recommended
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


def titles(user):
    return {str(task.title): task.figure for task in tasks(user, timezone.now())}


def test_a_reviewer_sees_what_is_due_held_and_unclaimed(reviewer):
    submitted_application()
    claimed(reviewer)
    Application.objects.update(due_at=timezone.now())

    assert titles(reviewer) == {"Due today": "2", "With you": "1", "Unclaimed cases": "1"}


def test_an_approver_sees_what_waits_for_a_signature(reviewer, approver):
    case = recommended(reviewer)
    draft_batch(approver, phase=case.phase)

    assert titles(approver) == {"Batches to sign": "1", "Ready for decision": "1"}


def test_nobody_is_told_to_do_nothing(reviewer, approver, applicant):
    assert titles(reviewer) == titles(approver) == titles(applicant) == {}


def shown(client, url):
    return len(client.get(url).context["rows"])


def test_each_task_leads_to_as_many_cases_as_it_says(client, reviewer):
    submitted_application()
    claimed(reviewer)
    Application.objects.update(due_at=timezone.now())
    again = claimed(reviewer)
    review.return_for_correction(
        application=again, reasons=["other"], note="请补", by=reviewer, at=timezone.now()
    )
    signatory = again.firm.memberships.get().user
    applications.submit(
        application=Application.objects.get(pk=again.pk), committed=True, by=signatory, at=timezone.now()
    )
    Application.objects.filter(pk=again.pk).update(due_at=timezone.now() + timedelta(days=9))
    client.force_login(reviewer)

    found = list(tasks(reviewer, timezone.now()))

    assert [str(task.title) for task in found] == [
        "Due today",
        "Corrected and handed in again",
        "With you",
        "Unclaimed cases",
    ]
    assert [int(task.figure) for task in found] == [shown(client, task.url) for task in found] == [2, 1, 2, 1]
