"""A session that ends while somebody fills in a form costs nothing that was typed."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, ApplicationFactory, resident_id

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PERSON = {"name": "王小明", "resident_id": resident_id(7), "mobile": "13800000000", "on_site": "on"}


@pytest.fixture
def address(applicant):
    draft = ApplicationFactory(firm=applicant.firms.get())
    return reverse("reopening:roster-add", args=[draft.public_id])


@pytest.fixture
def client(applicant):
    """A browser with its tokens, signed in by the page."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    sign_in(client, applicant)
    return client


def sign_in(client, user):
    page = client.get("/accounts/login/").text
    said = {"login": user.username, "password": PASSWORD, "csrfmiddlewaretoken": TOKEN.search(page)[1]}
    assert client.post("/accounts/login/", said).status_code == 302


def test_a_form_sent_after_the_session_ended_comes_back_whole_and_is_sent_again(client, applicant, address):
    token = TOKEN.search(client.get(address).text)[1]
    Session.objects.all().delete()

    back = client.post(address, PERSON | {"csrfmiddlewaretoken": token})
    once_more = client.post(address, PERSON | {"csrfmiddlewaretoken": token, "signed_out": "1"})

    for page in (back, once_more):  # the second finds no cookie of a session any more
        assert (page.status_code, page.headers["WWW-Authenticate"]) == (401, "Cookie")
        assert f'action="{address}"' in page.text
        for name, value in PERSON.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in page.text
    sign_in(client, applicant)
    again = PERSON | {"signed_out": "1", "csrfmiddlewaretoken": token}
    assert client.post(address, again).status_code == 403  # the token of the page is an old one now
    again["csrfmiddlewaretoken"] = client.get("/signed-in/form-token/").text
    assert client.post(address, again).status_code == 302
    assert applicant.firms.get().applications.get().staff.get().name == "王小明"


def test_a_field_that_is_checked_first_takes_no_form_away(client, address):
    token = TOKEN.search(client.get(address).text)[1]
    Session.objects.all().delete()
    client.post("/checks/mobile/", {"mobile": "138", "csrfmiddlewaretoken": token})
    assert not client.cookies.pop(
        "session"
    ).value  # the answer has taken the cookie away, as a browser understands it

    back = client.post(address, PERSON | {"csrfmiddlewaretoken": token})

    assert back.status_code == 401
    assert 'value="王小明"' in back.text


def test_a_page_that_saves_by_itself_is_told_in_one_line(client, address):
    token = TOKEN.search(client.get(address).text)[1]
    Session.objects.all().delete()

    said = client.post(
        f"{address}?keep", PERSON | {"csrfmiddlewaretoken": token}, headers={"HX-Request": "true"}
    )

    assert said.status_code == 401
    assert "You are signed out" in said.text
    assert "<html" not in said.text
    assert '/signed-in/"' in said.text


def test_secrets_are_not_written_into_the_page(client):
    token = TOKEN.search(client.get("/").text)[1]
    Session.objects.all().delete()

    back = client.post("/people/", {"note": "x", "password": "hunter2 hunter2", "csrfmiddlewaretoken": token})

    assert back.status_code == 401
    assert "hunter2" not in back.text


def test_who_never_was_signed_in_is_sent_to_sign_in(applicant, address):
    stranger = Client()

    for answer in (stranger.get(address), stranger.post(address, PERSON), stranger.get("/signed-in/")):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_who_has_signed_in_again_is_sent_back_to_the_form(client):
    assert "go back to the window with your form" in client.get("/signed-in/").text
    assert client.post("/signed-in/form-token/").status_code in (403, 405)
