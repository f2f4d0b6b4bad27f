"""Who is appointed to a bureau takes that bureau's cases and steps, and no others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from approvals.models import Step
from approvals.queries.queue import claimable, queue
from approvals.services import review, steps
from core.models import Role, User
from reopening.models import Application
from tests.approvals.reviewing import states, step, taken_up, the
from tests.factories import AppointmentFactory, UserFactory, street, submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def economist(db) -> User:
    user = UserFactory(username="economist")
    AppointmentFactory(user=user, role=Role.REVIEWER, division=street(), trade_office="economy")
    return user


def test_a_bureaus_case_is_taken_by_the_bureau_and_an_ordinary_one_is_not(economist, reviewer):
    ordinary, special = submitted_application(), submitted_application()
    Application.objects.filter(pk=special.pk).update(trade_office="economy")

    found = queue(economist).filter(claimable(economist))
    assert list(found) == [special]
    with pytest.raises(PermissionDenied):
        review.claim(application=ordinary, by=economist, at=timezone.now())

    review.claim(application=special, by=economist, at=timezone.now())
    review.claim(application=ordinary, by=reviewer, at=timezone.now())


def test_a_step_of_a_bureau_is_done_by_the_bureau_only(economist, reviewer):
    case = taken_up(reviewer, step("bureau", trade_office="economy"), step("plain"))
    assert [row.key for row in Step.objects.to_do().for_person(economist)] == ["bureau"]
    assert [row.key for row in Step.objects.to_do().for_person(reviewer)] == ["plain"]

    with pytest.raises(PermissionDenied):
        steps.complete(step=the(case, "bureau"), checked=[0, 1], by=reviewer, at=timezone.now())
    with pytest.raises(PermissionDenied):
        steps.complete(step=the(case, "plain"), checked=[0, 1], by=economist, at=timezone.now())
    steps.complete(step=the(case, "bureau"), checked=[0, 1], by=economist, at=timezone.now())

    assert states(case) == {"bureau": "passed", "plain": "open"}


def test_the_command_appoints_to_a_trade_office(db, capsys):
    street()

    call_command(
        "appoint",
        "bureau",
        "reviewer",
        "330106002",
        "--trade-office",
        "transport",
        "--email",
        "b@example.test",
    )

    assert User.objects.get(username="bureau").bureaus("reviewer") == [("330106002", "transport")]
