"""From the department's boxes to the firm's door through the API alone."""

import uuid

import pytest
from django.utils import timezone

from core.background import run_waiting
from core.dates import shanghai_day
from reopening.services import conditions
from supplies.models import Balance, Order, PlaceKind
from supplies.services import proof
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def post(api, address, body=None, *, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return api.post(f"/api/v1/{address}", body or {}, headers=headers)


def receipt():
    return {
        "depot": str(makers.place().public_id),
        "supplier": str(makers.supplier().public_id),
        "item": makers.item().code,
        "lot_no": "A1",
        "units": 500,
        "expires_on": "2099-01-01",
        "document": "0217-01",
    }


def test_the_whole_way(api):
    application = makers.case(heads=40, masks=100)
    conditions.set_condition(
        application=application,
        kind="supplies_delivered",
        detail="mask",
        by=makers.keeper(),
        at=timezone.now(),
    )
    member = makers.member(application)

    api.force_authenticate(makers.keeper())
    assert post(api, "receipts/", receipt()).status_code == 201

    api.force_authenticate(member)
    order = post(api, "orders/", {"application": str(application.public_id)})
    assert order.status_code == 201, order.data
    assert order.data["lines"][0]["quantity"] == 180
    assert order.data["allowed_actions"] == ["change", "buy_rest", "cancel"]

    api.force_authenticate(makers.keeper())
    round_ = post(api, "rounds/", {"division": "330106", "day": shanghai_day(timezone.now()).isoformat()})
    assert round_.data["seed"] is None
    address = f"rounds/{round_.data['id']}/"
    for verb in ("freeze", "compute", "publish"):
        assert post(api, f"{address}{verb}/").status_code == 202
        run_waiting()
    assert api.get(f"/api/v1/{address}").data["seed"]
    awards = api.get(f"/api/v1/{address}awards/").data["results"]
    assert awards[0]["packs"] * awards[0]["unit"] == 200
    [parcel] = awards[0]["lots"]
    assert parcel == {**awards[0]["picks"][0], "state": "reserved"}
    assert parcel["depot"] == str(makers.place().public_id)
    assert "The firm got 4 packs of 50 pieces: from 2.50 days to 7.50 days." in awards[0]["explanation"]

    run = post(
        api,
        "runs/",
        {"depot": str(makers.place().public_id), "day": "2020-02-17", "courier": makers.driver().username},
    )
    post(api, f"runs/{run.data['id']}/plan/")

    api.force_authenticate(makers.driver())
    assert post(api, f"runs/{run.data['id']}/depart/").status_code == 200
    (stop,) = api.get(f"/api/v1/runs/{run.data['id']}/stops/").data

    api.force_authenticate(member)
    (delivery,) = api.get(f"/api/v1/orders/{order.data['id']}/deliveries/").data
    api.force_authenticate(makers.driver())
    event = {
        "event_id": str(uuid.uuid4()),
        "stop": stop["id"],
        "kind": "deliver",
        "occurred_at": timezone.now().isoformat(),
        "code": delivery["hand_over_code"],
        "receiver": "张三",
    }
    first = post(api, f"runs/{run.data['id']}/events/", {"events": [event]})
    again = post(api, f"runs/{run.data['id']}/events/", {"events": [event]})
    closed = post(api, f"runs/{run.data['id']}/close/")

    assert first.data == again.data
    assert first.data[0]["accepted"] is True
    assert closed.data["status"] == "closed"
    assert Order.objects.get().status == "delivered"
    assert application.conditions.get().status == "fulfilled"
    assert Balance.objects.get(place__kind=PlaceKind.FIRM).on_hand == 200
    assert list(proof.faults()) == []


def test_a_refused_event_says_why_and_fails_none_of_the_rest(api):
    makers.received(1_000)
    makers.order()
    makers.order()
    makers.published_round()
    run = makers.departed_run()
    first, second = run.stops.order_by("pk")
    common = {"occurred_at": timezone.now().isoformat()}
    api.force_authenticate(makers.driver())

    answer = post(
        api,
        f"runs/{run.public_id}/events/",
        {
            "events": [
                {"event_id": str(uuid.uuid4()), "stop": first.public_id, "kind": "deliver", "code": "1"}
                | common,
                {"event_id": str(uuid.uuid4()), "stop": second.public_id, "kind": "fail", "reason": "refused"}
                | common,
            ]
        },
    )

    assert [row["accepted"] for row in answer.data] == [False, True]
    assert answer.data[0]["code"] == "wrong_code"
    first.refresh_from_db()
    assert first.wrong_codes == 1


def test_the_code_is_for_the_firm_alone(api):
    makers.received(1_000)
    order = makers.order()
    makers.published_round()
    makers.departed_run()
    codes = {}
    for name, user in {"firm": makers.member(order), "dispatcher": makers.keeper()}.items():
        api.force_authenticate(user)
        (row,) = api.get(f"/api/v1/orders/{order.public_id}/deliveries/").data
        codes[name] = row["hand_over_code"]

    assert codes["dispatcher"] is None
    assert len(codes["firm"]) == 6


def test_the_same_key_gives_the_first_answer(api):
    api.force_authenticate(makers.keeper())
    body = receipt()

    first, again = (post(api, "receipts/", body, key="one") for _ in range(2))
    other = post(api, "receipts/", body | {"units": 7}, key="one")

    assert first.data == again.data
    assert other.status_code == 422
    assert Balance.objects.get(place=makers.place()).on_hand == 500


@pytest.mark.parametrize("address", ["receipts/", "orders/", "rounds/", "runs/"])
def test_a_post_without_a_key_is_refused(api, address):
    api.force_authenticate(makers.keeper())

    assert api.post(f"/api/v1/{address}", {}).status_code == 400


@pytest.mark.parametrize("units", [0, -1, 10**10, 1.5, "1e309", "１２"])
def test_impossible_quantities_are_refused(api, units):
    api.force_authenticate(makers.keeper())

    answer = post(api, "receipts/", receipt() | {"units": units})

    assert (answer.status_code == 201) == (units == "１２")
    assert Balance.objects.filter(on_hand__gt=0).count() == (1 if units == "１２" else 0)


def test_a_movement_is_reversed_once(api):
    movement = makers.received()
    api.force_authenticate(makers.keeper())
    address = f"movements/{movement.public_id}/"

    assert api.get(f"/api/v1/{address}").data["allowed_actions"] == ["reverse"]
    assert post(api, f"{address}reverse/", {"reason": "wrong box"}).status_code == 201
    assert post(api, f"{address}reverse/", {"reason": "again"}).status_code == 422
    assert api.get(f"/api/v1/{address}").data["allowed_actions"] == []


def test_drafts_are_rewritten_and_then_sent(api):
    makers.item()
    application = makers.case()
    api.force_authenticate(makers.member(application))

    order = post(api, "orders/", {"application": str(application.public_id), "lines": {"mask": 20}}).data
    api.put(f"/api/v1/orders/{order['id']}/lines/", {"lines": {"mask": 30}})
    sent = post(api, f"orders/{order['id']}/submit/")
    cancelled = post(api, f"orders/{order['id']}/cancel/", {"reason": "enough"})
    late = post(api, f"orders/{order['id']}/submit/")

    assert order["status"] == "draft"
    assert sent.data["lines"][0]["quantity"] == 30
    assert cancelled.data["status"] == "cancelled"
    assert late.status_code == 409
    assert late.json()["current_status"] == "cancelled"


@pytest.mark.parametrize(
    "address", ["items/", "depots/", "lots/", "movements/", "stock/", "orders/", "rounds/", "runs/"]
)
def test_lists_are_closed_to_strangers_and_empty_for_others(api, outsider, address):
    makers.received(1_000)
    makers.order()
    makers.published_round()
    makers.departed_run()

    assert api.get(f"/api/v1/{address}").status_code == 401
    api.force_authenticate(outsider)
    seen = api.get(f"/api/v1/{address}").data["results"]
    api.force_authenticate(makers.keeper())
    mine = api.get(f"/api/v1/{address}").data["results"]

    assert len(seen) == (1 if address == "items/" else 0)
    assert len(mine) >= 1
    assert api.get(f"/api/v1/{address}?colour=red").status_code == 400


def test_others_orders_rounds_and_runs_do_not_exist(api, outsider):
    makers.received(1_000)
    order = makers.order()
    round_ = makers.published_round()
    run = makers.departed_run()
    api.force_authenticate(outsider)

    for address in (f"orders/{order.public_id}/", f"rounds/{round_.public_id}/", f"runs/{run.public_id}/"):
        assert api.get(f"/api/v1/{address}").status_code == 404
    assert post(api, f"orders/{order.public_id}/cancel/").status_code == 404
    assert post(api, f"runs/{run.public_id}/close/").status_code == 404


@pytest.mark.parametrize("address", ["stock/", "movements/", "orders/", "rounds/", "runs/", "lots/"])
def test_lists_ask_the_same_number_of_questions_for_few_and_many(api, django_assert_max_num_queries, address):
    def fill(count):
        for _ in range(count):
            makers.received(1_000)
            makers.order()
        makers.published_round()
        makers.departed_run()

    fill(1)
    api.force_authenticate(makers.keeper())
    with django_assert_max_num_queries(12) as few:
        api.get(f"/api/v1/{address}")
    fill(4)
    api.force_authenticate(type(makers.keeper()).objects.get(username="keeper"))
    with django_assert_max_num_queries(12) as many:
        api.get(f"/api/v1/{address}")

    assert len(many) <= len(few) + 1
