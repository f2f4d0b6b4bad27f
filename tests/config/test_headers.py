"""What every answer of the desk carries."""

import pytest
from django.test import Client

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

PAGES = [
    "/accounts/login/",
    "/sign-up/",
    "/healthz",
    "/register/",
    "/verify/x/",
    "/nowhere/",
    "/api/v1/inbox/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_guarded(client, path):
    answer = client.get(path)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}


@pytest.mark.parametrize("path", ["/", "/inbox/", "/api/v1/inbox/"])
def test_what_is_about_people_is_never_cached(client, reviewer, path):
    client.force_login(reviewer)

    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/inbox/read-all/", "/accounts/logout/", "/sign-up/"])
def test_a_form_from_elsewhere_is_refused(reviewer, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reviewer)

    assert strict.post(path, {}).status_code == 403


def test_sessions_are_out_of_reach_of_scripts(client, reviewer):
    client.post("/accounts/login/", {"login": reviewer.username, "password": PASSWORD})

    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
