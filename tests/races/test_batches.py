"""
Batch over batch: a case goes into one batch, the other takes what is free and is told; a batch is signed or given
up, never both.

The controls take away what keeps them apart: the index of active members, and the lock of the batch.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from approvals.batch_timeline import batch_timeline
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


def add(batch: Batch, cases: list[Application], by: Any) -> Any:
    return lambda: filling.add(batch=fresh(batch), applications=cases, by=by, at=timezone.now())


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
    barrier, join, have_waited = threading.Barrier(2), filling.join, set()

    def wait(batch: Batch, *args: Any, **named: Any) -> set[int]:
        if batch.pk not in have_waited:
            have_waited.add(batch.pk)
            barrier.wait(timeout=30)
        return join(batch, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(filling, "join", wait)
        yield


def test_a_case_that_two_batches_take_at_once_is_in_one_and_the_other_is_told(
    reviewer, approver, monkeypatch
):
    case = recommended(reviewer)
    one, other = two_batches(case, approver)

    with all_have_looked(monkeypatch):
        results = together(add(one, [case], approver), add(other, [case], approver))

    (refusal,) = [each for each in results if isinstance(each, filling.TakenElsewhere)]
    (winner,) = [batch for batch, each in zip((one, other), results, strict=True) if each is not refusal]
    assert all(each in str(refusal) for each in (case.firm.name, case.number, winner.number))
    assert BatchMember.objects.get(application=case).batch == winner
    assert [event.verb for each in (one, other) for event in trail(each)].count("batch.add") == 1


def test_control_without_the_index_it_is_in_both(reviewer, approver, monkeypatch):
    case = recommended(reviewer)
    one, other = two_batches(case, approver)

    with without_the_index(), all_have_looked(monkeypatch):
        results = together(add(one, [case], approver), add(other, [case], approver))
        assert results == [filling.Taken(1, [])] * 2
        assert BatchMember.objects.filter(application=case).count() == 2


def test_of_chosen_cases_the_slower_batch_takes_those_that_are_free(reviewer, approver, monkeypatch):
    mine, wanted, yours = (recommended(reviewer) for _number in range(3))
    one, other = two_batches(wanted, approver)

    with all_have_looked(monkeypatch):
        results = together(add(one, [mine, wanted], approver), add(other, [wanted, yours], approver))

    assert sorted((each.added, each.elsewhere) for each in results) == [(1, [wanted]), (2, [])]
    assert BatchMember.objects.filter(application=mine).get().batch == one
    assert BatchMember.objects.filter(application=yours).get().batch == other
    assert BatchMember.objects.filter(application=wanted).count() == 1


def fill_both(cases: list[Application], approver: Any) -> tuple[list[Batch], list[Any]]:
    """Two batches of two firms each, filled at the same moment by the same rule."""
    made = [draft_batch(approver, firms=2, opens_in_days=days, phase=cases[0].phase) for days in (5, 6)]
    acts = [
        lambda batch=batch: filling.fill(batch=fresh(batch), by=approver, at=timezone.now()) for batch in made
    ]
    return made, together(*acts)


def test_the_slower_of_two_fills_passes_over_what_is_taken_and_goes_on_to_the_next(
    reviewer, approver, monkeypatch
):
    cases = [recommended(reviewer) for _number in range(3)]

    with all_have_looked(monkeypatch):
        made, results = fill_both(cases, approver)

    slower = max(results, key=lambda each: len(each.elsewhere))
    assert sorted(each.added for each in results) == [1, 2]
    assert (slower.added, slower.elsewhere) == (1, cases[:2])
    assert set(BatchMember.objects.values_list("application", flat=True)) == {case.pk for case in cases}
    (loser,) = [batch for batch, each in zip(made, results, strict=True) if each is slower]
    assert batch_timeline(loser)[0].note == "1 case; 2 more went to another batch first"


def test_control_without_the_index_both_fills_take_the_same_cases(reviewer, approver, monkeypatch):
    cases = [recommended(reviewer) for _number in range(3)]

    with without_the_index(), all_have_looked(monkeypatch):
        _made, results = fill_both(cases, approver)
        assert results == [filling.Taken(2, [])] * 2
        assert BatchMember.objects.filter(application=cases[0]).count() == 2


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
