from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import StateNow
from approvals.services import batches, decisions, revocations
from approvals.views import public
from core.dates import shanghai_day
from tests.approvals.cases import amended, opened, recommended, signed_batch, work_off

pytestmark = pytest.mark.django_db


def test_the_check_page_needs_no_account_and_no_cache_keeps_it(client, certificate):
    response = client.get(certificate.check_path)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert certificate.firm_name in response.content.decode()


def test_the_check_page_names_no_staff(client, certificate):
    page = client.get(certificate.check_path).content.decode()

    assert not any(person.name in page for person in certificate.application.staff.all())
    assert certificate.application.firm.contact_name not in page


def test_a_revocation_shows_at_the_next_check(client, certificate, approver):
    revocations.revoke(certificate=certificate, reason="防控措施不落实。", by=approver, at=timezone.now())

    page = client.get(certificate.check_path).content.decode()

    assert "check-revoked" in page
    assert "Revoked" in page


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, StateNow.NOT_YET_VALID), (0, StateNow.VALID), (180, StateNow.VALID), (181, StateNow.EXPIRED)],
)
def test_the_state_follows_the_term_in_days_of_shanghai(certificate, days, state):
    assert certificate.state_on(certificate.valid_from + timedelta(days=days)) == state


@pytest.mark.usefixtures("empty_cache")
def test_unknown_and_malformed_addresses_answer_alike(client, certificate):
    answers = [
        client.get(reverse("approvals:verify", args=[token]))
        for token in (
            "A" * 32,
            "short",
            certificate.token[:-1] + "~",
            certificate.token.swapcase(),
            certificate.token[:-1] + ("A" if certificate.token[-1] != "A" else "B"),
            certificate.token + "A",
            "".join(chr(ord(letter) + 0xFEE0) for letter in certificate.token),  # full width
            "A" * 5_000,
            str(certificate.application.public_id),
            certificate.number,
            "\x00" * 32,
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.usefixtures("empty_cache")
def test_guessing_is_slowed_down_but_a_true_address_is_always_answered(client, certificate):
    answers = [client.get(reverse("approvals:verify", args=["A" * 32])) for _ in range(31)]

    assert (answers[0].status_code, answers[-1].status_code) == (404, 429)
    assert answers[-1]["Retry-After"] == "60"
    assert client.get(certificate.check_path).status_code == 200


@pytest.fixture
def open_firm(applicant, reviewer, approver):
    return opened(reviewer, approver, applicant.firms.get())


def test_the_register_shows_firms_that_may_be_open_and_never_staff(client, open_firm, reviewer, approver):
    certificate, revoked = open_firm, opened(reviewer, approver)
    revocations.revoke(certificate=revoked, reason="防控措施不落实。", by=approver, at=timezone.now())

    page = client.get(reverse("approvals:register")).content.decode()

    assert certificate.number in page
    assert revoked.number not in page
    assert certificate.application.staff.first().name not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("division=330106", 1),
        ("division=330102", 0),
        ("industry=C14", 1),
        ("search=食品", 1),
        ("search=电子", 0),
    ],
)
def test_the_register_is_searched(client, open_firm, query, found):
    assert len(client.get(f"{reverse('approvals:register')}?{query}").context["page"].rows) == found


def listed(client):
    """The numbers that the register says, by page, feed and API."""
    page = client.get(reverse("approvals:register")).context["page"].rows
    feed = client.get(reverse("approvals:register-json")).json()["firms"]
    rows = client.get(reverse("api:register-list")).json()["results"]
    numbers = [row.number for row in page]
    assert numbers == [row["number"] for row in feed] == [row["number"] for row in rows]
    return numbers


def test_a_firm_that_opens_next_week_is_not_yet_among_the_open_ones(client, certificate):
    assert certificate.valid_from > shanghai_day(timezone.now())
    assert listed(client) == []


def test_a_firm_whose_amendment_begins_later_stands_there_once(client, open_firm, reviewer, approver):
    later = shanghai_day(timezone.now()) + timedelta(days=8)
    new = amended(open_firm, reviewer, opens_on=later)
    new = decisions.approve(application=new, by=approver, at=timezone.now())
    open_firm.refresh_from_db()

    assert (new.valid_from, open_firm.replaced_on) == (later, later)
    assert listed(client) == [open_firm.number]


def test_a_list_longer_than_the_page_says_how_many_there_are(client, reviewer, approver, monkeypatch):
    batch = signed_batch(approver, [recommended(reviewer) for _ in range(3)])
    batches.publish(batch=batch, by=approver, at=timezone.now())
    monkeypatch.setattr(public, "MOST_IN_ONE_LIST", 2)

    page = client.get(reverse("approvals:publication", args=[batch.public_id]))

    assert len(page.context["rows"]) == 2
    assert "3 firms" in page.text
    assert "The first 2 stand here" in page.text
    assert reverse("approvals:publication-csv", args=[batch.public_id]) in page.text


def test_a_list_is_public_once_it_is_published(client, reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    batch = signed_batch(approver, cases)
    url = reverse("approvals:publication", args=[batch.public_id])
    assert client.get(url).status_code == 404

    batches.publish(batch=batch, by=approver, at=timezone.now())
    page = client.get(url).content.decode()

    assert "2 firms" in page
    assert all(case.certificates.get().number in page for case in cases)
    assert batch.number in client.get(reverse("approvals:publications")).content.decode()


def test_a_firm_whose_certificate_was_revoked_leaves_the_published_list(client, reviewer, approver):
    case = recommended(reviewer)
    batch = signed_batch(approver, [case])
    batches.publish(batch=batch, by=approver, at=timezone.now())
    revocations.revoke(
        certificate=case.certificates.get(), reason="防控措施不落实。", by=approver, at=timezone.now()
    )

    assert (
        case.certificates.get().number
        not in client.get(reverse("approvals:publication", args=[batch.public_id])).content.decode()
    )


def test_the_paper_and_the_table_of_a_published_list(client, reviewer, approver):
    batch = signed_batch(approver, [recommended(reviewer)])
    paper, table = (
        reverse(f"approvals:{name}", args=[batch.public_id])
        for name in ("publication-pdf", "publication-csv")
    )
    assert [client.get(url).status_code for url in (paper, table)] == [404, 404]

    batches.publish(batch=batch, by=approver, at=timezone.now())
    page = client.get(reverse("approvals:publication", args=[batch.public_id])).content.decode()
    assert "The paper to print is being drawn." in page
    assert client.get(paper).status_code == 404
    work_off()

    answer = client.get(paper)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    lines = client.get(table).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert batch.members.get().application.certificates.get().number in lines[1]
    assert client.post(paper).status_code == client.post(table).status_code == 405


def test_a_day_that_cannot_be_is_said_once(client):
    page = client.get(reverse("approvals:register"), {"opens_on": "2020-02-31"}).text

    assert "Enter a valid date" in page
    assert "No firm found" not in page
