"""
Twenty reviewers take the next case at the same instant: twenty different cases, nobody refused, nobody waits long.

The control takes the row lock away from the choice: all of them choose one and the same case.
"""

import threading
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from approvals.queries.queue import ORDERS, queue
from approvals.services import review
from core.errors import TransitionNotAllowed
from core.models import Role, User
from reopening.counts import differences
from reopening.models import Application
from tests.factories import AppointmentFactory, UserFactory, street, submitted_application
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 20


def officers(count: int = CROWD) -> list[User]:
    return [
        AppointmentFactory(role=Role.REVIEWER, division=street(), user=UserFactory()).user
        for _number in range(count)
    ]


def take_together(people: list[User]) -> list[Any]:
    def take(person: User) -> Application:
        return review.claim_next(cases=queue(person), order=ORDERS["due"], by=person, at=timezone.now())

    return together(*[lambda person=person: take(person) for person in people])


def test_twenty_who_take_the_next_case_get_twenty_cases():
    for _number in range(CROWD):
        submitted_application()
    people = officers()

    results = take_together(people)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert len({result.pk for result in results}) == CROWD
    owners = dict(Application.objects.values_list("claimed_by", "pk"))
    assert owners == {person.pk: result.pk for person, result in zip(people, results, strict=True)}
    assert list(differences()) == []


def test_when_fewer_cases_wait_the_others_are_told_that_nothing_waits():
    for _number in range(5):
        submitted_application()

    results = take_together(officers())

    taken = [result for result in results if isinstance(result, Application)]
    assert len({result.pk for result in taken}) == len(taken) == 5
    assert sum(isinstance(result, review.NothingWaits) for result in results) == CROWD - 5


def test_control_without_the_lock_they_all_choose_the_same_case(monkeypatch):
    for _number in range(4):
        submitted_application()
    people, chosen = officers(4), threading.Barrier(4)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    claim = review.claim

    def claim_when_all_have_chosen(**what: Any) -> Application:
        chosen.wait(timeout=30)
        return claim(**what)

    monkeypatch.setattr(review, "claim", claim_when_all_have_chosen)

    results = take_together(people)

    taken = [result for result in results if isinstance(result, Application)]
    assert len({result.pk for result in taken}) == 1
    assert all(isinstance(result, TransitionNotAllowed) for result in results if result not in taken)
