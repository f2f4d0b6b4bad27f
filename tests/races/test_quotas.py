"""Two batches of one street and one day never both take its last places."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import BatchMember
from approvals.services import filling, quotas
from core.dates import shanghai_day
from core.models import Role
from tests.approvals.cases import draft_batch, recommended
from tests.factories import AppointmentFactory, UserFactory, street
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = 3


@pytest.fixture
def batches(reviewer):
    """Two batches of different officers, each with a case of its own for every place of the day."""
    cases = [recommended(reviewer) for _ in range(2 * PLACES)]
    officers = [
        AppointmentFactory(role=Role.APPROVER, division=street(), user=UserFactory()).user for _ in "ab"
    ]
    day = shanghai_day(timezone.now()) + timedelta(days=5)
    wish = quotas.QuotaWish(street(), day, day, PLACES, None)
    quotas.set_quotas(wish=wish, by=officers[0], at=timezone.now())
    made = [draft_batch(officer, phase=cases[0].phase) for officer in officers]
    return [(made[0], cases[:PLACES], officers[0]), (made[1], cases[PLACES:], officers[1])]


def add_at_once(batches):
    return together(
        *[
            lambda batch=batch, mine=mine, by=by: filling.add(
                batch=batch, applications=mine, by=by, at=timezone.now()
            )
            for batch, mine, by in batches
        ]
    )


def test_one_takes_the_last_places_and_the_other_is_told(batches):
    results = add_at_once(batches)

    assert sum(isinstance(result, filling.DayFull) for result in results) == 1
    assert BatchMember.objects.count() == PLACES


def test_two_fills_share_the_places(batches):
    results = together(
        *[
            lambda batch=batch, by=by: filling.fill(batch=batch, by=by, at=timezone.now())
            for batch, _mine, by in batches
        ]
    )

    assert sum(result.added for result in results) == PLACES


def test_control_without_the_lock_both_take_them(batches, monkeypatch):
    both_have_looked, look = threading.Barrier(2), filling.day_room

    def look_and_wait(batch):
        room = look(batch)
        both_have_looked.wait(timeout=30)
        return room

    monkeypatch.setattr(filling, "hold_day", lambda *_place: None)
    monkeypatch.setattr(filling, "day_room", look_and_wait)

    assert [result.added for result in add_at_once(batches)] == [PLACES, PLACES]
    assert BatchMember.objects.count() == 2 * PLACES
