"""`manage.py verify_ledger` proves the books, and finds a row altered by hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from supplies.models import AwardLot, Balance, OrderLine, Place, PlaceKind
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def verify() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


@pytest.fixture
def books():
    makers.received(1_000)
    makers.order()
    makers.published_round()
    makers.departed_run()
    makers.received(200, lot_no="second")


def by_hand(statement: str) -> None:
    """Change the table past triggers and constraints, as an intruder with the database's password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE supplies_posting DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE supplies_balance DROP CONSTRAINT balance_never_below_zero")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE supplies_posting ENABLE TRIGGER USER")


def test_true_books_pass(books):
    out, err = verify()

    assert out.startswith("The ledger holds: 3 movements")
    assert err == ""


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE supplies_posting SET quantity = quantity + 7 WHERE quantity > 0", "does not sum to zero"),
        ("UPDATE supplies_balance SET on_hand = on_hand + 1 WHERE on_hand > 0", "its postings say"),
        ("DELETE FROM supplies_posting WHERE quantity = 200", "does not sum to zero but to -200"),
        ("UPDATE supplies_balance SET reserved = 5 WHERE on_hand = 700", "its awards say 0"),
        ("UPDATE supplies_balance SET may_be_negative = true", "is impossible"),
        ("UPDATE supplies_orderline SET delivered = loaded, loaded = 0", "its awards say 300 and 0"),
    ],
)
def test_a_row_altered_by_hand_is_found(books, statement, words):
    by_hand(statement)

    _out, err = verify()

    assert words in err
    assert "The ledger does not hold" in err


def test_goods_from_a_strange_supplier_are_found(books):
    stranger = makers.supplier("无名供应商")
    by_hand(f"UPDATE supplies_posting SET place_id = {stranger.pk} WHERE quantity = -200")

    assert "does not come from its own supplier" in verify()[1]


def test_a_parcel_that_grew_is_found(books):
    AwardLot.objects.update(units=1)

    assert "its award says otherwise" in verify()[1]


def test_a_promise_without_goods_is_found(books):
    empty = Place.objects.create(kind=PlaceKind.DEPOT, name="空库", division=makers.district())
    by_hand(
        "ALTER TABLE supplies_awardlot DISABLE TRIGGER USER;"
        f"UPDATE supplies_awardlot SET depot_id = {empty.pk}, state = 'reserved'"
    )

    assert "where there is no balance" in verify()[1]
    assert Balance.objects.filter(place=empty).count() == 0
    assert OrderLine.objects.count() == 1
