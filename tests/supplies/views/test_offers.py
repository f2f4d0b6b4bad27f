"""What a firm and a dispatcher see of money that is due back."""

import pytest
from django.urls import reverse

from tests.supplies import makers
from tests.supplies.services.test_payments import drive, line, pay
from tests.supplies.services.test_purchases import placed, receive

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_a_loss_on_the_way_is_seen_by_the_firm_and_paid_back_by_the_dispatcher(client):
    receive(placed(100), 100)
    pay()
    drive(0, missing=30)
    offer = reverse("supplies:offer", args=[line().public_id])
    back = reverse("supplies:offer-refund", args=[line().public_id])

    client.force_login(line().firm.members.get())
    page = text(client.get(offer))
    assert "Refund due" in page
    assert "54.00 yuan" in page
    assert back not in page
    client.force_login(makers.keeper())
    assert "Refunds due to firms" in text(client.get("/"))
    assert offer in text(client.get(reverse("supplies:purchases")))
    assert "54.00 yuan" in text(client.get(line().purchase.get_absolute_url()))
    assert back in text(client.get(offer))

    client.post(back, {"document": "bank 2"})

    page = text(client.get(offer))
    assert "bank 2" in page
    assert back not in page
    assert "Refunds due to firms" not in text(client.get("/"))
    assert client.post(back, {"document": "bank 3"}).status_code == 409
