"""What was paid for and never reached the firm is due back, to the fen, whatever comes before or after."""

import uuid

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st

from core.errors import DomainError, TransitionNotAllowed
from core.models import AuditEvent, Notification
from supplies.models import (
    Balance,
    EventKind,
    Payment,
    PaymentStatus,
    PlaceKind,
    Purchase,
    PurchaseLine,
    PurchaseStatus,
    Stop,
)
from supplies.services import deliveries, payments, proof, purchased_goods
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers
from tests.supplies.examples import MANY, hold
from tests.supplies.services.test_purchases import placed, receive

pytestmark = pytest.mark.django_db
NOW = timezone.now


def line(number: int = 0) -> PurchaseLine:
    rows = PurchaseLine.objects.select_related("purchase", "order_line__order", "firm", "payment")
    return list(rows.order_by("pk"))[number]


def pay(number: int = 0) -> Payment:
    return payments.pay(payment=line(number).payment, document="bank 1", by=makers.keeper(), at=NOW())


def refund(number: int = 0, document: str = "bank 2") -> Payment:
    return payments.refund(payment=line(number).payment, document=document, by=makers.keeper(), at=NOW())


def drive(number: int, *, missing: int, reason: str = "missing") -> None:
    """Everything that lies there for a firm is driven to it; so much does not reach it."""
    hand_over(on_the_road(number), missing=missing, reason=reason)


def on_the_road(number: int) -> Stop:
    purchased_goods.bring(line=line(number), by=makers.keeper(), at=NOW())
    return makers.departed_run().stops.get()


def hand_over(stop: Stop, *, missing: int, reason: str = "missing") -> None:
    parcel = stop.items.get()
    missing = min(missing, parcel.units)
    hand = Hand(parcel.units - missing, missing, reason if missing else "")
    report = Report(
        EventKind.DELIVER,
        code=deliveries.code_of(stop),
        receiver="张三",
        lines={parcel.pk: hand},
    )
    event = deliveries.record(
        stop=stop, event_id=uuid.uuid4(), report=report, occurred_at=NOW(), by=makers.driver(), at=NOW()
    )
    assert event.outcome["accepted"], event.outcome


def test_what_was_lost_on_the_way_is_due_back_and_firm_and_dispatcher_are_told():
    receive(placed(100), 100)
    pay()
    paid = 100 * 170 + 1_001

    drive(0, missing=30, reason="damaged")

    payment = line().payment
    assert (payment.status, payment.due_fen) == (PaymentStatus.OWED, round(paid * 30 / 100))
    told = Notification.objects.filter(kind="supplies.refund_due")
    assert set(told.values_list("user", flat=True)) == {makers.keeper().pk, line().firm.members.get().pk}
    assert "54.00" in told.first().params["due"]

    refund()

    payment = line().payment
    assert (payment.status, payment.due_fen) == (PaymentStatus.REFUNDED, 0)
    assert paid - payment.refunded_fen == payments.charge_of(line())
    assert AuditEvent.objects.get(verb="payment.refund").data["refunded_fen"] == 5_400
    assert list(proof.faults()) == []


def test_goods_that_go_back_to_the_depot_are_not_paid_back():
    receive(placed(100), 100)
    pay()

    drive(0, missing=30, reason="not_needed")

    assert (line().payment.status, line().payment.due_fen) == (PaymentStatus.PAID, 0)


def test_who_has_not_paid_yet_pays_for_what_reached_it():
    receive(placed(100), 100)

    drive(0, missing=50)

    assert line().payment.status == PaymentStatus.UNPAID
    assert pay().paid_fen == payments.charge_of(line()) == (100 * 170 + 1_001 + 1) // 2


def test_a_second_loss_after_a_refund_is_due_back_too_and_each_document_stays():
    purchase = placed(100)
    receive(purchase, 50)
    pay()
    drive(0, missing=10)
    refund(document="bank 2")
    receive(purchase, 50)
    drive(0, missing=50)

    refund(document="bank 3")

    payment = line().payment
    assert (payment.paid_fen - payment.refunded_fen, line().lost) == (payments.charge_of(line()), 60)
    assert payment.refund_document == "bank 2; bank 3"
    with pytest.raises(TransitionNotAllowed):
        refund()


def test_a_cost_shared_anew_may_take_up_what_was_due():
    purchase = placed(102, 99, freight=1_000_000)
    for _unit in range(4):  # by largest remainder all four are the first firm's
        receive(purchase, 1)
    pay()
    drive(0, missing=1)
    assert line().payment.status == PaymentStatus.OWED

    purchased_goods.finish(purchase=Purchase.objects.get(), by=makers.keeper(), at=NOW())

    assert (line().payment.status, line().payment.due_fen) == (PaymentStatus.PAID, 0)
    assert line().share_fen > line().payment.paid_fen


FIRMS = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("receive"), st.integers(1, 60)),
    st.tuples(st.just("drive"), FIRMS, st.integers(0, 60)),
    st.tuples(st.just("pay"), FIRMS),
    st.tuples(st.just("refund"), FIRMS),
    st.tuples(st.just("finish")),
)


def take(act: str, *words: int) -> None:
    if act == "receive":
        receive(Purchase.objects.get(), *words)
    elif act == "drive":
        drive(words[0], missing=words[1])
    elif act == "finish":
        purchased_goods.finish(purchase=Purchase.objects.get(), by=makers.keeper(), at=NOW())
    else:
        {"pay": pay, "refund": refund}[act](*words)


def check() -> None:
    purchase = Purchase.objects.get()
    lines = [line(0), line(1)]
    shared = [row.received if purchase.status == PurchaseStatus.RECEIVED else row.units for row in lines]
    assert sum(row.share_fen for row in lines) == (purchase.cost_of(sum(shared)) if sum(shared) else 0)
    for row in lines:
        charge, paid = payments.charge_of(row), row.payment.paid_fen - row.payment.refunded_fen
        assert 0 <= charge <= row.share_fen
        assert row.payment.due_fen == max(0, paid - charge)
        assert (row.payment.status == PaymentStatus.OWED) == (row.payment.due_fen > 0)
        wasted = Balance.objects.filter(owner=row.firm, place__kind=PlaceKind.WASTE)
        assert (wasted.aggregate(units=Sum("on_hand"))["units"] or 0) == row.lost
    assert list(proof.faults()) == []


def walk(course: list[tuple[str, int]]) -> None:
    placed(100, 37)
    for step in course:
        try:
            with transaction.atomic():
                take(*step)
        except DomainError:
            continue
        check()
    for number in range(2):
        if line(number).payment.status == PaymentStatus.OWED:
            refund(number)
        row = line(number)
        assert row.payment.paid_fen - row.payment.refunded_fen <= payments.charge_of(row)
    check()


@pytest.mark.parametrize("examples", [5, MANY])
def test_the_sums_agree_after_any_course(examples):
    makers.place(), makers.keeper(), makers.seller(), makers.item(), makers.driver()
    hold(walk, st.lists(STEPS, max_size=10), examples=examples)
