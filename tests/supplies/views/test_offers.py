"""What a firm and a dispatcher see of money that is due back."""

import pytest
from django.urls import reverse

from core.models import Role
from supplies.models import Purchase
from tests.factories import AppointmentFactory, MembershipFactory, other_street
from tests.supplies import makers
from tests.supplies.services.test_payments import drive, line, pay
from tests.supplies.services.test_purchases import agree_all, placed, proposed, receive, wanted

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


def test_a_firm_reads_until_when_its_share_may_move(client):
    wanted(100)
    purchase = proposed()
    client.force_login(line().firm.members.get())
    offer = reverse("supplies:offer", args=[line().public_id])
    order = line().order_line.order.get_absolute_url()
    moves, fixed, sought = (
        "This share may still move",
        "this share is fixed",
        "The dispatchers look for a seller",
    )

    assert moves in text(client.get(offer))
    assert sought not in text(client.get(order))
    assert "There is a price for it" in text(client.get(order))
    assert offer in text(client.get("/"))
    agree_all(purchase)
    assert moves in text(client.get(offer))
    client.force_login(makers.keeper())
    client.post(reverse("supplies:purchase-place", args=[purchase.public_id]))

    client.force_login(line().firm.members.get())
    page = text(client.get(offer))
    assert fixed in page
    assert moves not in page


def test_who_proposes_reads_that_all_are_ticked_and_how_many_were_taken(client):
    makers.seller()
    mine = wanted(100, 50, 30)[1].lines.get()
    client.force_login(makers.keeper())
    page = reverse("supplies:purchase-propose", args=["mask"])

    assert "All of them are ticked" in text(client.get(page))
    values = {"seller": makers.seller().pk, "price": "85", "price_units": 50, "order_lines": [mine.pk]}
    shown = text(client.post(page, values, follow=True))

    assert "1 firm&#x27;s request is in this purchase" in shown
    assert [part.order_line for part in Purchase.objects.get().lines.all()] == [mine]


def test_each_district_is_bought_for_by_itself(client):
    (mine,) = wanted(100)
    firm = MembershipFactory(firm__division=other_street()).firm
    elsewhere = makers.order(50, application=makers.case(firm=firm), kind="purchase_on_behalf")
    code = other_street().pk[:6]
    AppointmentFactory(user=makers.keeper(), role=Role.DISPATCHER, division=other_street().parent)
    client.force_login(makers.keeper())
    page = f"{reverse('supplies:purchase-propose', args=['mask'])}?district={code}"
    values = {"seller": makers.seller().pk, "price": "85", "price_units": 50}

    assert page in text(client.get(reverse("supplies:purchases")))
    assert elsewhere.number in text(client.get(page))
    assert mine.number not in text(client.get(page))
    client.post(page, values | {"order_lines": [elsewhere.lines.get().pk]})

    assert Purchase.objects.get().division_id == code
    assert client.get(page.replace(code, "999999")).status_code == 404
