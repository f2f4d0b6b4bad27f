"""
Silence counts as yes at the instant at which an approver decides: one decision, one certificate.

The control takes the lock away: both have seen the case undecided, and only a constraint keeps the second decision out.
"""

import threading
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from approvals.models import Certificate, Decision
from approvals.services import decisions, lateness
from core import workflow
from core.errors import TransitionNotAllowed
from core.models import Role
from core.services.desk import the_desk
from reopening.counts import differences
from reopening.models import Application, Escalation
from tests.approvals.cases import recommended
from tests.approvals.services.test_lateness import HOUR, policy
from tests.factories import street, submitted_application
from tests.personas import official
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


def people() -> tuple[Any, Any]:
    return official(Role.REVIEWER, street()), official(Role.APPROVER, street().parent)


def case_and_approver(**how: Any) -> tuple[Application, Any]:
    policy(deems=True)
    reviewer, approver = people()
    the_desk()
    return recommended(reviewer), approver


def both(case: Application, approver: Any) -> list[Any]:
    at = case.due_at + HOUR
    mine = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    return together(
        lambda: decisions.approve(application=mine, by=approver, at=timezone.now()),
        lambda: lateness.act_on_late(at=at),
    )


@pytest.mark.parametrize("attempt", range(3))
def test_one_of_both_decides_and_the_other_changes_nothing(attempt):
    case, approver = case_and_approver()

    by_hand, by_rule = both(case, approver)

    decision = Decision.objects.get()
    assert Certificate.objects.count() == 1
    if decision.rule:
        assert isinstance(by_hand, TransitionNotAllowed)
        assert by_rule == 1
    else:
        assert isinstance(by_hand, Certificate)
        assert by_rule == 0
    assert list(differences()) == []


def test_control_without_the_lock_both_have_seen_it_undecided(monkeypatch):
    case, approver = case_and_approver()
    both_have_seen = threading.Barrier(2)

    def seen(rows: Any) -> list[Any]:
        found = list(rows.order_by("pk"))
        both_have_seen.wait(timeout=30)
        return found

    def seen_one(subject: Any) -> None:
        subject.refresh_from_db()
        both_have_seen.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock_many", seen)
    monkeypatch.setattr(workflow, "lock", seen_one)

    results = both(case, approver)

    assert sum(isinstance(result, IntegrityError) for result in results) == 1


def test_two_machines_hand_a_case_up_once():
    policy()
    people()
    the_desk()
    cases = [submitted_application() for _number in range(4)]
    at = max(case.due_at for case in cases) + HOUR

    results = together(*[lambda: lateness.act_on_late(at=at)] * 3)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(results) == 4
    assert Escalation.objects.count() == 4
