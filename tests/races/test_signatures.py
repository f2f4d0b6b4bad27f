"""
Two approvers give the second signature at the same instant, or one signs while another sends it back: one wins.

The control takes the lock of the batch away: both have seen it waiting, and both would sign.
"""

import threading
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Batch
from approvals.services import batches, filling
from core import workflow
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Job, Role
from tests.approvals.cases import draft_batch, recommended
from tests.factories import street
from tests.personas import official
from tests.races.crowd import together
from tests.races.test_decisions import colleagues

pytestmark = pytest.mark.django_db(transaction=True)


def proposed() -> tuple[Batch, list[Any]]:
    """A batch with one signature, and two more who may give the second one."""
    reviewer, first = official(Role.REVIEWER, street()), official(Role.APPROVER, street())
    case = recommended(reviewer)
    batch = draft_batch(first, phase=case.phase)
    filling.add(batch=batch, applications=[case], by=first, at=timezone.now())
    batches.propose(batch=batch, by=first, at=timezone.now())
    return batch, colleagues(Role.APPROVER, 2)


def fresh(batch: Batch) -> Batch:
    return Batch.objects.select_related("proposed_by").get(pk=batch.pk)


def countersign(batch: Batch, by: Any) -> Any:
    return lambda: batches.countersign(batch=fresh(batch), by=by, at=timezone.now())


def verbs(batch: Batch) -> list[str]:
    return [event.verb for event in trail(batch)]


def signings() -> int:
    return Job.objects.filter(task="approvals.tasks.sign_batch").count()


def test_of_two_second_signatures_one_counts_and_the_other_is_told():
    batch, people = proposed()

    results = together(*[countersign(batch, by) for by in people])

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
    assert verbs(batch).count("batch.countersign") == 1
    assert signings() == 1
    winner = next(by for by, result in zip(people, results, strict=True) if isinstance(result, Batch))
    assert fresh(batch).signed_by == winner


def test_a_batch_is_signed_or_sent_back_never_both():
    batch, (one, other) = proposed()

    results = together(
        countersign(batch, one),
        lambda: batches.send_back(batch=fresh(batch), note="名单有误", by=other, at=timezone.now()),
    )

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
    assert len({"batch.countersign", "batch.send_back"} & set(verbs(batch))) == 1
    assert fresh(batch).status == ("signing" if isinstance(results[0], Batch) else "draft")
    assert signings() == (1 if isinstance(results[0], Batch) else 0)


def test_control_without_the_lock_both_second_signatures_pass(monkeypatch):
    batch, people = proposed()
    both_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        both_have_read.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", read_only)

    together(*[countersign(batch, by) for by in people])

    assert signings() == 2 or verbs(batch).count("batch.countersign") != 1
