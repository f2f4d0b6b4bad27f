"""A firm's part of a purchase and the hours at its door, through the API alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from reopening.models import MandateKind, Relation
from reopening.services import mandates
from supplies.models import Consent, DoorHours, Payment, PurchaseLine
from supplies.queries.order_verbs import verbs_of
from supplies.services import fleet
from tests.factories import UserFactory
from tests.supplies import makers
from tests.supplies.api.test_journey import post
from tests.supplies.services.test_payments import drive
from tests.supplies.services.test_purchases import placed, proposed, receive, wanted

pytestmark = pytest.mark.django_db
NOW = timezone.now


def offer_of(number: int = 0) -> tuple[str, PurchaseLine]:
    line = PurchaseLine.objects.order_by("pk")[number]
    return f"offers/{line.public_id}/", line


def as_firm(api, line):
    api.force_authenticate(line.firm.members.get())


def test_a_firm_answers_for_itself_while_it_is_asked(api):
    wanted(100, 50)
    proposed()
    address, line = offer_of()
    as_firm(api, line)

    [seen] = api.get("/api/v1/offers/").data["results"]
    assert (seen["item"], seen["consent"], seen["allowed_actions"]) == ("mask", "asked", ["agree", "decline"])
    assert post(api, f"{offer_of(1)[0]}agree/").status_code == 404
    answered = post(api, f"{address}agree/")
    assert (answered.data["consent"], answered.data["allowed_actions"]) == ("agreed", [])
    assert post(api, f"{address}decline/").status_code == 409

    other, second = offer_of(1)
    as_firm(api, second)
    assert post(api, f"{other}decline/").data["consent"] == Consent.DECLINED


def test_it_is_paid_brought_lost_in_part_and_paid_back(api):
    receive(placed(100), 100)
    address, line = offer_of()
    api.force_authenticate(makers.keeper())
    assert post(api, f"{address}refund/", {"document": "bank 2"}).status_code == 409
    assert post(api, f"{address}pay/", {}).status_code == 400
    assert post(api, f"{address}pay/", {"document": "bank 1"}).data["payment"] == "paid"

    drive(0, missing=30)
    owed = api.get(f"/api/v1/{address}").data
    assert (owed["payment"], owed["lost"], owed["due_fen"]) == ("owed", 30, 5_400)
    assert owed["charge_fen"] == owed["share_fen"] - 5_400
    assert owed["allowed_actions"] == ["refund"]
    assert [row["id"] for row in api.get("/api/v1/offers/?payment=owed").data["results"]] == [owed["id"]]

    back = post(api, f"{address}refund/", {"document": "bank 2"}).data
    assert (back["payment"], back["refunded_fen"], back["due_fen"]) == ("refunded", 5_400, 0)
    as_firm(api, line)
    assert post(api, f"{address}refund/", {"document": "bank 3"}).status_code == 409
    assert api.get(f"/api/v1/{address}").data["refund_document"] == "bank 2"


def test_goods_are_set_aside_or_fetched(api):
    receive(placed(100), 100)
    address, line = offer_of()
    fetched = {"depot": str(makers.place().public_id), "units": 40, "receiver": "李"}
    api.force_authenticate(makers.keeper())

    assert post(api, f"{address}bring/").data["waiting"] == 100
    assert post(api, f"{address}bring/").json()["type"].endswith("nothing_to_bring")
    assert post(api, f"{address}hand_over/", fetched).data["handed_over"] == 40
    as_firm(api, line)
    assert post(api, f"{address}bring/").status_code == 403
    assert post(api, f"{address}pay/", {"document": "mine"}).status_code == 403


def test_a_part_of_a_purchase_that_was_not_placed_has_no_payment(api, outsider):
    wanted(100)
    proposed()
    address, _line = offer_of()

    api.force_authenticate(makers.keeper())
    assert post(api, f"{address}pay/", {"document": "bank 1"}).status_code == 404
    assert not Payment.objects.exists()
    for stranger in (outsider, makers.driver()):
        api.force_authenticate(stranger)
        assert api.get(f"/api/v1/{address}").status_code == 404
        assert api.get("/api/v1/offers/").data["results"] == []


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_few_questions(api, django_assert_max_num_queries, count):
    wanted(*[100] * count)
    proposed()
    for somebody in (makers.keeper(), offer_of()[1].firm.members.get()):
        api.force_authenticate(somebody)
        with django_assert_max_num_queries(4):
            api.get("/api/v1/offers/")


def test_a_firm_says_when_somebody_is_at_its_door_before_it_was_ever_served(api, outsider):
    order = makers.order()
    address = f"/api/v1/orders/{order.public_id}/hours/"
    hours = {"opens_at": "09:00", "closes_at": "17:30"}
    api.force_authenticate(makers.member(order))

    assert api.get(address).data == {"opens_at": None, "closes_at": None}
    assert api.put(address, {"opens_at": "18:00", "closes_at": "09:00"}).status_code == 422
    assert api.put(address, {"opens_at": "noon"}).status_code == 400
    assert api.put(address, hours).data == {"opens_at": "09:00:00", "closes_at": "17:30:00"}
    assert DoorHours.objects.get().place.firm == order.firm

    api.force_authenticate(makers.keeper())
    assert api.put(address, {"opens_at": "08:00", "closes_at": "12:00"}).status_code == 200
    api.force_authenticate(outsider)
    assert (api.get(address).status_code, api.put(address, hours).status_code) == (404, 404)


def test_who_holds_a_mandate_of_a_firm_says_its_hours_and_nobody_else_does(api):
    order, clerk = makers.order(), UserFactory()
    address = f"/api/v1/orders/{order.public_id}/hours/"
    hours = {"opens_at": "09:00", "closes_at": "17:30"}
    mandates.give(
        firm=order.firm,
        kind=MandateKind.HOTLINE,
        giver=mandates.Giver("王女士", Relation.MANAGER, "13800001234"),
        until=NOW() + timedelta(hours=1),
        by=clerk,
        at=NOW(),
    )
    api.force_authenticate(clerk)

    assert api.put(address, hours).status_code == 200
    assert str(DoorHours.objects.get().opens_at) == "09:00:00"
    with pytest.raises(PermissionDenied):
        fleet.set_firm_hours(order=makers.order(), **hours, by=clerk, at=NOW())


def test_an_order_offers_over_the_api_what_its_page_offers(api, django_assert_max_num_queries):
    makers.received()
    order = makers.order()
    address, member = f"/api/v1/orders/{order.public_id}/", makers.member(order)
    api.force_authenticate(member)
    assert api.get(address).data["allowed_actions"] == ["change", "buy_rest", "cancel"]
    makers.frozen_round()
    makers.order()

    seen = api.get(address).data["allowed_actions"]

    assert seen == verbs_of(order, by=member, at=NOW()) == ["cancel"]
    change = {"lines": {"mask": 10}, "reason": "less"}
    refused = post(api, f"orders/{order.public_id}/change/", change)
    assert refused.status_code == 409
    api.force_authenticate(makers.keeper())
    with django_assert_max_num_queries(11):
        listed = api.get("/api/v1/orders/").data["results"]
    assert len(listed) == 2


def test_the_hours_of_a_depot_are_set_by_those_who_keep_it(api):
    address = f"/api/v1/depots/{makers.place().public_id}/hours/"
    api.force_authenticate(makers.keeper())

    assert api.put(address, {"opens_at": "06:00", "closes_at": "22:00"}).status_code == 200
    assert api.get(address).data["closes_at"] == "22:00:00"
    api.force_authenticate(makers.driver())
    assert api.put(address, {"opens_at": "06:00", "closes_at": "22:00"}).status_code == 404
