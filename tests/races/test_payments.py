"""
What was lost on the way is due back, also when the firm pays at that very moment.

The race has its control: with the lock taken away the firm has paid for what it never got.
"""

import threading

import pytest

from supplies.models import PaymentStatus, PurchaseLine
from supplies.services import payments
from tests.races.crowd import together
from tests.supplies.services.test_payments import hand_over, line, on_the_road, pay
from tests.supplies.services.test_purchases import placed, receive

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 1  # seconds that somebody waits for the other, who waits for a lock in turn


def lose_during_a_payment(monkeypatch: pytest.MonkeyPatch) -> PurchaseLine:
    """The payer has read what is to be paid and has not committed; the courier says just then what is missing."""
    receive(placed(100), 100)
    stop = on_the_road(0)
    has_read, is_over = threading.Event(), threading.Event()
    charge_of = payments.charge_of

    def read_and_wait(part: PurchaseLine) -> int:
        charge = charge_of(part)
        if not has_read.is_set():
            has_read.set()
            is_over.wait(timeout=PATIENCE)
        return charge

    def lose() -> None:
        has_read.wait(timeout=30)
        try:
            hand_over(stop, missing=30)
        finally:
            is_over.set()

    monkeypatch.setattr(payments, "charge_of", read_and_wait)
    together(pay, lose)
    monkeypatch.setattr(payments, "charge_of", charge_of)
    return line()


def test_a_loss_that_meets_a_payment_is_due_back(monkeypatch):
    part = lose_during_a_payment(monkeypatch)

    assert (part.lost, part.payment.status) == (30, PaymentStatus.OWED)
    assert part.payment.paid_fen - part.payment.due_fen == payments.charge_of(part)


def test_control_without_the_lock_the_firm_pays_for_what_it_never_got(monkeypatch):
    monkeypatch.setattr(payments, "lock_in_order", list)

    part = lose_during_a_payment(monkeypatch)

    assert (part.lost, part.payment.status) == (30, PaymentStatus.PAID)
    assert part.payment.paid_fen > payments.charge_of(part)
