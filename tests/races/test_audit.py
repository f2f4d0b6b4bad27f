"""
Two who write down acts on one record at the same instant extend one chain.

The control takes the lock of the chain away: then both continue the same event, and one is refused.
"""

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.audit import trail
from core.models import User
from tests.factories import UserFactory
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


def act_on(person: User) -> None:
    with transaction.atomic():
        audit.record(person, "user.greet", by=person, at=timezone.now())


def act_by_all(person: User, crowd: int) -> list[Any]:
    return together(*[lambda: act_on(person) for _number in range(crowd)])


def test_every_act_continues_the_one_before():
    person = UserFactory()
    act_on(person)

    assert act_by_all(person, CROWD) == [None] * CROWD

    events = list(trail(person))
    assert [event.sequence for event in events] == list(range(1, CROWD + 2))
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]


def test_without_the_lock_two_continue_the_same_event(monkeypatch):
    person, both_have_read = UserFactory(), threading.Barrier(2)
    act_on(person)
    locked = audit.hold_ends

    def read_only(chains: Iterable[audit.Chain]) -> dict[audit.Chain, tuple[int, str]]:
        found = locked(chains)
        both_have_read.wait(timeout=30)
        return found

    monkeypatch.setattr(audit, "HOLD_ENDS", audit.HOLD_ENDS.replace("pg_advisory_xact_lock", "abs"))
    monkeypatch.setattr(audit, "hold_ends", read_only)

    results = act_by_all(person, 2)

    assert [type(each) for each in results if each] == [IntegrityError]
