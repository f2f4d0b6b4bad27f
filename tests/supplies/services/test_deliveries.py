import uuid
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.models import Notification
from reopening.services import conditions
from supplies.models import (
    Balance,
    DispatchEvent,
    EventKind,
    MovementKind,
    OrderLine,
    OrderStatus,
    PlaceKind,
    ProofLine,
    ProofOfDelivery,
    Stop,
    StopStatus,
)
from supplies.services import deliveries, orders, proof, runs
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def stop() -> Stop:
    makers.received(1_000)
    order = makers.order()
    conditions.set_condition(
        application=order.application, kind="supplies_delivered", detail="mask", by=makers.keeper(), at=now()
    )
    makers.published_round()
    return makers.departed_run().stops.get()


def say(stop: Stop, report: Report, *, event_id: uuid.UUID | None = None, by=None) -> DispatchEvent:
    return deliveries.record(
        stop=stop,
        event_id=event_id or uuid.uuid4(),
        report=report,
        occurred_at=now(),
        by=by or makers.driver(),
        at=now(),
    )


def delivered(stop: Stop, **fields) -> Report:
    return Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", **fields)


def on_hand(kind: str) -> int:
    return sum(Balance.objects.filter(place__kind=kind).values_list("on_hand", flat=True))


def test_the_right_code_hands_the_goods_over_and_releases_the_condition(stop):
    event = say(stop, delivered(stop))

    order = orders.Order.objects.get()
    assert event.outcome == {"accepted": True}
    assert Stop.objects.get().status == StopStatus.DELIVERED
    assert on_hand(PlaceKind.FIRM) == 300
    assert on_hand(PlaceKind.IN_TRANSIT) == 0
    assert order.status == OrderStatus.DELIVERED
    assert order.application.conditions.get().status == "fulfilled"
    assert ProofOfDelivery.objects.get().receiver == "张三"
    assert Notification.objects.filter(kind="supplies.delivered").count() == 1
    assert list(proof.faults()) == []


def test_the_same_event_gets_the_first_answer_and_changes_nothing(stop):
    event_id = uuid.uuid4()
    first = say(stop, delivered(stop), event_id=event_id)

    again = say(stop, Report(EventKind.FAIL, reason="refused"), event_id=event_id)

    assert again.pk == first.pk
    assert ProofOfDelivery.objects.count() == 1
    assert OrderLine.objects.get().delivered == 300


def test_a_second_device_is_refused_and_its_answer_stays_the_same(stop):
    say(stop, delivered(stop))
    event_id = uuid.uuid4()

    second = say(stop, delivered(stop), event_id=event_id)

    assert second.outcome == {"accepted": False, "code": "state_moved_on"}
    assert say(stop, delivered(stop), event_id=event_id).outcome == second.outcome
    assert OrderLine.objects.get().delivered == 300


def test_an_event_number_belongs_to_one_stop(stop):
    event_id = uuid.uuid4()
    say(stop, Report(EventKind.DELIVER, code="x"), event_id=event_id)
    makers.order(70, application=makers.case(heads=10))
    makers.published_round()
    other = makers.departed_run().stops.get()

    with pytest.raises(deliveries.OtherStop):
        say(other, delivered(other), event_id=event_id)


def test_a_wrong_code_is_counted_and_the_tenth_locks(stop):
    for _ in range(10):
        assert say(stop, Report(EventKind.DELIVER, code="no")).outcome["code"] == "wrong_code"

    locked = say(stop, delivered(stop))
    assert locked.outcome["code"] == "code_locked"
    assert str(deliveries.message_of(locked)).startswith("Too many wrong codes")

    old = deliveries.code_of(stop)
    stop.refresh_from_db()
    deliveries.renew_code(stop=stop, by=makers.keeper(), at=now())
    assert say(stop, Report(EventKind.DELIVER, code=old)).outcome["accepted"] is (
        old == deliveries.code_of(stop)
    )
    assert say(stop, delivered(stop)).outcome["accepted"]


def test_the_code_is_kept_nowhere(stop):
    code = deliveries.code_of(stop)
    say(stop, delivered(stop))

    kept = [str(row) for row in DispatchEvent.objects.values_list("payload", "outcome")]
    assert not [words for words in kept if code in words]
    assert code not in Stop.objects.get().nonce


