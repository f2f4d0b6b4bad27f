"""A batch is rolled back while a firm amends its approval: the one or the other, and whoever is late is told."""

import threading

import pytest
from django.db import IntegrityError
from django.utils import timezone

from approvals.models import RollBackResult
from approvals.services import rolling_back, undoing
from core import workflow
from core.errors import DomainError, TransitionNotAllowed
from reopening.models import AmendmentKind, Application
from reopening.services import amendments
from tests.approvals.cases import recommended, signed_batch
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


def prepared(reviewer, approver):
    case = recommended(reviewer)
    batch = signed_batch(approver, [case])
    return case, rolling_back.start(
        batch=batch, members=None, reason="名单有误", by=approver, at=timezone.now()
    )


def amend_while_rolled_back(case, row):
    by = case.firm.memberships.get(is_signatory=True).user

    def amend():
        mine = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
        return amendments.amend(application=mine, kind=AmendmentKind.ADD_STAFF, by=by, at=timezone.now())

    def undo():
        while not undoing.undo_chunk(roll_back=row):
            pass
        return row.members.get().result

    return together(undo, amend)


def test_one_is_told_and_the_case_is_in_one_state(reviewer, approver):
    case, row = prepared(reviewer, approver)

    result, amended = amend_while_rolled_back(case, row)

    case.refresh_from_db()
    if result == RollBackResult.ROLLED_BACK:
        assert isinstance(amended, TransitionNotAllowed)
        assert case.status == "recommended"
    else:
        assert result == RollBackResult.REFUSED
        assert case.status == "approved"
        assert amended.amends_id == case.pk


def test_control_without_the_locks_nobody_is_told_and_only_the_database_keeps_them_apart(
    reviewer, approver, monkeypatch
):
    case, row = prepared(reviewer, approver)
    both_have_looked, look = threading.Barrier(2), undoing.refusals

    def look_and_wait(cases, held, *, by):
        found = look(cases, held, by=by)
        both_have_looked.wait(timeout=30)
        return found

    def read_only(subject):
        subject.refresh_from_db()
        if isinstance(subject, Application) and not both_have_looked.broken:
            both_have_looked.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", read_only)
    monkeypatch.setattr(workflow, "lock_many", list)
    monkeypatch.setattr(undoing, "refusals", look_and_wait)

    results = amend_while_rolled_back(case, row)

    assert not any(isinstance(result, TransitionNotAllowed) for result in results), results
    assert any(isinstance(result, IntegrityError | DomainError) for result in results), results


def test_two_workers_on_one_roll_back_undo_each_case_once(reviewer, approver):
    cases = [recommended(reviewer) for _ in range(6)]
    batch = signed_batch(approver, cases)
    row = rolling_back.start(batch=batch, members=None, reason="名单有误", by=approver, at=timezone.now())

    def work():
        done = 0
        while count := undoing.undo_chunk(roll_back=row, limit=2):
            done += count
        return done

    assert sum(together(work, work)) == len(cases)
    assert row.members.filter(result=RollBackResult.ROLLED_BACK).count() == len(cases)
