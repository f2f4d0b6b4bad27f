from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Heartbeat


def test_a_living_process_says_ok(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_when_database_broker_and_worker_answer(client):
    Heartbeat.objects.create(part="worker", seen_at=timezone.now())

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"database": "ok", "broker": "ok", "worker": "ok"},
    )


@pytest.mark.django_db
def test_a_silent_worker_makes_it_not_ready(client):
    Heartbeat.objects.create(part="worker", seen_at=timezone.now() - timedelta(minutes=2))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["worker"]) == (503, "down")


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named(client, settings):
    settings.PLAIN_REDIS_URL = "redis://127.0.0.1:1/0"

    assert client.get("/readyz").json()["broker"] == "down"
