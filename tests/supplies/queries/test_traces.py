"""Both ways through the ledger: from a lot to the firms, from a firm to the receipts; one query each."""

import pytest
from django.utils import timezone

from supplies.models import Balance, Lot
from supplies.queries import traces
from supplies.services import stock
from tests.supplies import makers
from tests.supplies.services.test_lots import delivered
from tests.supplies.services.test_purchases import hand_over, placed, receive

pytestmark = pytest.mark.django_db


def test_a_lot_leads_to_the_firm_in_one_query(django_assert_num_queries):
    makers.received(1_000)
    order = makers.order(280)
    makers.published_round()
    stop = delivered()
    lot = Lot.objects.get()

    with django_assert_num_queries(1):
        found = [(row.place.firm, row.quantity, row.movement.run) for row in traces.handed_to(lot)]

    assert found == [(order.firm, 300, stop.run)]


def test_a_firm_leads_back_to_the_receipt_in_one_query(django_assert_num_queries):
    makers.received(1_000, document="S27-0213")
    order = makers.order(280)
    makers.published_round()
    delivered()
    firm = order.firm

    with django_assert_num_queries(1):
        (row,) = traces.goods_of(firm)
        supplier = row.lot.supplier

    assert supplier == makers.supplier()
    (receipt,) = row.receipts
    assert (receipt["document"], receipt["units"], receipt["depot"]) == ("S27-0213", 1_000, "西湖区物资库")


def test_each_firm_of_a_purchase_is_led_to_its_own_part_and_nobody_elses():
    """One receipt of one lot for two firms, and another one from the same seller for everybody."""
    purchase = receive(placed(100, 50), 150)
    stock.receive(
        depot=makers.place(), supplier=purchase.seller, item=purchase.item, lot_no="M1", units=400,
        document="for everybody", by=makers.keeper(), at=timezone.now(),
    )  # fmt: skip
    for line in purchase.lines.order_by("pk"):
        hand_over(line, 10)

    found = {
        line.units: [
            (receipt["document"], receipt["units"])
            for row in traces.goods_of(line.firm)
            for receipt in row.receipts
        ]
        for line in purchase.lines.all()
    }

    assert found == {units: [(purchase.number, units)] for units in (100, 50)}


def test_a_reversed_receipt_is_no_origin():
    wrong = makers.received(1_000, lot_no="A", document="wrong")
    stock.reverse(movement=wrong, reason="typed twice", by=makers.keeper(), at=timezone.now())
    makers.received(1_000, lot_no="A", document="right")

    assert [row.movement.document for row in traces.receipts_of(Lot.objects.get())] == ["right"]


def test_the_ends_of_a_lot_sum_to_its_receipts(django_assert_num_queries):
    makers.received(1_000)
    makers.order(280)
    makers.published_round()
    delivered()
    row = Balance.objects.get(place=makers.place())
    stock.count(balance=row, counted=row.on_hand - 20, reason="torn", by=makers.keeper(), at=timezone.now())

    lot = Lot.objects.get()

    with django_assert_num_queries(1):
        where = traces.whereabouts_of(lot)

    assert (where.received, where.in_depots, where.at_firms, where.count_difference) == (1_000, 680, 300, 20)
    assert where.adds_up
