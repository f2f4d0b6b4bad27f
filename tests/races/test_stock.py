"""
Stock is never promised twice and never handed over twice, whoever comes together.

The races run over real connections. Their control: with the lock, the guard and the check taken away, the
same race must go wrong; otherwise it would prove nothing.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core import workflow
from core.errors import DomainError
from supplies.models import Balance, DispatchEvent, EventKind, Lot, OrderLine, ProofOfDelivery
from supplies.services import balances, deliveries, hand_overs, orders, proof, rounds, stock
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)

STOCK = 10
CLIENTS = 16


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run the acts at once, each in a thread with a connection of its own; results and refusals, in order."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=30)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def reserve_one(row: Balance) -> None:
    with transaction.atomic():
        balances.reserve({row.pk: 1})


def test_many_reservers_of_little_stock_get_exactly_what_there_is():
    makers.received(STOCK)
    row = Balance.objects.get(place=makers.place())

    results = together([lambda: reserve_one(row)] * CLIENTS)

    refused = [result for result in results if isinstance(result, balances.NotEnough)]
    row.refresh_from_db()
    assert (results.count(None), len(refused)) == (STOCK, CLIENTS - STOCK)
    assert (row.on_hand, row.reserved) == (STOCK, STOCK)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read, think, write: no lock, no guard, no check."""
    everybody_has_read = threading.Barrier(CLIENTS)

    def unlocked(keys: Any) -> list[Balance]:
        rows = list(Balance.objects.filter(pk__in=list(keys)).order_by("pk"))
        everybody_has_read.wait(timeout=30)
        return rows

    def write(row: Balance, quantity: int, reserved: int) -> None:
        Balance.objects.filter(pk=row.pk).update(reserved=F("reserved") + reserved)

    monkeypatch.setattr(balances, "locked", unlocked)
    monkeypatch.setattr(balances, "change", write)
    check = next(each for each in Balance._meta.constraints if each.name == "balance_never_below_zero")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Balance, check)
    yield
    Balance.objects.update(reserved=0)
    with connection.schema_editor() as editor:
        editor.add_constraint(Balance, check)


def test_control_without_lock_and_guard_the_same_race_oversells(careless):
    lot = Lot.objects.create(item=makers.item(), lot_no="C", supplier=makers.supplier())
    row = Balance.objects.create(place=makers.place(), lot=lot, on_hand=STOCK)

    results = together([lambda: reserve_one(row)] * CLIENTS)

    row.refresh_from_db()
    assert results.count(None) == CLIENTS
    assert row.reserved > STOCK


def test_two_publishers_set_the_goods_aside_once():
    makers.received(300)
    makers.order()
    round_ = makers.computed_round()
    keeper = makers.keeper()

    def publish() -> None:
        mine = rounds.Round.objects.get(pk=round_.pk)
        rounds.publish(round_=mine, by=keeper, at=timezone.now())

    results = together([publish] * 4)

    assert results.count(None) == 1
    assert all(isinstance(result, DomainError) for result in results if result is not None)
    assert Balance.objects.get(place=makers.place()).reserved == 300
    assert OrderLine.objects.get().awarded == 300
    assert list(proof.faults()) == []


def test_two_rounds_published_together_share_the_stock_once():
    makers.received(300)
    makers.order()
    both = [makers.computed_round(), makers.computed_round()]
    keeper = makers.keeper()

    results = together(
        [lambda mine=mine: rounds.publish(round_=mine, by=keeper, at=timezone.now()) for mine in both]
    )

    assert sum(isinstance(result, rounds.FactsMoved) for result in results) == 1
    assert Balance.objects.get(place=makers.place()).reserved == 300
    assert list(proof.faults()) == []


def test_an_order_cancelled_while_its_round_is_published_has_one_outcome():
    makers.received(300)
    order = makers.order()
    round_, keeper, member = makers.computed_round(), makers.keeper(), makers.member(order)

    cancelled, published = together(
        [
            lambda: orders.cancel(
                order=orders.Order.objects.get(pk=order.pk), reason="twice", by=member, at=timezone.now()
            ),
            lambda: rounds.publish(round_=round_, by=keeper, at=timezone.now()),
        ]
    )

    outcomes = [isinstance(each, DomainError) for each in (cancelled, published)]
    assert sorted(outcomes) == [False, True]
    assert list(proof.faults()) == []


def on_the_road() -> deliveries.Stop:
    makers.received(300)
    makers.order()
    makers.published_round()
    return makers.departed_run().stops.get()


def confirm(stop: deliveries.Stop, event_id: uuid.UUID) -> dict[str, Any]:
    mine, at = deliveries.Stop.objects.get(pk=stop.pk), timezone.now()
    report = hand_overs.Report(EventKind.DELIVER, code=deliveries.code_of(mine), receiver="李四")
    by = makers.driver()
    event = deliveries.record(stop=mine, event_id=event_id, report=report, occurred_at=at, by=by, at=at)
    return event.outcome


def test_two_devices_with_the_same_event_get_the_same_answer_and_deliver_once():
    stop, same = on_the_road(), uuid.uuid4()

    results = together([lambda: confirm(stop, same)] * 4 + [lambda: confirm(stop, uuid.uuid4())] * 4)

    accepted = [result for result in results if result == {"accepted": True}]
    assert len(accepted) in {1, 4}
    assert ProofOfDelivery.objects.count() == 1
    assert DispatchEvent.objects.count() == 5
    assert OrderLine.objects.get().delivered == 300
    assert list(proof.faults()) == []


def test_control_without_the_lock_the_second_device_gets_no_answer(monkeypatch):
    """The database still keeps the goods from moving twice; but a device that asks again must get its answer."""
    stop, same = on_the_road(), uuid.uuid4()
    neither_is_known, deliver = threading.Barrier(2), deliveries.deliver

    def together_at_the_door(*words: Any, **more: Any) -> None:
        neither_is_known.wait(timeout=30)
        deliver(*words, **more)

    monkeypatch.setattr(workflow, "lock", lambda subject: subject.refresh_from_db())
    monkeypatch.setitem(deliveries.ACTS, EventKind.DELIVER, together_at_the_door)

    results = together([lambda: confirm(stop, same)] * 2)

    assert sum(isinstance(result, Exception) for result in results) == 1
    assert ProofOfDelivery.objects.count() == 1
    assert list(proof.faults()) == []


def test_opposite_orders_of_locking_do_not_stop_each_other():
    first, second = makers.place(), makers.place(name="二号库")
    makers.received(1_000, depot=first)
    makers.received(1_000, depot=second)
    lots = list(Lot.objects.order_by("pk"))
    keeper = makers.keeper()

    def transfer(there: bool) -> None:
        one, other = (first, second) if there else (second, first)
        legs = []
        for lot, source, target in zip(lots, (one, other), (other, one), strict=True):
            row = Balance.objects.filter(place=source, lot=lot, on_hand__gt=0).first()
            if row:
                legs += [balances.Leg(source, lot, -1), balances.Leg(target, lot, 1)]
        if legs:
            stock.post(kind="transfer", legs=legs, division=first.division, by=keeper, at=timezone.now())

    results = together([lambda there=number % 2 == 0: transfer(there) for number in range(8)])

    assert results == [None] * 8
    assert list(proof.faults()) == []
