"""The pages people see when something is not there or not theirs."""

import pytest

from config.errors import typed


def test_an_unknown_address_has_a_page_with_a_way_out(client, auditor):
    client.force_login(auditor)

    page = client.get("/no/such/page/")

    assert page.status_code == 404
    assert "This page does not exist" in page.text
    assert 'href="/"' in page.text


def test_a_page_for_others_says_so(client, reviewer):
    client.force_login(reviewer)

    assert "You may not do this" in client.get("/audit/").text


def test_a_wrong_cursor_is_refused_in_words(client, auditor):
    client.force_login(auditor)

    page = client.get("/audit/?cursor=nonsense")

    assert page.status_code == 400
    assert "Please start again from the first page." in page.text


@pytest.mark.parametrize(("language", "words"), [("en", "could not be understood"), ("zh-hans", "无法")])
def test_a_character_that_no_text_has_is_refused_in_an_address(client, auditor, language, words):
    client.force_login(auditor)

    for address in ("/audit/?cursor=%00", "/policies/?q=a%00b", "/api/v1/applications/?number=%00"):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == 400
        assert words in answer.text


@pytest.mark.parametrize("address", ["/d/%00/", "/d/a%00b/answers/", "/api/v1/declarations/%00/"])
@pytest.mark.django_db
def test_an_address_with_such_a_character_leads_nowhere(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/policies/places/%00/", "/papers/authorities/33%00/"])
def test_a_place_with_such_a_character_is_none(client, administrator, address):
    client.force_login(administrator)

    assert client.get(address).status_code == 404


def test_a_refusal_says_half_a_character_again_without_breaking(api, reviewer):
    api.force_authenticate(reviewer)
    body = '{"format": "\\ud800", "\\udfff": 1}'

    answer = api.generic(
        "POST", "/api/v1/exports/", body, content_type="application/json", headers={"Idempotency-Key": "once"}
    )

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "?" in [error["path"] for error in answer.json()["errors"]]


def test_what_was_written_is_given_back_without_secrets(rf):
    sent = {"note": "请补正。", "new_password": "two words", "csrfmiddlewaretoken": "a b", "reason": "x"}

    assert typed(rf.post("/", sent)) == ["请补正。"]
    assert typed(rf.get("/", sent)) == []
