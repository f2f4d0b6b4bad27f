import pytest
from django.utils import timezone

from approvals.home import tasks
from reopening.models import Application
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
