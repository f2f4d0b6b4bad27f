"""The contract of the API, where every collection meets."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.models import AccessToken
from core.services import tokens

pytestmark = pytest.mark.django_db


def test_the_schema_is_whole():
    """A warning means that a shape is guessed: name it with `extend_schema`."""
    complaints = StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO(), stderr=complaints)

    assert complaints.getvalue() == ""


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_who_writes_a_program_may_read_first(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_a_refusal_is_a_problem_document_also_where_the_view_speaks_html_or_yaml(client, path):
    answer = client.get(path, {"format": "none"})

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404


def test_a_stranger_is_asked_who_they_are(api):
    answer = api.get("/api/v1/applications/")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert set(answer.json()) >= {"type", "title", "status", "detail", "request_id", "errors"}


def test_a_token_opens_the_api_until_it_is_revoked(api, reviewer):
    out = StringIO()
    call_command("issue_token", reviewer.username, stdout=out)
    token = out.getvalue().strip()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert api.get("/api/v1/inbox/").status_code == 200

    row = AccessToken.objects.get()
    tokens.revoke(token=row, by=None, at=row.created_at)

    assert api.get("/api/v1/inbox/").status_code == 401


def test_the_database_keeps_no_token_in_clear(reviewer):
    token = tokens.issue(user=reviewer, label="x", by=None, at=reviewer.date_joined)

    row = AccessToken.objects.get()
    assert token not in f"{row.digest}{row.label}"
    assert row.digest == AccessToken.digest_of(token)


def test_unknown_parameters_are_refused_by_name(api, reviewer):
    api.force_authenticate(reviewer)

    answer = api.get("/api/v1/applications/?statos=draft")

    assert answer.status_code == 400
    assert [error["path"] for error in answer.json()["errors"]] == ["statos"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1e3", "٣"])
def test_page_sizes_have_bounds(api, reviewer, limit):
    api.force_authenticate(reviewer)

    assert api.get("/api/v1/applications/", {"limit": limit}).status_code == 400


def test_a_list_says_how_many_and_where_it_goes_on(api, reviewer):
    api.force_authenticate(reviewer)

    assert api.get("/api/v1/applications/").json() == {
        "results": [],
        "next": None,
        "count": {"value": 0, "exact": True},
    }


def test_problems_speak_the_readers_language(api):
    chinese = api.get("/api/v1/applications/", headers={"accept-language": "zh-hans"}).json()["detail"]
    english = api.get("/api/v1/applications/", headers={"accept-language": "en"}).json()["detail"]

    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
    assert english.isascii()
