"""The page of a paper: made, followed, fetched, and by nobody else."""

import uuid

import pytest
from django.urls import reverse

from core import background
from core.models import AuditEvent, Paper
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(applicant):
    return submitted_application(applicant.firms.get())


def address(case, key="receipt"):
    return reverse("core:paper", args=[key, case.public_id])


def test_a_firm_makes_its_receipt_and_downloads_it(client, applicant, waiting):
    client.force_login(applicant)
    assert "Make the paper" in client.get(address(waiting)).text

    assert client.post(address(waiting)).url == address(waiting)
    assert "You may leave this page" in client.get(address(waiting)).text
    background.run_waiting()
    page = client.get(address(waiting)).text
    file = client.get(reverse("core:paper-file", args=["receipt", waiting.public_id, 1]))

    assert "Download (PDF)" in page
    assert b"".join(file.streaming_content).startswith(b"%PDF-1.7")
    assert file["Cache-Control"] == "no-store"
    assert "attachment" in file["Content-Disposition"]
    assert AuditEvent.objects.get(verb="paper.make").data["kind"] == "receipt"


def test_htmx_is_told_to_load_the_page_anew_once_the_file_is_there(client, applicant, waiting):
    client.force_login(applicant)
    client.post(address(waiting))
    while_drawn = client.get(address(waiting), headers={"hx-request": "true"})
    background.run_waiting()
    after = client.get(address(waiting), headers={"hx-request": "true"})

    assert "job-progress" in while_drawn.text
    assert after["HX-Refresh"] == "true"


def test_officials_of_the_place_see_it_and_outsiders_do_not(
    client, reviewer, other_reviewer, outsider, waiting
):
    for user, status in ((reviewer, 200), (other_reviewer, 404), (outsider, 404)):
        client.force_login(user)
        assert client.get(address(waiting)).status_code == status
        assert client.post(address(waiting)).status_code == (302 if status == 200 else 404)
    assert Paper.objects.get().made_by == reviewer


def test_an_auditor_reads_papers_and_has_none_made(client, applicant, auditor, waiting):
    client.force_login(auditor)
    empty = client.get(address(waiting))
    assert "Nobody has had this paper made yet." in empty.text
    assert "Make the paper" not in empty.text
    assert client.post(address(waiting)).status_code == 403
    assert not Paper.objects.exists()

    client.force_login(applicant)
    client.post(address(waiting))
    background.run_waiting()
    client.force_login(auditor)
    made = client.get(address(waiting)).text

    assert "Download (PDF)" in made
    assert "Make it again" not in made
    assert client.get(reverse("core:paper-file", args=["receipt", waiting.public_id, 1])).status_code == 200


def test_the_rest_of_the_ladder(client, applicant, waiting):
    assert "/accounts/login/" in client.get(address(waiting)).url
    client.force_login(applicant)
    assert client.put(address(waiting)).status_code == 405
    assert client.get(address(waiting, "no-such-kind")).status_code == 404
    assert client.get(reverse("core:paper", args=["receipt", uuid.uuid4()])).status_code == 404
    assert client.get(reverse("core:paper-file", args=["receipt", waiting.public_id, 1])).status_code == 404
    refused = client.post(address(waiting, "deficiency"))
    assert refused.status_code == 422
    assert "has not been returned for correction" in refused.text


def test_the_page_asks_the_same_few_questions(client, applicant, waiting, django_assert_max_num_queries):
    client.force_login(applicant)
    with django_assert_max_num_queries(9):
        client.get(address(waiting))
