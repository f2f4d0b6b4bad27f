"""
A firm is stopped once, and nothing reaches it afterwards, whoever comes together.

Each race has its control: with the lock taken away the same race goes wrong.
"""

import threading
import uuid
from typing import Any

import pytest
from django.utils import timezone

from approvals.services import stops
from core import workflow
from core.models import Role, User
from reopening.models import Application, Halt
from reopening.services.halts import HaltedAlready
from supplies.models import EventKind, Stop, StopStatus
from supplies.services import deliveries
from supplies.services.hand_overs import Report
from tests.approvals.cases import certified
from tests.factories import AppointmentFactory, UserFactory, street
from tests.races.crowd import together
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)


def inspector_here() -> User:
    return AppointmentFactory(role=Role.INSPECTOR, division=street(), user=UserFactory()).user


def stop_firm(case: Application, by: User) -> Halt:
    found = Application.objects.select_related("policy_set", "firm").get(pk=case.pk)
    return stops.stop(application=found, reasons=["masks_missing"], note="口罩不足", by=by, at=timezone.now())


def two_stop(case: Application) -> list[Any]:
    first, second = inspector_here(), inspector_here()
    return together(lambda: stop_firm(case, first), lambda: stop_firm(case, second))


def test_of_two_who_stop_a_firm_one_is_told(reviewer, approver):
    case = certified(reviewer, approver).application

    results = two_stop(case)

    assert sum(isinstance(result, HaltedAlready) for result in results) == 1
    assert Halt.objects.count() == 1


def test_without_the_lock_the_database_still_keeps_one_stop(reviewer, approver, monkeypatch):
    case = certified(reviewer, approver).application
    both_have_read = threading.Barrier(2)

    def read_only(subject: Any) -> None:
        subject.refresh_from_db()
        both_have_read.wait(timeout=30)

    monkeypatch.setattr(workflow, "lock", read_only)

    results = two_stop(case)

    assert sum(isinstance(result, HaltedAlready) for result in results) == 1
    assert Halt.objects.count() == 1


# --- While goods are handed over ---------------------------------------------------


@pytest.fixture
def on_the_road(reviewer, approver) -> Stop:
    """A courier stands at the door of an approved firm."""
    makers.received(1_000)
    makers.order(20, application=certified(reviewer, approver, masks=0).application)
    makers.published_round()
    return makers.departed_run().stops.get()


def hand_over(stop: Stop, by: User) -> Any:
    report = Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三")
    found = Stop.objects.select_related("run__depot", "firm").get(pk=stop.pk)
    return deliveries.record(
        stop=found,
        event_id=uuid.uuid4(),
        report=report,
        occurred_at=timezone.now(),
        by=by,
        at=timezone.now(),
    )


def test_a_delivery_comes_wholly_before_the_stop_or_not_at_all(on_the_road):
    case = Application.objects.get(firm=on_the_road.firm)
    driver, inspector = makers.driver(), inspector_here()

    event, halt = together(lambda: hand_over(on_the_road, driver), lambda: stop_firm(case, inspector))

    assert isinstance(halt, Halt)
    on_the_road.refresh_from_db()
    refused = {"accepted": False, "code": "firm_halted"}
    assert (on_the_road.status, event.outcome) in [
        (StopStatus.DELIVERED, {"accepted": True}),
        (StopStatus.WAITING, refused),
    ]


def test_a_delivery_that_begins_while_the_firm_is_being_stopped_waits_and_is_refused(
    on_the_road, monkeypatch
):
    assert race_into_a_stop(on_the_road, monkeypatch).outcome == {"accepted": False, "code": "firm_halted"}


def test_control_without_the_lock_goods_reach_a_stopped_firm(on_the_road, monkeypatch):
    def look_only(stop: Stop) -> None:
        if deliveries.halted_cases(Application.objects.values_list("case_key", flat=True)):
            raise deliveries.FirmHalted

    monkeypatch.setattr(deliveries, "refuse_halted", look_only)

    assert race_into_a_stop(on_the_road, monkeypatch).outcome == {"accepted": True}


def race_into_a_stop(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stop holds the case and has not committed; the courier comes just then."""
    case = Application.objects.get(firm=stop.firm)
    driver, inspector = makers.driver(), inspector_here()
    is_stopping, may_commit = threading.Event(), threading.Event()
    tell = stops.tell

    def tell_late(*args: Any) -> None:
        tell(*args)
        is_stopping.set()
        may_commit.wait(timeout=2)  # the delivery cannot end before this does, unless it takes no lock

    monkeypatch.setattr(stops, "tell", tell_late)

    def deliver() -> Any:
        is_stopping.wait(timeout=30)
        try:
            return hand_over(stop, driver)
        finally:
            may_commit.set()

    return together(deliver, lambda: stop_firm(case, inspector))[0]