def test_a_partly_refused_delivery_splits_by_reason_and_opens_the_need_again(stop):
    parcel = stop.items.get()

    say(stop, delivered(stop, lines={parcel.pk: Hand(250, 50, "wrong_goods")}))

    line = OrderLine.objects.get()
    assert (line.awarded, line.delivered, line.loaded, line.open_units) == (250, 250, 0, 30)
    assert on_hand(PlaceKind.FIRM) == 250
    assert on_hand(PlaceKind.DEPOT) == 1_000 - 250
    assert orders.Order.objects.get().status == OrderStatus.SUBMITTED
    assert orders.Order.objects.get().application.conditions.get().status == "open"
    assert list(proof.faults()) == []


def test_damaged_goods_are_written_off(stop):
    parcel = stop.items.get()

    say(stop, delivered(stop, lines={parcel.pk: Hand(290, 10, "damaged")}))

    assert on_hand(PlaceKind.WASTE) == 10
    assert stop.movements.filter(kind=MovementKind.WRITE_OFF).count() == 1
    assert list(proof.faults()) == []


@pytest.mark.parametrize(
    "hand", [Hand(300, 1), Hand(299, 1), Hand(301, -1, "damaged"), Hand(300, 0, "damaged"), Hand(299, 1, "?")]
)
def test_what_does_not_add_up_is_refused(stop, hand):
    event = say(stop, delivered(stop, lines={stop.items.get().pk: hand}))

    assert event.outcome["code"] == "bad_lines"
    assert Stop.objects.get().status == StopStatus.WAITING
    assert not ProofLine.objects.exists()


def test_a_parcel_of_another_stop_is_refused(stop):
    assert say(stop, delivered(stop, lines={0: Hand(1)})).outcome["code"] == "bad_lines"


def test_a_failed_stop_brings_the_goods_back_and_the_run_closes(stop):
    event = say(stop, Report(EventKind.FAIL, reason="nobody_there"))

    line = OrderLine.objects.get()
    assert event.outcome["accepted"]
    assert Stop.objects.get().fail_reason == "nobody_there"
    assert on_hand(PlaceKind.DEPOT) == 1_000
    assert (line.awarded, line.loaded, line.open_units) == (0, 0, 280)
    runs.close(run=stop.run, by=makers.driver(), at=now())
    assert list(proof.faults()) == []


def test_a_failure_says_why(stop):
    assert say(stop, Report(EventKind.FAIL, reason="because")).outcome["code"] == "bad_reason"


def test_only_the_courier_of_the_run_delivers(stop, courier, outsider):
    for by in (courier, outsider, makers.keeper()):
        with pytest.raises(PermissionDenied):
            say(stop, delivered(stop), by=by)

    assert not DispatchEvent.objects.exists()


def test_nothing_is_handed_over_before_the_run_departs():
    makers.received(1_000)
    makers.order()
    makers.published_round()
    stop = makers.run().stops.get()

    assert say(stop, delivered(stop)).outcome["code"] == "not_on_the_road"


@pytest.mark.parametrize("table", [DispatchEvent, ProofOfDelivery, ProofLine])
def test_what_was_proved_cannot_be_edited(stop, table):
    say(stop, delivered(stop))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        table.objects.update(id=F("id"))


def test_events_in_any_order_and_twice_over_end_in_the_same_state():
    makers.received(2_000)
    for _ in range(3):
        makers.order()
    makers.published_round()
    first, second, third = makers.departed_run().stops.order_by("pk")
    events = [
        (first, delivered(first), uuid.uuid4()),
        (second, delivered(second, lines={second.items.get().pk: Hand(280, 20, "damaged")}), uuid.uuid4()),
        (third, Report(EventKind.FAIL, reason="refused"), uuid.uuid4()),
    ]
    ends = set()
    for order in permutations(events):
        with transaction.atomic():
            for stop, report, event_id in [*order, *order[::-1]]:
                say(Stop.objects.get(pk=stop.pk), report, event_id=event_id)
            lines = OrderLine.objects.order_by("pk").values_list("awarded", "loaded", "delivered")
            places = Balance.objects.order_by("place__kind", "on_hand").values_list("place__kind", "on_hand")
            ends.add((tuple(lines), tuple(places), DispatchEvent.objects.count()))
            transaction.set_rollback(True)

    assert len(ends) == 1
