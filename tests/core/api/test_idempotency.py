import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import IdempotencyKey
from reopening.models import Application
from tests.factories import policy_set
from tests.states import force

pytestmark = pytest.mark.django_db

URL = "/api/v1/applications/"


@pytest.fixture
def mine(api, applicant):
    policy_set()
    api.force_authenticate(applicant)
    return api


@pytest.fixture
def body(applicant):
    return {"firm": str(applicant.firms.get().public_id)}


def test_without_a_key_nothing_happens(mine, body):
    answer = mine.post(URL, body)

    assert (answer.status_code, answer.json()["type"]) == (
        400,
        "urn:reopening-desk:idempotency_key_missing",
    )
    assert not Application.objects.exists()


def test_the_same_request_gets_the_first_answer_again(mine, body):
    key = str(uuid.uuid4())
    first = mine.post(URL, body, headers={"idempotency-key": key})

    second = mine.post(URL, body, headers={"idempotency-key": key})

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Application.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(mine, body):
    mine.post(URL, body, headers={"idempotency-key": "k"})

    answer = mine.post(URL, body | {"firm": str(uuid.uuid4())}, headers={"idempotency-key": "k"})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("idempotency_key_reused")


def test_a_refused_request_leaves_the_key_free(mine, body):
    wrong = mine.post(URL, {"firm": str(uuid.uuid4())}, headers={"idempotency-key": "k"})

    right = mine.post(URL, body, headers={"idempotency-key": "k"})

    assert wrong.status_code in {400, 404, 422}
    assert right.status_code == 201


def test_a_key_in_flight_is_told_so_and_freed_after_its_lock(mine, body):
    first = mine.post(URL, body, headers={"idempotency-key": "k"})
    IdempotencyKey.objects.update(
        status_code=None, body=None, locked_until=timezone.now() + timedelta(seconds=30)
    )
    force(Application.objects.all(), status="withdrawn")

    waiting = mine.post(URL, body, headers={"idempotency-key": "k"})
    IdempotencyKey.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    again = mine.post(URL, body, headers={"idempotency-key": "k"})

    assert first.status_code == 201
    assert waiting.status_code == 409
    assert waiting.json()["type"].endswith("idempotency_key_in_flight")
    assert again.status_code == 201


def test_keys_are_per_person(mine, api, body, outsider):
    mine.post(URL, body, headers={"idempotency-key": "k"})
    api.force_authenticate(outsider)

    answer = api.post(URL, {"firm": str(outsider.firms.get().public_id)}, headers={"idempotency-key": "k"})

    assert answer.status_code == 201
