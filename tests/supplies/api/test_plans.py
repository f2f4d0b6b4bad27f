"""Planning a day through the API alone."""

import uuid

import pytest
from django.utils import timezone

from core.background import run_waiting
from core.dates import shanghai_day
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def post(api, address, body=None):
    return api.post(f"/api/v1/{address}", body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})


def test_a_day_is_planned_followed_and_accepted(api, settings):
    settings.DISPATCH_ITERATIONS = 50
    makers.received(5_000)
    makers.order(100)
    makers.published_round()
    api.force_authenticate(makers.keeper())
    van = post(api, "vehicles/", {"depot": str(makers.place().public_id), "name": "浙A·1", "capacity": 30})
    assert van.status_code == 201, van.data
    slow = api.patch(f"/api/v1/vehicles/{van.data['id']}/", {"shift_minutes": 300})
    assert slow.data["shift_minutes"] == 300

    day = shanghai_day(timezone.now()).isoformat()
    asked = post(api, "dispatch-plans/", {"division": makers.district().pk, "day": day})

    assert asked.status_code == 202, asked.data
    assert asked.headers["Location"] == f"/api/v1/jobs/{asked.data['job']}/"
    run_waiting()
    address = f"dispatch-plans/{asked.data['id']}/"
    plan = api.get(f"/api/v1/{address}").data
    assert (plan["status"], plan["left_out"], plan["allowed_actions"]) == (
        "proposed",
        0,
        ["accept", "discard"],
    )
    sheet = api.get(f"/api/v1/{address}sheet/").data
    assert len(sheet["result"]["depots"][0]["tours"]) == 1
    assert post(api, f"{address}accept/").data["status"] == "accepted"
    assert post(api, f"{address}discard/").status_code == 409
    assert api.get("/api/v1/runs/").data["results"][0]["vehicle"] == "浙A·1"


def test_a_stranger_finds_no_plans_and_no_vehicles(api, outsider):
    makers.vehicle()
    api.force_authenticate(outsider)

    assert api.get("/api/v1/vehicles/").data["results"] == []
    body = {"division": makers.district().pk, "day": "2026-02-17"}
    assert post(api, "dispatch-plans/", body).status_code == 403
