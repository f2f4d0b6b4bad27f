"""
A round promises goods once, to those who still ask, and never of a lot under doubt, whoever comes meanwhile.

Each race has its control: with the lock taken away the same race goes wrong.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    LotStatus,
    Order,
    OrderLine,
    Override,
    Round,
)
from supplies.services import balances, lots, orders, overrides, proof, rounds
from tests.races.crowd import together
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 1  # seconds that somebody waits for the other, who waits for a lock in turn


def publish(round_: Round) -> Round:
    mine = Round.objects.get(pk=round_.pk)
    return rounds.publish(round_=mine, by=makers.keeper(), at=timezone.now())


# --- Two rounds over the same needs -------------------------------------------------


def two_publish() -> list[Any]:
    makers.received(1_000)
    makers.order(280)
    both = [makers.computed_round(), makers.computed_round()]
    makers.keeper()
    return together(*(lambda mine=mine: publish(mine) for mine in both))


def test_two_rounds_over_one_need_serve_it_once():
    results = two_publish()

    assert sum(isinstance(result, rounds.FactsMoved) for result in results) == 1
    assert Balance.objects.get(place=makers.place()).reserved == OrderLine.objects.get().awarded == 300
    assert list(proof.faults()) == []


def test_control_without_locks_and_looks_two_rounds_promise_twice_what_was_asked(monkeypatch):
    both_have_looked = threading.Barrier(2)
    monkeypatch.setattr(balances, "lock_sharing", lambda *_words: None)
    monkeypatch.setattr(balances, "lock_lots", lambda _lots: None)
    monkeypatch.setattr(rounds, "lock_orders_of", lambda _lines: None)
    monkeypatch.setattr(rounds, "check_stock", lambda _round: both_have_looked.wait(timeout=30))

    two_publish()

    # Both were added up, so that the books agree: for 280 that were asked, 600 are promised.
    assert Balance.objects.get(place=makers.place()).reserved == OrderLine.objects.get().awarded == 600


# --- An order that is taken back while its round is published -----------------------


def cancel_while_publishing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The round has looked at its orders and has not committed; the firm takes its order back just then."""
    makers.received(300)
    order = makers.order()
    round_, member = makers.computed_round(), makers.member(order)
    has_looked, is_cancelled = threading.Event(), threading.Event()
    check = rounds.check_stock

    def check_late(mine: Round) -> None:
        has_looked.set()
        is_cancelled.wait(timeout=PATIENCE)
        check(mine)

    def cancel() -> Any:
        has_looked.wait(timeout=30)
        try:
            mine = Order.objects.get(pk=order.pk)
            return orders.cancel(order=mine, reason="not needed", by=member, at=timezone.now())
        finally:
            is_cancelled.set()

    monkeypatch.setattr(rounds, "check_stock", check_late)
    return together(lambda: publish(round_), cancel)


def test_an_order_cannot_be_taken_back_while_its_round_is_published(monkeypatch):
    published, cancelled = cancel_while_publishing(monkeypatch)

    assert isinstance(published, Round)
    assert isinstance(cancelled, orders.GoodsSetAside)
    assert Order.objects.get().status == "submitted"
    assert list(proof.faults()) == []


def test_control_without_the_lock_goods_are_set_aside_for_an_order_that_is_gone(monkeypatch):
    monkeypatch.setattr(rounds, "lock_orders_of", lambda _lines: None)

    published, _cancelled = cancel_while_publishing(monkeypatch)

    assert isinstance(published, Round)
    assert Order.objects.get().status == "cancelled"
    assert AwardLot.objects.get().state == AwardLotState.RESERVED


# --- A lot that is held while goods of it are set aside -----------------------------


def ready_to_publish() -> Callable[[], Any]:
    makers.received(300)
    makers.order()
    round_ = makers.computed_round()
    return lambda: publish(round_)


def ready_to_grant() -> Callable[[], Any]:
    """An exception beside a published round that got all there was; more has come since."""
    makers.received(50)
    makers.order()
    line = makers.published_round().items.get().lines.get()
    row = overrides.ask(line=line, packs=2, reason="hospital", by=makers.keeper(), at=timezone.now())
    makers.received(300)
    other = makers.second()
    return lambda: overrides.approve(override=Override.objects.get(pk=row.pk), by=other, at=timezone.now())


def hold_meanwhile(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hold has set free what was set aside and has not committed; somebody sets goods aside just then."""
    lot, keeper = Lot.objects.latest("pk"), makers.keeper()
    is_free, is_done = threading.Event(), threading.Event()
    set_free = lots.set_free

    def slowly(mine: Lot) -> int:
        count = set_free(mine)
        is_free.set()
        is_done.wait(timeout=PATIENCE)
        return count

    def set_aside() -> Any:
        is_free.wait(timeout=30)
        try:
            return act()
        finally:
            is_done.set()

    monkeypatch.setattr(lots, "set_free", slowly)
    hold = lambda: lots.hold(lot=lot, reason="torn", by=keeper, at=timezone.now())  # noqa: E731
    result = together(set_aside, hold)[0]
    assert Lot.objects.get(pk=lot.pk).status == LotStatus.HELD
    return result


def set_aside_of_held() -> int:
    rows = AwardLot.objects.filter(state=AwardLotState.RESERVED, lot__status=LotStatus.HELD)
    return sum(rows.values_list("units", flat=True))


@pytest.mark.parametrize("ready", [ready_to_publish, ready_to_grant])
def test_nothing_of_a_lot_is_set_aside_while_it_is_being_held(ready, monkeypatch):
    result = hold_meanwhile(ready(), monkeypatch)

    assert isinstance(result, (rounds.FactsMoved, balances.NotEnough, overrides.NothingFree))
    assert set_aside_of_held() == 0
    assert list(proof.faults()) == []


@pytest.mark.parametrize("ready", [ready_to_publish, ready_to_grant])
def test_control_without_the_lock_goods_of_a_held_lot_are_promised(ready, monkeypatch):
    monkeypatch.setattr(balances, "lock_lots", lambda _lots: None)

    hold_meanwhile(ready(), monkeypatch)

    assert set_aside_of_held() > 0
