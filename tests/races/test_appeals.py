"""
An appeal is answered once, whoever answers together, and a firm appeals once, however often it clicks.

Each race has its control: with the lock of the transition engine taken away the same race goes wrong.
"""

import threading
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from approvals.models import Appeal, Decision
from approvals.services import appeals
from core import workflow
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import User
from reopening.models import Application
from tests.approvals.services.test_appeals import ANSWER, GROUNDS, approver_of, rejected
from tests.factories import MembershipFactory, city, street
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signatory(reviewer) -> User:
    return MembershipFactory(is_signatory=True, firm__division=street()).user


@pytest.fixture
def case(reviewer, approver, signatory) -> Application:
    return rejected(reviewer, approver, signatory.firms.get())


@pytest.fixture
def row(case, signatory) -> Appeal:
    return file(case, signatory)


def file(case: Application, by: User) -> Appeal:
    found = Application.objects.select_related("policy_set", "firm").get(pk=case.pk)
    return appeals.appeal(application=found, grounds=GROUNDS, by=by, at=timezone.now())


def two_answer(row: Appeal) -> list[Any]:
    first, second = approver_of(city()), approver_of(city())

    def answer(act: Any, by: User) -> Decision:
        found = Appeal.objects.select_related("application__firm", "decision").get(pk=row.pk)
        return act(appeal=found, answer=ANSWER, by=by, at=timezone.now())

    return together(lambda: answer(appeals.uphold, first), lambda: answer(appeals.overturn, second))


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a row; an appeal is read by both before anybody goes on."""
    both_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        if isinstance(subject, Appeal):
            both_have_read.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", read_only)


def test_of_two_who_answer_one_wins_and_the_other_is_told(row):
    results = two_answer(row)

    refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
    assert len(refused) == 1
    row.refresh_from_db()
    decision = Decision.objects.filter(application=row.application).latest("sequence")
    assert (decision.sequence, decision.outcome) == (2, row.status)
    status = Application.objects.get(pk=row.application_id).status
    assert (row.status, status) in [("upheld", "rejected"), ("overturned", "recommended")]
    assert trail(row).exclude(verb="appeal.file").count() == 1


def test_control_without_the_lock_nobody_is_told(row, request):
    request.getfixturevalue("no_lock")

    results = two_answer(row)

    assert not any(isinstance(result, TransitionNotAllowed) for result in results)


def test_a_firm_that_files_twice_at_once_has_one_appeal(case, signatory):
    results = together(lambda: file(case, signatory), lambda: file(case, signatory))

    assert sum(isinstance(result, appeals.AppealedAlready) for result in results) == 1
    assert Appeal.objects.count() == 1


def test_control_without_the_lock_the_second_filing_runs_into_the_database(
    case, signatory, request, monkeypatch
):
    request.getfixturevalue("no_lock")
    both_may, refuse = threading.Barrier(2), appeals.refuse

    def refuse_together(found: Any) -> Any:
        standing = refuse(found)
        both_may.wait(timeout=30)
        return standing

    monkeypatch.setattr(appeals, "refuse", refuse_together)

    results = together(lambda: file(case, signatory), lambda: file(case, signatory))

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert Appeal.objects.count() == 1
