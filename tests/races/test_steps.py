"""
Two officers finish the last two parallel steps at the same instant: both are passed, and the next stage opens once.

The control takes the lock of the case away: each sees the other's step still open, and nobody opens the next.
"""

import threading
from typing import Any

import pytest
from django.utils import timezone

from approvals.services import review, steps
from core import workflow
from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Role
from reopening.models import Application
from tests.approvals.reviewing import colleague, states, step, taken_up, the
from tests.factories import policy_set, street
from tests.personas import official
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
ALL = [0, 1]


@pytest.fixture
def parallel() -> tuple[Application, list[Any]]:
    """A case with two parallel steps and one after them, and an officer for each of the two."""
    policy_set()
    case = taken_up(official(Role.REVIEWER, street()), step("a"), step("b"), step("c", 2))
    return case, [("a", colleague("one")), ("b", colleague("two"))]


def finish(case: Application, key: str, by: Any) -> Any:
    return lambda: steps.complete(step=the(case, key), checked=ALL, by=by, at=timezone.now())


def opened(case: Application) -> int:
    return AuditEvent.objects.filter(subject_id=str(the(case, "c").pk), verb="step.open").count()


def test_the_join_happens_once(parallel):
    case, people = parallel

    results = together(*[finish(case, key, by) for key, by in people])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert states(case) == {"a": "passed", "b": "passed", "c": "open"}
    assert opened(case) == 1


def test_control_without_the_lock_of_the_case_the_join_is_lost(parallel, monkeypatch):
    case, people = parallel
    both_have_answered, both_have_looked = threading.Barrier(2), threading.Barrier(2)
    lock, open_ready = workflow.lock, steps.open_ready

    def only_the_step(subject: Any) -> None:
        return subject.refresh_from_db() if isinstance(subject, Application) else lock(subject)

    def look_when_both_have_answered(*what: Any, **how: Any) -> None:
        both_have_answered.wait(timeout=30)
        open_ready(*what, **how)
        both_have_looked.wait(timeout=30)  # neither has committed while the other looks

    monkeypatch.setattr(workflow, "lock", only_the_step)
    monkeypatch.setattr(steps, "open_ready", look_when_both_have_answered)

    together(*[finish(case, key, by) for key, by in people])

    assert states(case) == {"a": "passed", "b": "passed", "c": "not_open"}
    assert opened(case) == 0


def test_of_two_who_take_one_step_one_has_it(parallel):
    case, ((key, first), (_other, second)) = parallel

    results = together(
        *[lambda by=by: steps.take(step=the(case, key), by=by, at=timezone.now()) for by in (first, second)]
    )

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 1
    assert the(case, key).taken_by in (first, second)


def test_a_step_is_not_answered_while_the_case_goes_back_to_the_firm(parallel):
    case, ((key, by), _other) = parallel
    officer = case.claimed_by

    results = together(
        finish(case, key, by),
        lambda: review.return_for_correction(
            application=Application.objects.get(pk=case.pk),
            reasons=["plan_too_thin"],
            note="",
            by=officer,
            at=timezone.now(),
        ),
    )

    step_result = results[0]
    refused = isinstance(step_result, TransitionNotAllowed)
    assert the(case, key).status == ("open" if refused else "passed")
    assert not isinstance(results[1], Exception)
