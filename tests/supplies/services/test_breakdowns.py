"""A vehicle drops out on the road."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Notification
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    DispatchEvent,
    ErrandStatus,
    EventKind,
    Lot,
    OrderLine,
    OrderStatus,
    PlaceKind,
    Run,
    RunStatus,
    Stop,
    StopStatus,
)
from supplies.queries import tracking
from supplies.services import breakdowns, deliveries, errands, lots, proof, reservations, runs
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def run() -> Run:
    """On the road with two firms' masks, 300 each; the first firm has got its own."""
    makers.received(1_000)
    makers.order()
    makers.order()
    makers.published_round()
    run = makers.departed_run()
    first, _second = run.stops.order_by("pk")
    assert hand_over(first).outcome == {"accepted": True}
    return run


def hand_over(stop: Stop, *, event_id: uuid.UUID | None = None, **fields: Any) -> DispatchEvent:
    report = Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", **fields)
    return say(stop, report, event_id=event_id)


def say(stop: Stop, report: Report, *, event_id: uuid.UUID | None = None) -> DispatchEvent:
    return deliveries.record(
        stop=Stop.objects.get(pk=stop.pk),
        event_id=event_id or uuid.uuid4(),
        report=report,
        occurred_at=now() - timedelta(minutes=30),
        by=makers.driver(),
        at=now(),
    )


def drop_out(run: Run, **fields: Any) -> Run:
    found = Run.objects.get(pk=run.pk)
    return breakdowns.abort(
        **{"run": found, "reason": "车胎爆了", "by": makers.keeper(), "at": now()} | fields
    )


def open_stop(run: Run) -> Stop:
    return run.stops.order_by("-pk")[0]


def depot() -> tuple[int, int]:
    return Balance.objects.values_list("on_hand", "reserved").get(place=makers.place())


def on_hand(kind: str) -> int:
    return sum(Balance.objects.filter(place__kind=kind).values_list("on_hand", flat=True))


def test_what_was_delivered_stays_and_the_rest_is_set_aside_again(run):
    ended = drop_out(run)

    assert (ended.status, ended.closed_at is not None) == (RunStatus.ABORTED, True)
    assert sorted(run.stops.values_list("status", flat=True)) == [StopStatus.DELIVERED, StopStatus.STRANDED]
    assert depot() == (700, 300)
    assert (on_hand(PlaceKind.IN_TRANSIT), on_hand(PlaceKind.FIRM)) == (0, 300)
    lines = OrderLine.objects.order_by("pk").values_list("awarded", "loaded", "delivered")
    assert list(lines) == [(300, 0, 300), (300, 0, 0)]
    assert list(proof.faults()) == []


def test_the_act_is_written_down_with_its_reason_for_run_and_stop(run):
    drop_out(run)

    acts = AuditEvent.objects.filter(verb__in=["run.abort", "stop.strand"])
    assert sorted(acts.values_list("verb", "note")) == [
        ("run.abort", "车胎爆了"),
        ("stop.strand", "车胎爆了"),
    ]


def test_the_courier_and_the_firm_that_waits_are_told_and_nobody_else(run):
    waiting = open_stop(run)

    drop_out(run)

    told = Notification.objects.filter(kind__in=["supplies.run_aborted", "supplies.stranded"])
    assert set(told.values_list("kind", "user")) == {
        ("supplies.run_aborted", makers.driver().pk),
        ("supplies.stranded", waiting.firm.members.get().pk),
    }


def test_the_goods_go_out_with_another_vehicle_and_the_order_ends(run):
    waiting = open_stop(run)
    drop_out(run)
    order = waiting.items.get().award_lot.order_line.order
    assert tracking.is_set_aside(order)

    other = makers.departed_run()

    assert [stop.firm_id for stop in other.stops.all()] == [waiting.firm_id]
    assert hand_over(other.stops.get()).outcome == {"accepted": True}
    order.refresh_from_db()
    assert order.status == OrderStatus.DELIVERED
    assert runs.close(run=other, by=makers.driver(), at=now()).status == RunStatus.CLOSED
    assert list(proof.faults()) == []


def test_it_happens_once(run):
    drop_out(run)

    with pytest.raises(TransitionNotAllowed):
        drop_out(run)
    assert depot() == (700, 300)


def test_a_run_that_is_finished_is_closed_not_broken_off(run):
    hand_over(open_stop(run))

    with pytest.raises(breakdowns.NothingOpen):
        drop_out(run)
    assert Run.objects.get().status == RunStatus.DEPARTED


def test_a_courier_does_not_break_off_their_own_run(run):
    with pytest.raises(PermissionDenied):
        drop_out(run, by=makers.driver())


def test_goods_of_a_lot_that_is_held_are_not_promised_again(run):
    lots.hold(lot=Lot.objects.get(), reason="抽检", by=makers.keeper(), at=now())

    drop_out(run)

    assert depot() == (700, 0)
    assert not Notification.objects.filter(kind="supplies.stranded").exists()
    assert Notification.objects.filter(kind="supplies.not_delivered").exists()
    assert not tracking.Tracked(open_stop(run), 2, 0).is_taken_over
    line = OrderLine.objects.order_by("-pk")[0]
    assert (line.awarded, line.loaded, line.open_units) == (0, 0, 280)
    assert list(proof.faults()) == []


