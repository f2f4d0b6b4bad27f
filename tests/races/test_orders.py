"""
An order is changed while a round is made, shared out at once while it is taken back: one of the two counts, wholly.

Each race has its control: with what protects it taken away the same race goes wrong.
"""

import threading
from typing import Any

import pytest
from django.utils import timezone

from core.workflow import Transition
from supplies.models import AwardLot, AwardLotState, Order, OrderLine, Round
from supplies.services import emergencies, order_changes, orders, proof, rounds
from supplies.transitions import FirmWorkflow
from tests.races.crowd import together
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 1  # seconds that somebody waits for the other, who waits for a lock in turn


def is_promised() -> bool:
    return AwardLot.objects.filter(state=AwardLotState.RESERVED).exists()


# --- An order that asks for less while a round of the same minute is published ------


def change_during_round(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No round stood when the firm began to change; one is frozen, computed and published before that is saved."""
    makers.received(300)
    order = makers.order(280)
    keeper, member = makers.keeper(), makers.member(order)
    has_begun, is_computed, has_looked = threading.Event(), threading.Event(), threading.Event()
    refuse, check = orders.refuse_being_bought, rounds.check_stock

    def begin(lines: Any) -> None:
        refuse(lines)
        has_begun.set()
        is_computed.wait(timeout=30)
        has_looked.wait(timeout=PATIENCE)

    def look(round_: Round) -> None:
        has_looked.set()
        check(round_)

    def change() -> Any:
        mine, at = Order.objects.get(pk=order.pk), timezone.now()
        return order_changes.change(order=mine, lines={"mask": 10}, reason="fewer come", by=member, at=at)

    def share() -> Any:
        has_begun.wait(timeout=30)
        round_ = makers.computed_round()
        is_computed.set()
        return rounds.publish(round_=round_, by=keeper, at=timezone.now())

    monkeypatch.setattr(orders, "refuse_being_bought", begin)
    monkeypatch.setattr(rounds, "check_stock", look)
    return together(change, share)


def test_an_order_that_asks_for_less_meanwhile_is_not_served_by_what_it_asked_before(monkeypatch):
    changed, published = change_during_round(monkeypatch)

    assert isinstance(changed, Order)
    assert isinstance(published, rounds.FactsMoved)
    assert (OrderLine.objects.get().wanted, is_promised()) == (10, False)
    assert list(proof.faults()) == []


def test_control_without_the_lock_it_is_promised_what_it_no_longer_asks_for(monkeypatch):
    monkeypatch.setattr(rounds, "lock_orders_of", lambda _lines: None)

    _changed, published = change_during_round(monkeypatch)

    assert isinstance(published, Round)
    line = OrderLine.objects.get()
    assert (line.wanted, line.awarded) == (10, 300)


# --- An order that is shared out at once, and taken back ----------------------------


def expedite(order: Order, keeper: Any) -> Any:
    mine = Order.objects.get(pk=order.pk)
    return emergencies.expedite(order=mine, reason="no mask left", by=keeper, at=timezone.now())


def cancel(order: Order, member: Any) -> Any:
    mine = Order.objects.get(pk=order.pk)
    return orders.cancel(order=mine, reason="not needed", by=member, at=timezone.now())


def cancel_while_expedited(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The goods are as good as set aside, and nothing is saved; the firm takes its order back just then."""
    makers.received(300)
    order = makers.order()
    keeper, member = makers.keeper(), makers.member(order)
    has_looked, is_cancelled = threading.Event(), threading.Event()
    check = rounds.check_stock

    def check_late(round_: Round) -> None:
        has_looked.set()
        is_cancelled.wait(timeout=PATIENCE)
        check(round_)

    def cancel_then() -> Any:
        has_looked.wait(timeout=30)
        try:
            return cancel(order, member)
        finally:
            is_cancelled.set()

    monkeypatch.setattr(rounds, "check_stock", check_late)
    return together(lambda: expedite(order, keeper), cancel_then)


def expedite_while_cancelled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The firm has taken its order back, and nothing is saved; a dispatcher shares out for it just then."""
    makers.received(300)
    order = makers.order()
    keeper, member = makers.keeper(), makers.member(order)
    is_given_up, is_computed, has_looked = threading.Event(), threading.Event(), threading.Event()
    refuse, check, publish = orders.refuse_being_bought, rounds.check_stock, rounds.publish

    def give_up(lines: Any) -> None:
        refuse(lines)
        is_given_up.set()
        is_computed.wait(timeout=30)
        has_looked.wait(timeout=PATIENCE)

    def publish_computed(**words: Any) -> Round:
        is_computed.set()
        return publish(**words)

    def look(round_: Round) -> None:
        has_looked.set()
        check(round_)

    def expedite_then() -> Any:
        is_given_up.wait(timeout=30)
        return expedite(order, keeper)

    monkeypatch.setattr(orders, "refuse_being_bought", give_up)
    monkeypatch.setattr(rounds, "publish", publish_computed)
    monkeypatch.setattr(rounds, "check_stock", look)
    return together(expedite_then, lambda: cancel(order, member))


def unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock at the publication, and no look at the order's state after it."""
    blind = Transition({"submitted", "cancelled"}, None, lambda _user, _order: True)
    monkeypatch.setattr(rounds, "lock_orders_of", lambda _lines: None)
    monkeypatch.setattr(emergencies, "ORDER", FirmWorkflow(expedite=blind))


def test_an_order_cannot_be_taken_back_while_it_is_shared_out_at_once(monkeypatch):
    expedited, cancelled = cancel_while_expedited(monkeypatch)

    assert isinstance(expedited, Round)
    assert isinstance(cancelled, orders.GoodsSetAside)
    assert (Order.objects.get().status, is_promised()) == ("submitted", True)
    assert list(proof.faults()) == []


def test_an_order_that_is_being_taken_back_is_not_shared_out_at_once(monkeypatch):
    expedited, cancelled = expedite_while_cancelled(monkeypatch)

    assert isinstance(expedited, rounds.FactsMoved)
    assert isinstance(cancelled, Order)
    assert (Order.objects.get().status, is_promised()) == ("cancelled", False)
    assert list(proof.faults()) == []


@pytest.mark.parametrize("race", [cancel_while_expedited, expedite_while_cancelled])
def test_control_unprotected_goods_are_set_aside_for_an_order_that_is_gone(race, monkeypatch):
    unprotected(monkeypatch)

    race(monkeypatch)

    assert (Order.objects.get().status, is_promised()) == ("cancelled", True)
