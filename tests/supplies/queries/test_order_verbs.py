"""An order offers what would succeed now; the refusals themselves are those of the services."""

import pytest
from django.utils import timezone

from reopening.models import Halt
from supplies.models import OrderKind
from supplies.queries.order_verbs import verbs_of
from supplies.services import purchases, rounds
from supplies.transitions import ORDER
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now


def offered(order) -> set[str]:
    order.refresh_from_db()
    return set(verbs_of(order, by=makers.member(order), at=now()))


def test_an_order_that_nothing_stands_in_the_way_of_offers_all_that_the_table_says():
    order = makers.order()

    assert offered(order) == set(ORDER.verbs_for(order, by=makers.member(order))) - {"complete"}
    assert {"change", "buy_rest", "cancel"} <= offered(order)


def test_while_a_round_shares_out_with_it_an_order_is_neither_changed_nor_bought():
    makers.received()
    order = makers.order()
    round_ = makers.frozen_round()

    assert not {"change", "buy_rest"} & offered(order)

    rounds.cancel(round_=round_, reason="practice", by=makers.keeper(), at=now())
    assert {"change", "buy_rest"} <= offered(order)


def test_an_order_whose_goods_are_set_aside_is_not_cancelled():
    makers.received(150)
    order = makers.order(280)
    makers.published_round()

    assert "cancel" not in offered(order)
    assert "change" in offered(order)


def test_what_is_being_bought_is_neither_changed_nor_cancelled():
    need = makers.order(50, kind=OrderKind.PURCHASE_ON_BEHALF)
    purchases.propose(
        division=makers.district(), item=makers.item(), seller=makers.seller(), price_fen=170, price_units=1,
        order_lines=list(purchases.pool()), by=makers.keeper(), at=now(),
    )  # fmt: skip

    assert not {"change", "cancel"} & offered(need)


def test_a_firm_that_stands_still_asks_for_nothing_more_but_may_cancel():
    order = makers.order()
    case = order.application
    Halt.objects.create(
        application=case,
        case_key=case.case_key,
        division_code=case.division_code,
        kind="stop",
        begun_at=now(),
        begun_by=makers.keeper(),
    )

    assert not {"change", "buy_rest"} & offered(order)
    assert "cancel" in offered(order)
