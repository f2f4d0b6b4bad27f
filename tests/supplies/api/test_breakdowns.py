"""A vehicle drops out, as the programs of a dispatcher and of a courier's phone say and hear it."""

import uuid
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from core.models import User
from supplies.models import Balance, Run, RunStatus, Stop
from supplies.services import deliveries, proof
from tests.supplies import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    """On the road with two firms' masks; the first firm has got its own."""
    makers.received(1_000)
    makers.order()
    makers.order()
    makers.published_round()
    run = makers.departed_run()
    assert [each["accepted"] for each in hand_over(first(run)).json()] == [True]
    return run


def first(run: Run) -> Stop:
    return run.stops.order_by("pk")[0]


def last(run: Run) -> Stop:
    return run.stops.order_by("-pk")[0]


def program(user: User) -> APIClient:
    found = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    found.force_authenticate(user)
    return found


def post(user: User, address: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"idempotency-key": key or str(uuid.uuid4())}
    return program(user).post(f"/api/v1/{address}", body, format="json", headers=headers)


def abort(run: Run, *, by: User | None = None, reason: str = "车胎爆了", key: str = "") -> Any:
    return post(by or makers.keeper(), f"runs/{run.public_id}/abort/", {"reason": reason}, key)


def hand_over(stop: Stop, event_id: str = "") -> Any:
    event = {
        "event_id": event_id or str(uuid.uuid4()),
        "stop": str(stop.public_id),
        "kind": "deliver",
        "occurred_at": timezone.now().isoformat(),
        "code": deliveries.code_of(stop),
        "receiver": "张三",
        "lines": [],
    }
    return post(makers.driver(), f"runs/{stop.run.public_id}/events/", {"events": [event]})


def test_the_run_ends_and_says_so_and_its_open_stop_is_stranded(run):
    answer = abort(run)

    assert (answer.status_code, answer.json()["status"]) == (200, "aborted")
    assert answer.json()["allowed_actions"] == []
    stops = program(makers.keeper()).get(f"/api/v1/runs/{run.public_id}/stops/").json()
    assert sorted(stop["status"] for stop in stops) == ["delivered", "stranded"]
    balance = Balance.objects.get(place=makers.place())
    assert (balance.on_hand, balance.reserved) == (700, 300)
    assert list(proof.faults()) == []


def test_the_same_key_breaks_it_off_once_and_another_key_is_refused(run):
    answers = [abort(run, key="one"), abort(run, key="one"), abort(run, key="two")]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert Balance.objects.get(place=makers.place()).reserved == 300


def test_a_reason_is_needed_and_the_courier_may_not(run, outsider):
    assert abort(run, reason=" ").status_code == 400
    assert abort(run, by=makers.driver()).status_code == 403
    assert abort(run, by=outsider).status_code == 404
    assert Run.objects.get(pk=run.pk).status == RunStatus.DEPARTED


def test_a_run_whose_stops_are_all_finished_is_closed_instead(run):
    hand_over(last(run))

    answer = abort(run)

    assert (answer.status_code, answer.json()["title"]) == (422, "nothing open")
    assert "close the run instead" in str(answer.json())


def test_a_hand_over_that_the_phone_sends_late_is_booked_once(run):
    stop, event_id = last(run), str(uuid.uuid4())
    abort(run)

    answers = [hand_over(stop, event_id).json() for _time in range(2)]

    assert [each["accepted"] for [each] in answers] == [True, True]
    assert Stop.objects.get(pk=stop.pk).status == "delivered"
    assert Balance.objects.get(place=makers.place()).reserved == 0
    assert list(proof.faults()) == []


def test_a_late_hand_over_of_goods_that_left_again_is_refused_in_words(run):
    stop = last(run)
    abort(run)
    makers.departed_run()

    [result] = hand_over(stop).json()

    assert (result["accepted"], result["code"]) == (False, "goods_gone_on")
    assert "keep the firm's receipt" in result["message"]
    assert list(proof.faults()) == []
