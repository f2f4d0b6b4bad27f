"""The day of purchases on behalf: pooled, agreed to, ordered, come in parts, paid for, fetched or brought."""

from random import Random

from django.db.models import F
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import Application
from supplies.models import (
    OPEN_PURCHASES,
    Consent,
    OrderKind,
    Payment,
    PaymentStatus,
    Purchase,
    PurchaseLine,
    PurchaseStatus,
)
from supplies.services import orders, payments, purchased_goods, purchases
from tests.faults.people import any_of
from tests.supplies import makers

NOW = timezone.now


def wish(chance: Random) -> None:
    """A firm wants to have something bought."""
    case = any_of(Application.objects.all(), chance)
    orders.place(
        application=case,
        lines={"mask": chance.randrange(1, 90)},
        kind=OrderKind.PURCHASE_ON_BEHALF,
        by=makers.member(case),
        at=NOW(),
    )


def go_on_with_a_purchase(chance: Random) -> None:
    purchase = Purchase.objects.filter(status__in=OPEN_PURCHASES).order_by("pk").first()
    if purchase is None:
        propose(chance)
    elif chance.random() < 0.05:
        purchases.cancel(purchase=purchase, reason="seller closed", by=makers.keeper(), at=NOW())
    elif purchase.status == PurchaseStatus.PLACED:
        take_in(purchase, chance)
    elif purchase.lines.filter(status=Consent.ASKED).count() > chance.randrange(3):
        answer(purchase, chance)
    else:
        purchases.place(purchase=purchase, document="PO 1", by=makers.keeper(), at=NOW())


def propose(chance: Random) -> None:
    """Some of the needs in the pool, at a price that does not divide."""
    wanted = list(purchases.pool().order_by("pk"))
    purchases.propose(
        division=makers.district(),
        item=makers.item(),
        seller=makers.seller(),
        order_lines=wanted[: chance.randrange(1, 6)],
        price_fen=8_501,
        price_units=50,
        freight_fen=chance.choice([0, 1_001]),
        by=makers.keeper(),
        at=NOW(),
    )


def answer(purchase: Purchase, chance: Random) -> None:
    line = any_of(purchase.lines.filter(status=Consent.ASKED), chance)
    say = purchases.agree if chance.random() < 0.8 else purchases.decline
    say(line=line, by=makers.member(line.order_line.order), at=NOW())


def take_in(purchase: Purchase, chance: Random) -> None:
    """A part, or the rest; or nothing more will come."""
    outstanding = sum(line.outstanding for line in purchases.agreed(purchase))
    if not outstanding or chance.random() < 0.2:
        purchased_goods.finish(purchase=purchase, by=makers.keeper(), at=NOW())
        return
    purchased_goods.receive(
        purchase=purchase,
        depot=makers.place(),
        units=chance.choice([outstanding, chance.randrange(1, outstanding + 1)]),
        lot_no=f"M{chance.randrange(3)}",
        expires_on=shanghai_day(NOW()) + makers.FAR,
        by=makers.keeper(),
        at=NOW(),
    )


def pay(chance: Random) -> None:
    """A firm pays; or what is due to it is paid back."""
    payment = any_of(Payment.objects.filter(status__in=[PaymentStatus.UNPAID, PaymentStatus.OWED]), chance)
    act = payments.pay if payment.status == PaymentStatus.UNPAID else payments.refund
    act(payment=payment, document="bank 1", by=makers.keeper(), at=NOW())


def waiting(chance: Random) -> PurchaseLine:
    return any_of(PurchaseLine.objects.filter(received__gt=F("handed_over") + F("lost")), chance)


def hand_over(chance: Random) -> None:
    """The firm fetches its goods."""
    line = waiting(chance)
    purchased_goods.hand_over(
        line=line,
        depot=makers.place(),
        units=chance.randrange(1, line.waiting + 1),
        receiver="李四",
        by=makers.keeper(),
        at=NOW(),
    )


def bring(chance: Random) -> None:
    """The next run takes them along."""
    purchased_goods.bring(line=waiting(chance), by=makers.keeper(), at=NOW())
