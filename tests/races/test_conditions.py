"""
A condition is met at the instant at which the approval lapses for want of it: one of both happens.

The control takes the locks away: the firm has met it, and its approval is gone all the same.
"""

import threading
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Decision, Outcome
from approvals.services import due_conditions
from core import workflow
from core.errors import TransitionNotAllowed
from core.models import Notification, Role, User
from core.services.desk import the_desk
from reopening.models import Application, Condition
from reopening.services import conditions
from reopening.transitions import APPLICATION
from tests.approvals.conditions_due import DAY, noon, policy, with_condition
from tests.factories import AppointmentFactory, UserFactory, street
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


def overdue_case(when_overdue: str) -> tuple[Condition, User]:
    policy(when_overdue)
    reviewer, approver = (
        AppointmentFactory(role=role, division=place, user=UserFactory()).user
        for role, place in ((Role.REVIEWER, street()), (Role.APPROVER, street().parent))
    )
    the_desk()
    return with_condition(reviewer, approver), approver


def meet(condition: Condition, by: User) -> int:
    """As who confirms a paper does: under the lock of the application."""
    case, at = Application.objects.get(pk=condition.application_id), timezone.now()
    with APPLICATION.transition(case, "confirm_paper", by=by, at=at):
        return conditions.fulfil(application=case, kind=condition.kind, by=by, at=at)


def both(condition: Condition, by: User) -> list[Any]:
    at = noon(condition.due_on + DAY)
    return together(lambda: meet(condition, by), lambda: due_conditions.act_on_due(at=at))


@pytest.mark.parametrize("attempt", range(3))
def test_it_is_met_or_the_approval_lapses_and_never_both(attempt):
    condition, approver = overdue_case("lapse")

    met, acted = both(condition, approver)

    condition.refresh_from_db()
    case = Application.objects.get(pk=condition.application_id)
    if condition.status == "fulfilled":
        assert (met, acted, case.status) == (1, 0, "approved")
    else:
        assert isinstance(met, TransitionNotAllowed)
        assert (acted, case.status) == (1, "revoked")
    assert Decision.objects.filter(outcome=Outcome.LAPSED).count() == (case.status == "revoked")


def test_control_without_the_locks_it_is_met_and_the_approval_is_gone(monkeypatch):
    condition, approver = overdue_case("lapse")
    both_have_seen = threading.Barrier(2)

    def seen(rows: Any) -> list[Any]:
        found = list(rows.order_by("pk"))
        if rows.model is Condition:
            both_have_seen.wait(timeout=30)
        return found

    def seen_one(subject: Any) -> None:
        subject.refresh_from_db()
        both_have_seen.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock_many", seen)
    monkeypatch.setattr(workflow, "lock_in_order", lambda rows: list(rows.order_by("pk")))
    monkeypatch.setattr(workflow, "lock", seen_one)

    met, acted = both(condition, approver)

    condition.refresh_from_db()
    assert (met, acted) == (1, 1)
    assert condition.status == "fulfilled"
    assert Decision.objects.filter(outcome=Outcome.LAPSED).exists()


def test_three_machines_act_on_a_condition_once():
    condition, _approver = overdue_case("stop")
    at = noon(condition.due_on + DAY)

    results = together(*[lambda: due_conditions.act_on_due(at=at)] * 3)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(results) == 1
    assert Decision.objects.filter(outcome=Outcome.STOPPED).count() == 1
    firm = condition.application.firm
    assert Notification.objects.filter(kind="condition.overdue").count() == firm.members.count()
