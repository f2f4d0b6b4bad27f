import uuid

import pytest
from rest_framework.test import APIClient

from tests.factories import ready_application, submitted_application


class Caller:
    """The API as one person calls it, with a new key for every POST."""

    def __init__(self, user=None):
        self.client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        if user is not None:
            self.client.force_authenticate(user)

    def __call__(self, method, path, data=None, *, shape="json", **headers):
        if method == "post":
            headers.setdefault("idempotency_key", str(uuid.uuid4()))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(f"/api/v1/{path}", data, format=shape, headers=named)

    def get(self, path, **headers):
        return self("get", path, **headers)

    def post(self, path, data=None, **headers):
        return self("post", path, data if data is not None else {}, **headers)

    def patch(self, path, data, **headers):
        return self("patch", path, data, **headers)

    def put(self, path, data, **headers):
        return self("put", path, data, **headers)


@pytest.fixture
def calling():
    """`calling(user)`: the API as this person; `calling()`: as nobody."""
    return Caller


@pytest.fixture
def as_applicant(applicant):
    return Caller(applicant)


@pytest.fixture
def draft(applicant):
    """A draft that nothing keeps from submission."""
    return ready_application(applicant.firms.get())


@pytest.fixture
def submitted(applicant):
    return submitted_application(applicant.firms.get())


def body_of(answer):
    """A problem document, checked for its shape."""
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["detail"].endswith(".")
    return problem
