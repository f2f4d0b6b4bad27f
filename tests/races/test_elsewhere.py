"""
Two firms that list the same person are handed in at the same instant: neither sees the other, and both are told after.

The controls: asked only whether the other has filed, nobody counts again; counting again only the others, whoever ends
last is never told.
"""

import dataclasses
import threading

import pytest
from django.db import connection

from core import background
from core.models import Notification
from reopening.models import Application, StaffMember
from reopening.services import applications, elsewhere
from reopening.services.staff import count_elsewhere
from tests.factories import MembershipFactory, ready_application
from tests.races.crowd import together
from tests.races.filing import submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rivals() -> tuple[Application, Application]:
    first = ready_application(MembershipFactory(firm__name="甲企业").firm)
    second = ready_application(MembershipFactory(firm__name="乙企业").firm)
    shared = first.staff.order_by("pk")[0]
    StaffMember.objects.filter(pk=second.staff.order_by("pk")[0].pk).update(
        resident_id_hash=shared.resident_id_hash
    )
    return first, second


def counts(rivals) -> list[int]:
    """How many people are on the other's roster, by what each of the two says."""
    return [Application.objects.get(pk=each.pk).people_elsewhere for each in rivals]


def told() -> list[str]:
    return sorted(each.params["firm"] for each in Notification.objects.filter(kind="roster.shared"))


def at_once(rivals, monkeypatch, count=count_elsewhere) -> list[int]:
    """Both have counted before either is handed in; then all work is done."""
    both_have_counted = threading.Barrier(2)

    def count_and_wait(application):
        found = count(application)
        both_have_counted.wait(timeout=30)
        return found

    monkeypatch.setattr(applications, "count_elsewhere", count_and_wait)
    people = [each.firm.members.get() for each in rivals]
    filed = together(*(lambda pair=pair: submit(*pair) for pair in zip(rivals, people, strict=True)))
    assert [each.people_elsewhere for each in filed] == [0, 0]
    background.run_waiting()
    return counts(rivals)


def one_around_the_other(rivals, monkeypatch) -> list[int]:
    """The second counts before the first is handed in, and ends when the first's work is done."""
    first, second = rivals
    has_counted, may_end = threading.Event(), threading.Event()

    def count_and_wait(application):
        found = count_elsewhere(application)
        if application.pk == second.pk:
            has_counted.set()
            may_end.wait(timeout=30)
        return found

    monkeypatch.setattr(applications, "count_elsewhere", count_and_wait)

    def hand_in_second():
        try:
            submit(second, second.firm.members.get())
        finally:
            connection.close()

    late = threading.Thread(target=hand_in_second)
    late.start()
    assert has_counted.wait(timeout=30)
    submit(first, first.firm.members.get())
    background.run_waiting()
    may_end.set()
    late.join(timeout=30)
    background.run_waiting()
    return counts(rivals)


def test_both_are_told_of_the_other(rivals, monkeypatch):
    assert at_once(rivals, monkeypatch) == [1, 1]
    assert told() == ["乙企业", "甲企业"]


def test_control_asked_only_who_has_filed_nobody_is_told(rivals, monkeypatch):
    def count_filed(application):
        found = count_elsewhere(application)
        return dataclasses.replace(found, is_shared=bool(found.people))

    assert at_once(rivals, monkeypatch, count=count_filed) == [0, 0]
    assert told() == []


def test_who_ends_last_is_told_too(rivals, monkeypatch):
    assert one_around_the_other(rivals, monkeypatch) == [1, 1]
    assert told() == ["乙企业", "甲企业"]


def test_control_counting_only_the_others_who_ends_last_is_not_told(rivals, monkeypatch):
    tell = elsewhere.tell
    monkeypatch.setattr(elsewhere, "tell", lambda of: of.pk != rivals[1].pk and tell(of))

    assert one_around_the_other(rivals, monkeypatch) == [1, 0]
    assert told() == ["甲企业"]
