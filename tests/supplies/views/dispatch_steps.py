"""The ladder's rows of plans and vehicles: arguments of `ladder_steps.Step`."""

import uuid
from typing import Any

from django.utils import timezone

from core.background import run_waiting
from supplies.models import EventKind, RoundLine
from supplies.services import deliveries, overrides
from supplies.services.hand_overs import Picture, Report
from tests.supplies import makers

FIGURES = {"name": "B", "capacity": 30, "starts_at": "08:00", "ends_at": "18:00", "shift_minutes": 480}
HOURS = {"opens_at": "09:00", "closes_at": "17:00"}


def a_vehicle() -> list[Any]:
    return [makers.vehicle().public_id]


def a_depot() -> list[Any]:
    return [makers.place().public_id]


def an_order() -> list[Any]:
    return [makers.order().public_id]


def a_plan() -> list[Any]:
    makers.received()
    makers.order()
    makers.published_round()
    makers.vehicle()
    plan = makers.plan()
    run_waiting()
    return [plan.public_id]


def a_line() -> list[Any]:
    makers.received(100)
    makers.order()
    round_ = makers.published_round()
    return [round_.public_id, RoundLine.objects.get().pk]


def a_round() -> list[Any]:
    return a_line()[:1]


def an_exception() -> list[Any]:
    a_line()
    makers.received(200)
    at = timezone.now()
    line, asker = RoundLine.objects.get(), makers.second()
    return [overrides.ask(line=line, packs=1, reason="laundry", by=asker, at=at).public_id]


def a_picture() -> list[Any]:
    makers.received(1_000)
    makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    at, by = timezone.now(), makers.driver()
    report = Report(
        EventKind.DELIVER, code=deliveries.code_of(stop), receiver="x", pictures=[Picture("photo", b"jpeg")]
    )
    deliveries.record(stop=stop, event_id=uuid.uuid4(), report=report, occurred_at=at, by=by, at=at)
    return [stop.public_id, "photo"]


ASKED = {"packs": 1, "reason": "laundry"}
ROWS: list[dict[str, Any]] = [
    {"name": "vehicles", "outsider": 403},
    {"name": "vehicle-add", "outsider": 403},
    {"name": "vehicle-add", "method": "post", "data": {"name": ""}, "status": 422, "outsider": 403},
    {"name": "vehicle", "make": a_vehicle, "outsider": 403},
    {"name": "vehicle", "make": a_vehicle, "method": "post", "data": FIGURES, "status": 302, "outsider": 403},
    {"name": "depot-hours", "make": a_depot, "outsider": 403},
    {"name": "depot-hours", "make": a_depot, "method": "post", "data": HOURS, "status": 302, "outsider": 403},
    {"name": "order-hours", "make": an_order, "who": "member", "courier": 404},
    {
        "name": "order-hours", "make": an_order, "who": "member", "method": "post", "data": HOURS, "status": 302,
        "courier": 404,
    },
    {"name": "plans", "outsider": 403},
    {"name": "plan-create", "outsider": 403},
    {"name": "plan-create", "method": "post", "data": {"day": "?"}, "status": 422, "outsider": 403},
    {"name": "plan", "make": a_plan, "outsider": 403},
    {"name": "plan-accept", "make": a_plan, "method": "post", "status": 302, "outsider": 403},
    {"name": "plan-discard", "make": a_plan, "method": "post", "status": 302, "outsider": 403},
    {"name": "figures", "outsider": 403},
    {"name": "round-compare", "make": a_round, "outsider": 403},
    {"name": "what-if", "make": a_line, "outsider": 403},
    {"name": "override-ask", "make": a_line, "outsider": 403},
    {"name": "override-ask", "make": a_line, "method": "post", "data": ASKED, "status": 302, "outsider": 403},
    {"name": "override-approve", "make": an_exception, "method": "post", "status": 302, "outsider": 403},
    {"name": "override-reject", "make": an_exception, "method": "post", "status": 302, "outsider": 403},
    {"name": "public-round", "make": a_round, "courier": 200, "outsider": 200, "anonymous": 200},
    {"name": "public-round-file", "make": a_round, "courier": 200, "outsider": 200, "anonymous": 200},
    {"name": "courier-worker", "courier": 200, "outsider": 200, "anonymous": 200},
    {"name": "stop-picture", "make": a_picture, "courier": 404},
]  # fmt: skip
