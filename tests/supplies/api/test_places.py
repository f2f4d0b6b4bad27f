"""Places, gifts, closed days, alarms and proofs through the API: what a page can do, a program can do."""

import base64
import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from core.dates import shanghai_day
from supplies.models import Balance, Place, ProofOfDelivery
from tests.supplies import makers
from tests.supplies.api.test_journey import post

pytestmark = pytest.mark.django_db
NEW = {"kind": "depot", "division": "330106", "name": "蒋村物资库", "latitude": 30.27, "longitude": 120.05}


@pytest.fixture
def keeper(api):
    api.force_authenticate(makers.keeper())
    return api


def jpeg() -> str:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "JPEG")
    return base64.b64encode(kept.getvalue()).decode()


def test_a_place_is_opened_changed_closed_and_opened_again(keeper):
    made = post(keeper, "places/", NEW)
    assert (made.status_code, made.data["allowed_actions"]) == (201, ["edit", "close"])
    address = f"places/{made.data['id']}/"

    assert post(keeper, "places/", NEW).json()["type"].endswith("place_name_taken")
    assert post(keeper, f"{address}edit/", {"name": "蒋村库", "latitude": 30}).status_code == 400
    assert post(keeper, f"{address}edit/", {"name": "蒋村库"}).data["name"] == "蒋村库"
    assert post(keeper, f"{address}close/", {"reason": "flooded"}).data["status"] == "closed"
    assert post(keeper, f"{address}close/", {"reason": "flooded"}).status_code == 409
    assert post(keeper, f"{address}open/").data["status"] == "open"


def test_a_quota_and_a_least_stock_are_set_and_taken_off(keeper):
    makers.item()
    for place in (makers.supplier(), makers.place()):
        address = f"places/{place.public_id}/"
        assert post(keeper, f"{address}figure/", {"item": "mask", "units": 500}).data == [
            {"item": "mask", "units": 500}
        ]
        assert len(keeper.get(f"/api/v1/{address}figures/").data) == 1
        assert post(keeper, f"{address}figure/", {"item": "mask", "units": 0}).data == []


def test_who_keeps_no_stock_changes_no_place(api, outsider):
    for somebody, status in ((outsider, 404), (makers.member(makers.case()), 404), (makers.driver(), 404)):
        api.force_authenticate(somebody)
        assert post(api, f"places/{makers.place().public_id}/close/", {"reason": "x"}).status_code == status
        assert post(api, "places/", NEW).status_code == 403
    assert not Place.objects.filter(name=NEW["name"]).exists()


def test_a_gift_is_taken_in_and_listed(keeper):
    makers.item()
    gift = {
        "donor": "慈善基金会",
        "depot": str(makers.place().public_id),
        "item": "mask",
        "units": 60,
        "lot_no": "G1",
        "document": "2020-018",
    }

    answer = post(keeper, "donations/", gift)

    assert (answer.status_code, answer.data["kind"]) == (201, "receive")
    assert Balance.objects.pool().get().on_hand == 60
    assert [row["lot_no"] for row in keeper.get("/api/v1/donations/").data["results"]] == ["G1"]


def test_a_day_is_closed_and_corrected_by_two_signatures(api):
    lot = makers.received().postings.all()[0].lot
    yesterday = (shanghai_day(timezone.now()) - timedelta(days=1)).isoformat()
    day = {"depot": str(makers.place().public_id), "day": yesterday}
    api.force_authenticate(makers.keeper())
    today = shanghai_day(timezone.now()).isoformat()
    assert post(api, "closed-days/", day | {"day": today}).json()["type"].endswith("day_not_over")
    assert post(api, "closed-days/", day).status_code == 201
    assert [row["day"] for row in api.get("/api/v1/closed-days/").data["results"]] == [yesterday]
    wanted = day | {"lot": str(lot.public_id), "difference": -5, "reason": "torn"}

    row = post(api, "adjustments/", wanted)
    assert row.data["allowed_actions"] == ["decline"]
    address = f"adjustments/{row.data['id']}/"
    assert post(api, f"{address}sign/").status_code == 403
    api.force_authenticate(makers.second())

    assert post(api, f"{address}sign/").data["status"] == "signed"
    assert Balance.objects.pool().get().on_hand == 995


def test_alarms_say_what_is_near_its_day_and_what_runs_low(keeper):
    makers.received(400, expires_on=shanghai_day(timezone.now()) + timedelta(days=5))
    address = f"places/{makers.place().public_id}/figure/"
    post(keeper, address, {"item": "mask", "units": 500})

    near, low = keeper.get("/api/v1/alarms/").data["results"], keeper.get("/api/v1/alarms/low/").data

    assert [row["on_hand"] for row in near] == [400]
    assert [(row["item"], row["least"], row["free"]) for row in low] == [("mask", 500, 400)]


@pytest.mark.parametrize(
    "address", ["places/", "donations/", "closed-days/", "adjustments/", "alarms/", "alarms/low/"]
)
def test_lists_are_empty_for_those_who_keep_no_stock(api, outsider, address):
    makers.received(10, expires_on=shanghai_day(timezone.now()))
    api.force_authenticate(outsider)

    found = api.get(f"/api/v1/{address}").data

    assert (found if isinstance(found, list) else found["results"]) == []


def test_a_hand_over_without_a_code_is_proved_by_photo_and_signature(api, outsider):
    makers.received(1_000)
    makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    run = f"runs/{stop.run.public_id}/"
    api.force_authenticate(makers.driver())
    event = {
        "event_id": str(uuid.uuid4()),
        "stop": str(stop.public_id),
        "kind": "deliver",
        "occurred_at": timezone.now().isoformat(),
        "receiver": "张三",
        "photo": jpeg(),
        "signature": jpeg(),
    }
    assert post(api, f"{run}events/", {"events": [event | {"photo": "no picture"}]}).status_code == 400

    [answer] = post(api, f"{run}events/", {"events": [event]}).data

    assert answer["accepted"], answer
    assert ProofOfDelivery.objects.get().method == "signature"
    address = f"/api/v1/{run}stops/{stop.public_id}/pictures"
    seen = api.get(f"{address}/photo/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(seen.content)).size == (40, 30)
    assert api.get(f"{address}/other/").status_code == 404
    api.force_authenticate(outsider)
    assert api.get(f"{address}/photo/").status_code == 404