def test_an_errand_of_the_run_waits_for_somebody_else():
    errand = makers.errand()
    makers.received(1_000)
    makers.order(application=errand.application)
    makers.published_round()
    run = makers.run()
    errands.assign(errand=errand, run=run, by=makers.keeper(), at=now())
    runs.depart(run=run, by=makers.driver(), at=now())

    drop_out(run)

    errand.refresh_from_db()
    assert (errand.status, errand.stop) == (ErrandStatus.ACCEPTED, None)


def test_what_a_vehicle_left_behind_is_kept_a_day_longer_than_what_nobody_picked(run):
    drop_out(run, at=now() + timedelta(days=2))

    assert reservations.expire(now() + timedelta(days=3)) == 0
    assert reservations.expire(now() + timedelta(days=4)) == 1
    assert list(proof.faults()) == []


# --- What the courier said before it, and what arrives after it -------------------------


def test_a_hand_over_that_arrives_late_is_booked_while_the_goods_are_in_the_depot(run):
    waiting = open_stop(run)
    drop_out(run)

    assert hand_over(waiting).outcome == {"accepted": True}

    assert Stop.objects.get(pk=waiting.pk).status == StopStatus.DELIVERED
    assert depot() == (400, 0)
    assert (on_hand(PlaceKind.IN_TRANSIT), on_hand(PlaceKind.FIRM)) == (0, 600)
    assert set(OrderLine.objects.values_list("awarded", "loaded", "delivered")) == {(300, 0, 300)}
    assert not AwardLot.objects.filter(state=AwardLotState.RESERVED).exists()
    assert list(proof.faults()) == []


def test_a_late_hand_over_in_part_leaves_the_rest_in_the_depot(run):
    waiting = open_stop(run)
    drop_out(run)

    hand_over(waiting, lines={waiting.items.get().pk: Hand(250, 50, "not_needed")})

    assert depot() == (450, 0)
    assert list(proof.faults()) == []


def test_a_late_hand_over_takes_the_goods_off_the_run_that_was_to_bring_them(run):
    waiting = open_stop(run)
    drop_out(run)
    other = makers.run()

    assert hand_over(waiting).outcome == {"accepted": True}

    assert not other.stops.exists()
    assert list(proof.faults()) == []


def test_a_late_hand_over_of_goods_on_another_vehicle_is_kept_refused_and_told(run):
    waiting, event_id = open_stop(run), uuid.uuid4()
    drop_out(run)
    makers.departed_run()

    event = hand_over(waiting, event_id=event_id)

    assert event.outcome == {"accepted": False, "code": "goods_gone_on"}
    assert "written down" in str(deliveries.message_of(event))
    assert event.payload["receiver"] == "张三"
    assert hand_over(waiting, event_id=event_id).pk == event.pk
    told = Notification.objects.filter(kind="supplies.late_hand_over")
    assert list(told.values_list("user", flat=True)) == [makers.keeper().pk]
    assert (depot(), on_hand(PlaceKind.IN_TRANSIT)) == ((400, 0), 300)
    assert list(proof.faults()) == []


def test_a_late_hand_over_still_needs_the_firms_code(run):
    waiting = open_stop(run)
    drop_out(run)

    assert say(waiting, Report(EventKind.DELIVER, code="no")).outcome["code"] == "wrong_code"
    assert depot() == (700, 300)


def test_a_failure_that_arrives_late_changes_nothing_and_is_answered_in_words(run):
    waiting = open_stop(run)
    drop_out(run)

    event = say(waiting, Report(EventKind.FAIL, reason="nobody_there"))

    assert event.outcome == {"accepted": False, "code": "run_broken_off"}
    assert "another vehicle" in str(deliveries.message_of(event))
    assert depot() == (700, 300)


def test_the_same_confirmation_said_twice_over_the_breakdown_counts_once(run):
    waiting, event_id = open_stop(run), uuid.uuid4()
    drop_out(run)

    first = hand_over(waiting, event_id=event_id)

    assert hand_over(waiting, event_id=event_id).pk == first.pk
    assert depot() == (400, 0)


def test_a_second_breakdown_hands_the_promise_on_again(run):
    drop_out(run)
    other = makers.departed_run()

    drop_out(other)

    assert depot() == (700, 300)
    third = makers.departed_run()
    assert hand_over(third.stops.get()).outcome == {"accepted": True}
    assert list(proof.faults()) == []


def test_late_words_of_the_first_vehicle_do_not_take_the_goods_of_the_third(run):
    waiting = open_stop(run)
    drop_out(run)
    drop_out(makers.departed_run())

    assert hand_over(waiting).outcome["code"] == "goods_gone_on"
    assert depot() == (700, 300)
