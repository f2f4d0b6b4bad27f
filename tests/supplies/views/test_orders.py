"""What an order's page says of what is still to come."""

import pytest

from tests.supplies import makers

pytestmark = pytest.mark.django_db


def test_an_order_of_which_nothing_is_open_waits_for_no_round(client):
    order = makers.order()
    client.force_login(makers.member(order))
    assert b"takes part in the next round" in client.get(order.get_absolute_url()).content
    makers.received(1_000)
    makers.published_round()

    assert b"takes part in the next round" not in client.get(order.get_absolute_url()).content
