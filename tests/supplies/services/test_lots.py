"""Lots held, released and recalled; what becomes of goods set aside."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import AuditEvent, Notification
from supplies.models import AwardLot, AwardLotState, Balance, EventKind, Lot, LotStatus, OrderLine, Stop
from supplies.services import deliveries, hand_overs, lots, proof, rounds
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


def act(verb, reason="broken seals", by=None):
    return verb(lot=Lot.objects.get(), reason=reason, by=by or makers.keeper(), at=NOW())


def delivered() -> Stop:
    makers.departed_run()
    stop = Stop.objects.get()
    report = hand_overs.Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="王")
    deliveries.record(
        stop=stop,
        event_id=stop.public_id,
        report=report,
        occurred_at=NOW(),
        by=makers.driver(),
        at=NOW(),
    )
    return stop


def test_held_goods_are_not_awarded_and_released_ones_are():
    makers.received(1_000)
    makers.order()

    act(lots.hold)
    held = makers.published_round()
    act(lots.release, reason="seals are whole")
    released = makers.published_round()

    assert held.items.get().supply == 0
    assert released.items.get().supply > 0
    notes = dict(AuditEvent.objects.filter(verb__startswith="lot.").values_list("verb", "note"))
    assert notes == {"lot.hold": "broken seals", "lot.release": "seals are whole"}


def test_what_is_set_aside_of_a_held_lot_is_free_again_and_off_its_run():
    makers.received(1_000)
    makers.order()
    makers.published_round()
    run = makers.run()

    act(lots.hold)

    assert AwardLot.objects.get().state == AwardLotState.EXPIRED
    assert Balance.objects.get(place=makers.place()).reserved == 0
    assert OrderLine.objects.get().awarded == 0
    assert not run.stops.exists()
    assert list(proof.faults()) == []


def test_a_round_computed_before_the_hold_cannot_be_published():
    makers.received(1_000)
    makers.order()
    round_ = makers.computed_round()

    act(lots.hold)

    with pytest.raises(rounds.FactsMoved):
        rounds.publish(round_=round_, by=makers.keeper(), at=NOW())


def test_a_recall_tells_whoever_has_got_it_and_is_for_good():
    makers.received(1_000)
    order = makers.order()
    makers.published_round()
    delivered()
    Notification.objects.all().delete()

    act(lots.recall)

    told = Notification.objects.get()
    assert told.user == makers.member(order)
    assert told.params["reason"] == "broken seals"
    with pytest.raises(TransitionNotAllowed):
        act(lots.release)
    assert Lot.objects.get().status == LotStatus.RECALLED
    assert list(proof.faults()) == []


def test_a_reason_is_asked_for_and_only_those_in_charge_may():
    makers.received(1_000)

    with pytest.raises(lots.NoReason):
        act(lots.hold, reason="  ")
    with pytest.raises(PermissionDenied):
        act(lots.hold, by=makers.driver())
    assert Lot.objects.get().status == LotStatus.RELEASED
