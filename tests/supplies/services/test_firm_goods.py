"""Goods that firms bought, missing in a depot or between two: their price is due back, and the books agree."""

import pytest
from django.utils import timezone

from core.models import Role
from supplies.models import Balance, Movement, MovementKind, PaymentStatus, PlaceKind
from supplies.services import counts, firm_goods, payments, proof, stock, transfers
from tests.factories import AppointmentFactory, UserFactory, other_street
from tests.supplies import makers
from tests.supplies.services.test_payments import drive, line, pay, refund
from tests.supplies.services.test_purchases import placed, receive

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def paid() -> None:
    """A firm has paid for 100 masks, and all of them lie in the depot as its own."""
    receive(placed(100), 100)
    pay()


def kept() -> Balance:
    return Balance.objects.select_related("place", "lot").get(
        owner__isnull=False, place__kind=PlaceKind.DEPOT, on_hand__gt=0
    )


def count(units: int, balance: Balance | None = None) -> Movement:
    made = stock.count(
        balance=balance or kept(), counted=units, reason="counted twice", by=makers.keeper(), at=NOW()
    )
    assert made is not None
    return made


def state() -> tuple[int, int, int, str]:
    """Units lost, still wanted, fen due back, and how the payment stands; the ledger agrees with all of it."""
    assert list(proof.faults()) == []
    row = line()
    assert row.payment.paid_fen - row.payment.refunded_fen - row.payment.due_fen == payments.charge_of(row)
    return row.lost, row.order_line.open_units, row.payment.due_fen, row.payment.status


def test_what_a_count_finds_missing_is_due_back_and_wanted_again(paid):
    count(70)

    lost, wanted, due, status = state()
    assert (lost, wanted, status) == (30, 30, PaymentStatus.OWED)
    assert due == line().payment.paid_fen - payments.charge_of(line()) > 0


def test_what_is_found_again_before_it_was_paid_back_is_the_firms(paid):
    balance = kept()
    count(70)

    count(90, balance)
    assert state()[:2] == (10, 10)
    stock.reverse(movement=Movement.objects.latest("pk"), reason="typed", by=makers.keeper(), at=NOW())
    assert state()[:2] == (30, 30)
    count(100, balance)

    assert state() == (0, 0, 0, PaymentStatus.PAID)


def test_what_is_found_after_it_was_paid_back_is_not(paid):
    balance = kept()
    count(70)
    refund()
    before = state()

    with pytest.raises(firm_goods.MoreThanItBought):
        count(71, balance)

    assert state() == before == (30, 30, 0, PaymentStatus.REFUNDED)


def test_nothing_is_found_that_was_never_bought(paid):
    with pytest.raises(firm_goods.MoreThanItBought):
        count(101)
    assert state() == (0, 0, 0, PaymentStatus.PAID)


def test_what_does_not_come_to_another_district_is_due_back(paid):
    """Who counts there keeps that depot, and has nothing to do with the purchase."""
    balance = kept()
    there = other_street().parent
    depot, counter = makers.place(name="上城物资库", division=there), UserFactory()
    AppointmentFactory(user=counter, role=Role.DEPOT_KEEPER, division=there)
    transfer = transfers.send(
        source=balance.place,
        target=depot,
        goods=[(balance, 60)],
        by=makers.keeper(),
        at=NOW(),
    )
    arrivals = {transfer.lines.get().pk: transfers.Arrival(45, "a box fell off")}

    transfers.arrive(transfer=transfer, arrivals=arrivals, by=counter, at=NOW())

    assert state()[:2] == (15, 15)
    assert state()[3] == PaymentStatus.OWED


def test_a_signed_correction_of_a_closed_day_counts_too(paid):
    row = counts.Adjustment.objects.create(
        balance=kept(),
        day=timezone.localdate(),
        difference=-20,
        reason="counted twice",
        proposed_by=makers.keeper(),
    )

    counts.sign(adjustment=row, by=makers.second(), at=NOW())

    assert state()[:2] == (20, 20)


@pytest.mark.parametrize("kind", [MovementKind.WRITE_OFF, MovementKind.RECEIVE, MovementKind.DELIVER])
def test_what_a_door_or_a_purchase_has_signed_for_is_not_reversed_by_hand(paid, kind):
    """The proof of delivery and the money would say one thing, and the stock another."""
    drive(0, missing=30, reason="damaged")
    before = state()
    movement = Movement.objects.filter(kind=kind).latest("pk")

    with pytest.raises(stock.NotReversible):
        stock.reverse(movement=movement, reason="found", by=makers.keeper(), at=NOW())

    assert state() == before
