"""
Batch over batch: a case goes into one batch, and a batch is signed or given up, never both.

The controls take away what keeps them apart: the index of active members, and the lock of the batch.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from approvals.models import Batch, BatchMember
from approvals.services import batch_drafts, batches, filling
from core import workflow
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Job
from reopening.models import Application
from tests.approvals.cases import draft_batch, recommended
from tests.races.crowd import together
from tests.states import any_move

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = "batch_member_one_active"


def fresh(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def add(batch: Batch, case: Application, by: Any) -> Any:
    return lambda: filling.add(batch=fresh(batch), applications=[case], by=by, at=timezone.now())


def two_batches(case: Application, approver: Any) -> list[Batch]:
    """Of different days, so that no lock of a day stands between them."""
    return [draft_batch(approver, opens_in_days=days, phase=case.phase) for days in (5, 6)]


@contextmanager
def without_the_index() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
        try:
            yield
        finally:
            cursor.execute("DELETE FROM approvals_batchmember")
            cursor.execute(definition)


@contextmanager
def all_have_looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both have read the candidates before either writes its members."""
    barrier, join = threading.Barrier(2), filling.join

    def wait(*args: Any, **named: Any) -> None:
        barrier.wait(timeout=30)
        join(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(filling, "join", wait)
        yield


def test_a_case_that_two_batches_take_at_once_is_in_one_and_the_other_is_told(
    reviewer, approver, monkeypatch
):
    case = recommended(reviewer)
    one, other = two_batches(case, approver)

    with all_have_looked(monkeypatch):
        results = together(add(one, case, approver), add(other, case, approver))

    assert sorted(map(str, results)) == ["1", str(filling.NotACandidate())]
    assert BatchMember.objects.filter(application=case).count() == 1
    assert [event.verb for each in (one, other) for event in trail(each)].count("batch.add") == 1


def test_control_without_the_index_it_is_in_both(reviewer, approver, monkeypatch):
    case = recommended(reviewer)
    one, other = two_batches(case, approver)

    with without_the_index(), all_have_looked(monkeypatch):
        assert together(add(one, case, approver), add(other, case, approver)) == [1, 1]
        assert BatchMember.objects.filter(application=case).count() == 2


def sign_and_discard(batch: Batch, approver: Any) -> list[Any]:
    return together(
        lambda: batches.sign(batch=fresh(batch), by=approver, at=timezone.now()),
        lambda: batch_drafts.discard(batch=fresh(batch), by=approver, at=timezone.now()),
    )


def filled(case: Application, approver: Any) -> Batch:
    batch = draft_batch(approver, phase=case.phase)
    filling.add(batch=batch, applications=[case], by=approver, at=timezone.now())
    return batch


def test_a_batch_is_signed_or_given_up_and_the_other_is_told(reviewer, approver):
    batch = filled(recommended(reviewer), approver)

    signed, discarded = sign_and_discard(batch, approver)

    assert sum(isinstance(each, TransitionNotAllowed) for each in (signed, discarded)) == 1
    is_signed = isinstance(signed, Batch)
    assert fresh(batch).status == ("signing" if is_signed else "discarded")
    assert batch.members.count() == Job.objects.filter(task="approvals.tasks.sign_batch").count() == is_signed


def test_control_without_the_lock_a_signed_batch_is_given_up(reviewer, approver, monkeypatch):
    batch = filled(recommended(reviewer), approver)
    both_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        both_have_read.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", read_only)
    with any_move(Batch):
        results = sign_and_discard(batch, approver)

    assert not any(isinstance(each, TransitionNotAllowed) for each in results)
