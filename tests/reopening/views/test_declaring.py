import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.dates import shanghai_day
from reopening.codes import new_code, shown
from reopening.models import DeclaredBy, StaffMember
from reopening.services import applications, links, slips
from tests.reopening.makers import CONSENT, WELL, declared, linked

pytestmark = pytest.mark.usefixtures("empty_cache")
STEPS = ("declare", "declare-join", "declare-consent", "declare-answers", "declare-done", "declare-withdraw")


@pytest.fixture
def draft_and_link(applicant):
    return linked(applicant)


@pytest.fixture
def draft(draft_and_link):
    return draft_and_link[0]


@pytest.fixture
def link(draft_and_link):
    return draft_and_link[1]


def page(link, name="declare"):
    return reverse(f"reopening:{name}", args=[link.token])


def enter(client, link, member):
    member = StaffMember.objects.get(pk=member.pk)
    return client.post(page(link), {"code": shown(member.code).lower()}, follow=True)


def agree(client, link):
    return client.post(page(link, "declare-consent"), {"consent": CONSENT}, follow=True)


def send(client, link, **said):
    return client.post(page(link, "declare-answers"), WELL | said | {"step": "send"}, follow=True)


def test_code_consent_answers_and_the_person_sees_their_own_result(client, draft, link):
    member = draft.staff.first()

    assert "Before you declare your health" in enter(client, link, member).text
    assert "Are you in Hangzhou City now?" in agree(client, link).text
    review = client.post(page(link, "declare-answers"), WELL)
    assert "Is everything right?" in review.text
    assert StaffMember.objects.get(pk=member.pk).declared_by == DeclaredBy.FORM
    done = send(client, link)

    member.refresh_from_db()
    assert (member.declared_by, member.class_code, member.place) == (DeclaredBy.PERSON, "D", "杭州市")
    assert "You may work" in done.text
    assert "No risk was declared." in done.text
    assert "correct this at any time" in done.text


def test_a_risk_is_told_with_class_measure_day_and_the_answer_behind_it(client, draft, link):
    enter(client, link, draft.staff.first())
    agree(client, link)
    day = shanghai_day(timezone.now()) - timedelta(days=2)

    done = send(client, link, contact="yes", last_contact_on=day.isoformat(), temperature="３６，４").text

    assert "Observation at a central place" in done
    assert f"Had contact with a case on {day:%Y-%m-%d}" in done
    assert f"You may work from {day + timedelta(days=14):%Y-%m-%d}" in done


def test_answers_come_in_words_to_look_over_and_can_be_changed(client, draft, link):
    enter(client, link, draft.staff.first())
    agree(client, link)

    review = client.post(page(link, "declare-answers"), WELL | {"in_city": "no", "place": "湖北武汉"})
    again = client.post(
        page(link, "declare-answers"), WELL | {"in_city": "no", "place": "湖北武汉", "step": "change"}
    )

    assert "Where are you? Province and city: 湖北武汉" in review.text
    assert 'value="湖北武汉"' in again.text
    assert again.status_code == 200


def test_a_place_in_a_key_area_counts_although_nobody_said_so(client, draft, link):
    member = draft.staff.first()
    enter(client, link, member)
    agree(client, link)

    send(client, link, in_city="no", place="湖北武汉")

    member.refresh_from_db()
    assert member.class_code == "A"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"symptoms": ""}, "symptoms", "Please answer yes or no."),
        ({"contact": "yes"}, "last_contact_on", "Please fill this in."),
        ({"key_area": "yes"}, "left_key_area_on", "Please fill this in."),
        ({"in_city": "no"}, "place", "Please fill this in."),
        ({"isolated": "yes", "isolation_until": "2020-01-01"}, "isolation_until", "This day is over."),
        (
            {"contact": "yes", "last_contact_on": "2999-01-01"},
            "last_contact_on",
            "This day has not come yet.",
        ),
        ({"temperature": "99"}, "temperature", "less than or equal to 43"),
    ],
)
def test_what_is_wrong_is_said_beside_its_question_and_nothing_is_lost(
    client, draft, link, said, field, words
):
    enter(client, link, draft.staff.first())
    agree(client, link)

    answer = client.post(page(link, "declare-answers"), WELL | {"temperature": "36.6"} | said)

    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="id_{field}_error"' in answer.text or f'id="id_{field}' in answer.text
    assert 'value="yes"' in answer.text
    assert not StaffMember.objects.filter(declared_by=DeclaredBy.PERSON).exists()


def test_what_was_typed_under_the_other_answer_does_not_count(client, draft, link):
    member = draft.staff.first()
    enter(client, link, member)
    agree(client, link)

    send(client, link, contact="no", last_contact_on="not a day", key_area="no", in_key_area="on")

    member.refresh_from_db()
    assert member.class_code == "D"


