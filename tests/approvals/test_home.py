from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.home import tasks
from reopening.models import Application
from reopening.services import applications
from tests.factories import submitted_application

AT = timezone.now()


@pytest.fixture
def case(db):
    return submitted_application()


def titles(user):
    return [str(task.title) for task in tasks(user, AT)]


def test_a_reviewer_sees_what_waits_and_what_is_theirs(reviewer, case):
    assert titles(reviewer) == ["Waiting for a reviewer"]

    applications.claim(application=case, by=reviewer, at=AT)

    assert titles(reviewer) == ["Claimed by you"]


def test_what_is_overdue_comes_first(reviewer, case):
    Application.objects.filter(pk=case.pk).update(due_at=AT - timedelta(minutes=1))

    first = next(tasks(reviewer, AT))

    assert (str(first.title), first.figure, first.state) == ("Due today or overdue", "1", "problem")


def test_an_approver_sees_what_is_ready_for_decision(approver, reviewer, case):
    applications.claim(application=case, by=reviewer, at=AT)
    applications.recommend(application=case, by=reviewer, at=AT)

    assert titles(approver) == ["Ready for decision"]


def test_cases_of_other_places_are_nobodys_task_here(other_reviewer, case):
    assert titles(other_reviewer) == []


def test_other_roles_have_no_task_of_deciding(courier, auditor, case):
    assert titles(courier) == titles(auditor) == []


def test_the_counts_cost_one_query(reviewer, case, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):  # the appointments, the counts
        titles(reviewer)


def test_home_leads_a_reviewer_to_the_queue(client, reviewer, case):
    client.force_login(reviewer)

    assert "Waiting for a reviewer" in client.get("/").text
