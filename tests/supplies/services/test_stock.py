from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.dates import shanghai_day
from core.models import AuditEvent
from supplies.models import Balance, Lot, Movement, MovementKind, Place, PlaceKind, Posting
from supplies.services import balances, stock
from tests.factories import FirmFactory, other_street
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def on_hand(place: Place) -> int:
    return sum(Balance.objects.filter(place=place).values_list("on_hand", flat=True))


def test_a_receipt_is_a_double_entry_from_the_department_into_the_depot():
    movement = makers.received(15_000, document="S27-0213")

    assert movement.kind == MovementKind.RECEIVE
    assert sorted(movement.postings.values_list("quantity", flat=True)) == [-15_000, 15_000]
    assert on_hand(makers.place()) == 15_000
    assert on_hand(makers.supplier()) == -15_000
    assert AuditEvent.objects.filter(verb="movement.receive").count() == 1


def test_a_lot_known_with_another_expiry_is_refused_and_nothing_moves():
    makers.received(100, lot_no="A")

    with pytest.raises(stock.LotDiffers):
        makers.received(100, lot_no="A", expires_on=shanghai_day(timezone.now()) + timedelta(days=5))

    assert on_hand(makers.place()) == 100


@pytest.mark.parametrize("units", [0, -5, 10**9 + 1])
def test_impossible_quantities_are_refused(units):
    with pytest.raises(stock.BadQuantity):
        makers.received(units)


def test_only_the_keepers_of_the_place_receive(courier, other_reviewer):
    elsewhere = makers.place(name="上城区物资库", division=other_street().parent)

    for by, depot in ((courier, makers.place()), (makers.keeper(), elsewhere)):
        with pytest.raises(PermissionDenied):
            makers.received(10, depot=depot, by=by)


def test_a_reversal_mirrors_its_movement_and_happens_once():
    movement = makers.received(500)

    reversal = stock.reverse(movement=movement, reason="wrong box", by=makers.keeper(), at=timezone.now())

    assert reversal.reverses == movement
    assert on_hand(makers.place()) == 0
    with pytest.raises(stock.NotReversible):
        stock.reverse(movement=movement, reason="again", by=makers.keeper(), at=timezone.now())
    with pytest.raises(stock.NotReversible):
        stock.reverse(movement=reversal, reason="undo", by=makers.keeper(), at=timezone.now())


def test_goods_that_went_on_cannot_be_reversed_away():
    movement = makers.received(500)
    row = Balance.objects.get(place=makers.place())
    balances.reserve({row.pk: 1})

    with pytest.raises(balances.NotEnough):
        stock.reverse(movement=movement, reason="late", by=makers.keeper(), at=timezone.now())

    assert on_hand(makers.place()) == 500


def test_a_count_posts_the_difference_and_an_equal_count_posts_nothing():
    makers.received(500)
    row = Balance.objects.get(place=makers.place())
    at = timezone.now()

    movement = stock.count(balance=row, counted=480, reason="torn box", by=makers.keeper(), at=at)
    again = stock.count(balance=row, counted=480, reason="", by=makers.keeper(), at=at)

    with pytest.raises(stock.DifferenceUnexplained):
        stock.count(balance=row, counted=470, reason=" ", by=makers.keeper(), at=at)
    assert movement is not None
    assert again is None
    assert on_hand(makers.place()) == 480
    assert on_hand(Place.objects.get(kind=PlaceKind.ADJUSTMENT)) == 20


def test_two_legs_on_one_balance_are_checked_as_a_sum():
    makers.received(100)
    depot, other = makers.place(), makers.place(name="二号库")
    lot = Lot.objects.get()
    legs = [balances.Leg(depot, lot, -60), balances.Leg(depot, lot, -60), balances.Leg(other, lot, 120)]

    with pytest.raises(balances.NotEnough):
        stock.post(
            kind=MovementKind.TRANSFER,
            legs=legs,
            division=depot.division,
            by=makers.keeper(),
            at=timezone.now(),
        )

    assert on_hand(depot) == 100
    assert Movement.objects.count() == 1


def test_goods_of_a_firm_lie_apart_from_the_pool():
    firm = FirmFactory()
    makers.received(100)
    makers.received(70, lot_no="L001", owner=firm, source="on_behalf")

    assert Balance.objects.in_depots().count() == 2
    assert [row.on_hand for row in Balance.objects.pool()] == [100]


def test_the_database_refuses_a_movement_that_does_not_sum_to_zero():
    movement = makers.received(100)
    depot, lot = makers.place(name="二号库"), Lot.objects.get()

    Posting.objects.create(movement=movement, place=depot, lot=lot, quantity=5)

    with (
        pytest.raises(IntegrityError, match="does not sum to zero"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # The test's own transaction must not end with the row in it.
    transaction.set_rollback(True)


@pytest.mark.parametrize("table", ["supplies_posting", "supplies_movement"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_edit_what_was_posted(table, act):
    makers.received(100)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))


@pytest.mark.parametrize("values", [{"on_hand": -1}, {"reserved": 101}, {"reserved": -1}])
def test_the_database_refuses_impossible_balances(values):
    makers.received(100)

    with pytest.raises(IntegrityError, match="balance_never_below_zero"), transaction.atomic():
        Balance.objects.filter(place=makers.place()).update(**values)