def test_an_unknown_code_a_mistyped_and_a_void_one_are_told_alike(client, applicant, draft, link):
    void = StaffMember.objects.get(pk=draft.staff.first().pk)
    slips.renew(member=void, by=applicant, at=timezone.now())

    answers = [
        client.post(page(link), {"code": code}) for code in (new_code(), "K7M-Q2X-R4U", shown(void.code))
    ]

    assert {answer.status_code for answer in answers} == {422}
    said = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(said) == 1
    assert "There is no such code here." in said.pop()


def test_after_many_wrong_codes_the_right_one_gets_the_same_answer(client, draft, link):
    member = StaffMember.objects.get(pk=draft.staff.first().pk)
    for _guess in range(30):
        assert client.post(page(link), {"code": new_code()}).status_code == 422

    wrong, right = (client.post(page(link), {"code": code}) for code in (new_code(), member.code))

    assert (wrong.status_code, right.status_code) == (429, 429)
    assert "declaration" not in right.cookies


def test_one_person_cannot_declare_without_end(client, draft, link):
    member = draft.staff.first()
    enter(client, link, member)
    agree(client, link)
    for _time in range(30):
        assert send(client, link).status_code == 200

    assert send(client, link).status_code == 429


def test_an_unknown_link_and_a_closed_one_are_told_alike(client, applicant, draft, link):
    links.close_link(application=draft, by=applicant, at=timezone.now())

    closed, unknown = client.get(page(link)), client.get(reverse("reopening:declare", args=["x" * 32]))

    assert (closed.status_code, unknown.status_code) == (404, 404)
    plain = [
        re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.text.replace(token, ""))
        for answer, token in ((closed, link.token), (unknown, "x" * 32))
    ]
    assert plain[0] == plain[1]
    assert "This link is not in use" in plain[0]


def test_a_link_says_nothing_of_anybody(client, draft, link):
    text = client.get(page(link)).text

    assert draft.firm.name in text
    for member in draft.staff.all():
        assert member.name not in text


def test_no_page_is_stored_indexed_or_carries_its_address_elsewhere(client, draft, link):
    enter(client, link, draft.staff.first())
    for name in STEPS:
        answer = client.get(page(link, name))
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"
    cookie = client.cookies["declaration"]
    assert cookie["httponly"]
    assert cookie["path"] == "/d/"
    assert cookie["samesite"] == "Lax"


def test_who_comes_back_sees_and_corrects_what_they_said(client, draft, link):
    member = draft.staff.first()
    declared(member, symptoms=True)

    assert "Fever clinic" in enter(client, link, member).text
    form = client.get(page(link, "declare-answers")).text
    assert re.search(r'name="symptoms" value="yes"[^>]*checked', form)
    send(client, link)

    member.refresh_from_db()
    assert member.class_code == "D"


def test_withdrawing_asks_first_and_says_what_happened(client, draft, link):
    member = declared(draft.staff.first())
    enter(client, link, member)

    assert "get deleted" in client.get(page(link, "declare-withdraw")).text
    member.refresh_from_db()
    assert member.declared_by == DeclaredBy.PERSON
    answer = client.post(page(link, "declare-withdraw"), follow=True)

    assert "Your consent is withdrawn" in answer.text
    member.refresh_from_db()
    assert member.declared_by == DeclaredBy.WITHDRAWN


def test_the_phone_can_be_handed_on(client, draft, link):
    enter(client, link, draft.staff.first())

    client.post(page(link, "declare-leave"))

    assert client.get(page(link, "declare-done")).status_code == 302


def test_after_submission_the_person_still_sees_but_changes_nothing(client, applicant, draft, link):
    member = declared(draft.staff.first())
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())

    assert "Your firm has handed in its application." in enter(client, link, member).text
    for name in ("declare-answers", "declare-consent", "declare-withdraw"):
        assert client.get(page(link, name)).status_code == 409
    assert send(client, link).status_code == 409


# --- Without a code ------------------------------------------------------------


def test_the_pages_of_the_phone_have_their_ladder(client, draft, link):
    for name in STEPS[2:]:
        assert client.get(page(link, name))["Location"] == page(link)
        assert client.post(page(link, name)).status_code in {302, 405}
    for name in STEPS:
        assert client.delete(page(link, name)).status_code == 405
    assert client.get(page(link, "declare-leave")).status_code == 405
    assert client.post(page(link, "declare-done")).status_code == 405
    client.cookies["declaration"] = f"{link.token} {draft.staff.first().public_id} code"
    assert client.get(page(link, "declare-done")).status_code == 302  # a cookie nobody signed
