"""Somebody without a code declares where the firm lets people join, and tells nobody anything by it."""

import re

import pytest
from django.utils import timezone

from reopening.services import links
from tests.factories import resident_id
from tests.reopening.makers import CONSENT, declared
from tests.reopening.views.test_declaring import (  # noqa: F401 - fixtures
    agree,
    draft,
    draft_and_link,
    enter,
    link,
    page,
    send,
)

pytestmark = pytest.mark.usefixtures("empty_cache")


@pytest.fixture
def joinable(applicant, draft, link):  # noqa: F811
    return links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())


def who(**changed):
    said = {"consent": CONSENT, "name": "王小明", "resident_id": resident_id(900), "mobile": "138 0000 0001"}
    return said | changed


def test_somebody_without_a_code_declares_and_waits_to_be_confirmed(client, draft, joinable):  # noqa: F811
    assert "I have no code" in client.get(page(joinable)).text
    answer = client.post(page(joinable, "declare-join"), who(), follow=True)
    assert "Your answers" in answer.text
    done = send(client, joinable).text

    assert "Your firm still has to confirm" in done
    assert draft.staff.get(name="王小明").to_confirm


def test_no_answer_tells_whether_a_number_is_on_the_roster(client, draft, joinable):  # noqa: F811
    known = draft.staff.first()
    answers = []
    for given in (who(resident_id=known.resident_id), who(resident_id=resident_id(901))):
        client.cookies.clear()
        first = client.post(page(joinable, "declare-join"), given)
        second = client.get(page(joinable, "declare-answers"))
        done = send(client, joinable)
        answers.append(
            [
                first.status_code,
                first["Location"],
                second.status_code,
                re.sub(r'value="[A-Za-z0-9]{64}"', "", second.text),
                re.sub(r'value="[A-Za-z0-9]{64}"|\d\d:\d\d', "", done.text),
            ]
        )

    assert answers[0] == answers[1]


def test_name_and_number_alone_show_nothing_that_was_declared(client, draft, joinable):  # noqa: F811
    known = declared(draft.staff.first(), symptoms=True)
    client.post(page(joinable, "declare-join"), who(name=known.name, resident_id=known.resident_id))

    assert client.get(page(joinable, "declare-done")).status_code == 302
    assert "checked" not in client.get(page(joinable, "declare-answers")).text


def test_without_the_firm_s_leave_nobody_joins(client, draft, link):  # noqa: F811
    assert client.get(page(link, "declare-join")).status_code == 302
    assert client.post(page(link, "declare-join"), who()).status_code == 302
    assert draft.staff.count() == 3


@pytest.mark.parametrize("wrong", [{"name": ""}, {"resident_id": "123"}, {"mobile": "1"}, {"consent": "0"}])
def test_who_somebody_is_must_be_whole(client, draft, joinable, wrong):  # noqa: F811
    answer = client.post(page(joinable, "declare-join"), who(**wrong))

    assert answer.status_code == 422
    assert draft.staff.count() == 3


def test_somebody_without_a_resident_id_declares_with_a_passport(client, draft, joinable):  # noqa: F811
    given = who(id_kind="passport", resident_id="E12345678")
    wrong = client.post(page(joinable, "declare-join"), who(id_kind="taiwan_permit", resident_id="E12345678"))
    client.post(page(joinable, "declare-join"), given, follow=True)
    send(client, joinable)

    assert (wrong.status_code, "8 digits" in wrong.text) == (422, True)
    assert draft.staff.get(name="王小明").resident_id == "passport:E12345678"
    client.cookies.clear()
    client.post(page(joinable, "declare-join"), given)  # known again, and put on no second time
    assert draft.staff.filter(name="王小明").count() == 1
