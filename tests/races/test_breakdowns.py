"""
A vehicle drops out while its courier confirms a hand-over: it comes wholly before or wholly after, and is booked once.

Each race has its control: with the lock taken away the same race goes wrong.
"""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from core import workflow
from supplies.models import Balance, EventKind, OrderLine, PlaceKind, Run, RunStatus, Stop
from supplies.services import balances, breakdowns, deliveries, proof
from supplies.services.hand_overs import Report
from tests.races.crowd import together
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stop() -> Stop:
    """The first of two stops of a run on the road."""
    makers.received(1_000)
    makers.order()
    makers.order()
    makers.published_round()
    return makers.departed_run().stops.order_by("pk")[0]


def hand_over(stop: Stop) -> Any:
    return deliveries.record(
        stop=Stop.objects.select_related("run__depot", "firm", "place").get(pk=stop.pk),
        event_id=uuid.uuid4(),
        report=Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三"),
        occurred_at=timezone.now(),
        by=makers.driver(),
        at=timezone.now(),
    )


def drop_out(stop: Stop) -> Any:
    run = Run.objects.select_related("depot").get(pk=stop.run_id)
    return breakdowns.abort(run=run, reason="车胎爆了", by=makers.keeper(), at=timezone.now())


def second_in_the_first(
    monkeypatch: pytest.MonkeyPatch, module: Any, first: Callable[[], Any], second: Callable[[], Any]
) -> list[Any]:
    """`second` begins when `first` has done everything and has not committed; what each came to."""
    is_done, may_commit = threading.Event(), threading.Event()
    tell = module.tell

    def tell_late(*args: Any) -> None:
        tell(*args)
        is_done.set()
        may_commit.wait(timeout=2)  # the second cannot end before this does, unless it takes no lock

    monkeypatch.setattr(module, "tell", tell_late)

    def come() -> Any:
        is_done.wait(timeout=30)
        try:
            return second()
        finally:
            may_commit.set()

    return together(first, come)


def booked_once() -> bool:
    at_firms = Balance.objects.filter(place__kind=PlaceKind.FIRM).values_list("on_hand", flat=True)
    lines = set(OrderLine.objects.values_list("awarded", "loaded", "delivered"))
    return list(at_firms) == [300] and lines == {(300, 0, 300), (300, 0, 0)} and not list(proof.faults())


def test_both_at_once_book_the_hand_over_once(stop):
    event, run = together(lambda: hand_over(stop), lambda: drop_out(stop))

    assert event.outcome == {"accepted": True}
    assert run.status == RunStatus.ABORTED
    assert booked_once()


def test_a_breakdown_waits_for_the_hand_over_and_leaves_it(stop, monkeypatch):
    event, run = second_in_the_first(monkeypatch, deliveries, lambda: hand_over(stop), lambda: drop_out(stop))

    assert (event.outcome, run.status) == ({"accepted": True}, RunStatus.ABORTED)
    assert booked_once()


def test_control_without_the_locks_on_the_stops_the_run_cannot_be_broken_off(stop, monkeypatch):
    lock_in_order = workflow.lock_in_order

    def read_stops(rows: QuerySet[Any]) -> list[Any]:
        return list(rows.order_by("pk")) if rows.model is Stop else lock_in_order(rows)

    monkeypatch.setattr(workflow, "lock_in_order", read_stops)

    _event, refused = second_in_the_first(
        monkeypatch, deliveries, lambda: hand_over(stop), lambda: drop_out(stop)
    )

    assert isinstance(refused, balances.NotEnough)


def test_a_hand_over_waits_for_the_breakdown_and_is_booked(stop, monkeypatch):
    _run, event = second_in_the_first(
        monkeypatch, breakdowns, lambda: drop_out(stop), lambda: hand_over(stop)
    )

    assert event.outcome == {"accepted": True}
    assert booked_once()


def test_control_without_the_lock_of_the_stop_the_hand_over_is_lost(stop, monkeypatch):
    def read_only(subject: Any) -> None:
        subject.refresh_from_db()

    monkeypatch.setattr(workflow, "lock", read_only)

    _run, event = second_in_the_first(
        monkeypatch, breakdowns, lambda: drop_out(stop), lambda: hand_over(stop)
    )

    assert event.outcome == {"accepted": False, "code": "not_enough_stock"}
