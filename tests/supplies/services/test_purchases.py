"""Buying on behalf: pooled, agreed to, paid, received in parts, never shared out, handed over."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import Notification
from supplies.models import Balance, Consent, OrderStatus, Payment, PurchaseLine
from supplies.services import payments, proof, purchased_goods, purchases, runs
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


def wanted(*units: int) -> list:
    return [makers.order(number, kind="purchase_on_behalf") for number in units]


def proposed(**fields):
    values = {"seller": makers.seller(), "price_fen": 8_500, "price_units": 50, "freight_fen": 1_001}
    return purchases.propose(
        division=makers.district(),
        item=makers.item(),
        order_lines=list(purchases.pool().order_by("pk")),
        **values | fields,
        by=makers.keeper(),
        at=NOW(),
    )


def lines(purchase) -> list[PurchaseLine]:
    return list(purchase.lines.select_related("firm", "order_line__order", "purchase").order_by("pk"))


def agree_all(purchase) -> None:
    for line in lines(purchase):
        purchases.agree(line=line, by=line.firm.members.first(), at=NOW())


def placed(*units: int, freight: int = 1_001):
    wanted(*units)
    purchase = proposed(freight_fen=freight)
    agree_all(purchase)
    return purchases.place(purchase=purchase, by=makers.keeper(), at=NOW())


def receive(purchase, units: int):
    values = {"depot": makers.place(), "lot_no": "M1", "by": makers.keeper(), "at": NOW()}
    return purchased_goods.receive(purchase=purchase, units=units, **values)


def hand_over(line, units: int):
    values = {"depot": makers.place(), "receiver": "李", "by": makers.keeper(), "at": NOW()}
    return purchased_goods.hand_over(line=line, units=units, **values)


def test_needs_are_pooled_once_and_each_firm_is_asked_its_share():
    wanted(100, 50, 30)

    purchase = proposed()

    assert sum(line.share_fen for line in lines(purchase)) == 180 * 170 + 1_001
    assert Notification.objects.filter(kind="supplies.purchase_proposed").count() == 3
    assert not purchases.pool().exists()
    with pytest.raises(purchases.NothingPooled):
        proposed()


def test_who_does_not_agree_is_left_out_and_the_others_bear_the_freight():
    wanted(100, 50, 30)
    purchase = proposed()
    first, second, third = lines(purchase)
    purchases.agree(line=first, by=first.firm.members.first(), at=NOW())
    purchases.decline(line=second, by=second.firm.members.first(), at=NOW())

    purchases.place(purchase=purchase, by=makers.keeper(), at=NOW())

    first, second, third = lines(purchase)
    assert [line.status for line in (first, second, third)] == [
        Consent.AGREED,
        Consent.DECLINED,
        Consent.DROPPED,
    ]
    assert first.share_fen == 100 * 170 + 1_001
    assert set(purchases.pool()) == {second.order_line, third.order_line}
    assert Payment.objects.get().line == first


def told(line: PurchaseLine) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(user=line.firm.members.get()).order_by("pk")
    return [(row.kind.removeprefix("supplies.purchase_"), row.params["share"]) for row in rows]


def test_each_firm_is_told_its_share_when_the_order_is_placed_and_when_it_is_counted_anew():
    wanted(100, 50)
    purchase = proposed()
    first, second = lines(purchase)
    purchases.agree(line=first, by=first.firm.members.first(), at=NOW())

    purchases.place(purchase=purchase, by=makers.keeper(), at=NOW())
    receive(purchase, 60)
    purchased_goods.finish(purchase=purchase, by=makers.keeper(), at=NOW())

    assert told(first) == [("proposed", "176.67"), ("placed", "180.01"), ("shared_anew", "112.01")]
    assert [kind for kind, _share in told(second)] == ["proposed", "left_out"]


def test_a_share_that_stays_the_same_is_not_told_again():
    purchase = placed(100, 50)
    receive(purchase, 150)

    purchased_goods.finish(purchase=purchase, by=makers.keeper(), at=NOW())

    assert [kind for kind, _share in told(lines(purchase)[0])] == ["proposed", "placed"]


def test_a_firm_answers_for_itself_only_and_not_after_the_order_was_placed():
    wanted(100, 50)
    purchase = proposed()
    first, second = lines(purchase)

    with pytest.raises(PermissionDenied):
        purchases.agree(line=first, by=second.firm.members.first(), at=NOW())
    with pytest.raises(purchases.NobodyAgreed):
        purchases.place(purchase=purchase, by=makers.keeper(), at=NOW())
    purchases.agree(line=first, by=first.firm.members.first(), at=NOW())
    purchases.place(purchase=purchase, by=makers.keeper(), at=NOW())
    second.refresh_from_db()
    with pytest.raises(TransitionNotAllowed):
        purchases.agree(line=second, by=second.firm.members.first(), at=NOW())


def test_parts_come_in_proportion_and_never_enter_the_pool():
    purchase = placed(100, 50, 30)
    receive(purchase, 91)
    first = [line.received for line in lines(purchase)]
    with pytest.raises(purchased_goods.MoreThanOrdered):
        receive(purchase, 90)
    receive(purchase, 89)
    makers.order(280)

    frozen = makers.frozen_round()

    assert (first, [line.received for line in lines(purchase)]) == ([51, 25, 15], [100, 50, 30])
    assert not Balance.objects.pool().exists()
    assert frozen.items.get().supply == 0
    assert list(proof.faults()) == []


def test_an_order_closes_when_everything_was_handed_over():
    purchase = placed(100, 50)
    receive(purchase, 150)
    line = lines(purchase)[0]

    hand_over(line, 60)
    with pytest.raises(purchased_goods.NotThatMuch):
        hand_over(line, 41)
    open_order = line.order_line.order
    open_order.refresh_from_db()
    before = open_order.status
    hand_over(line, 40)
    open_order.refresh_from_db()

    assert (before, open_order.status) == (OrderStatus.SUBMITTED, OrderStatus.DELIVERED)
    assert list(proof.faults()) == []


def test_what_is_on_a_run_is_not_handed_over_out_of_another_purchase():
    first = lines(receive(placed(100), 100))[0]
    purchased_goods.bring(line=first, by=makers.keeper(), at=NOW())
    run = makers.run()
    makers.order(50, application=first.order_line.order.application, kind="purchase_on_behalf")
    second = proposed()
    agree_all(second)
    receive(purchases.place(purchase=second, by=makers.keeper(), at=NOW()), 50)

    with pytest.raises(purchased_goods.NotThatMuch):
        hand_over(lines(first.purchase)[0], 30)
    hand_over(lines(second)[0], 50)

    runs.depart(run=run, by=makers.driver(), at=NOW())
    assert list(proof.faults()) == []


def test_what_was_paid_beyond_the_share_is_due_back_when_less_came():
    purchase = placed(100, 50)
    for payment in Payment.objects.order_by("pk"):
        payments.pay(payment=payment, document="bank 1", by=makers.keeper(), at=NOW())
    receive(purchase, 75)
    purchased_goods.finish(purchase=purchase, by=makers.keeper(), at=NOW())

    paid = list(Payment.objects.order_by("pk"))
    for payment in paid:
        payments.refund(payment=payment, document="bank 2", by=makers.keeper(), at=NOW())

    shares = [line.share_fen for line in lines(purchase)]
    assert sum(shares) == 75 * 170 + 1_001
    assert [row.paid_fen - row.refunded_fen for row in paid] == shares
    assert [line.open_units for line in purchases.pool().order_by("pk")] == [50, 25]


def test_a_purchase_with_goods_cannot_be_given_up_one_without_can():
    purchase = placed(100, 50)
    receive(purchase, 1)
    with pytest.raises(purchases.AlreadyReceived):
        purchases.cancel(purchase=purchase, reason="late", by=makers.keeper(), at=NOW())


def test_a_purchase_given_up_frees_the_needs():
    purchase = placed(100, 50)

    purchases.cancel(purchase=purchase, reason="seller closed", by=makers.keeper(), at=NOW())

    assert purchases.pool().count() == 2
    assert {line.share_fen for line in lines(purchase)} == {0}


def test_only_a_seller_sells():
    wanted(100)

    with pytest.raises(purchases.NotASeller):
        proposed(seller=makers.supplier())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"received": 40}, "were taken in from seller"),
        ({"share_fen": 17_000}, "its shares sum to"),
        ({"lost": 7}, "are due back, its share says"),
    ],
)
def test_a_part_altered_by_hand_is_found_by_the_proof(changes, words):
    purchase = placed(100, 50)
    for payment in Payment.objects.order_by("pk"):
        payments.pay(payment=payment, document="bank 1", by=makers.keeper(), at=NOW())
    receive(purchase, 75)
    assert list(proof.faults()) == []

    PurchaseLine.objects.filter(pk=lines(purchase)[0].pk).update(**changes)

    assert any(words in fault for fault in proof.faults())
