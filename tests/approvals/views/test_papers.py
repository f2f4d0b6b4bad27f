"""Confirming and turning down what a firm hands in after its approval."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reopening.models import Condition, Document
from reopening.services import deferrals
from tests.reopening.papers import DEFERRABLE, a_pdf
from tests.reopening.views.test_documents import approved, draft, filed  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(approved, applicant):  # noqa: F811
    deferrals.hand_in_paper(
        application=approved, paper=DEFERRABLE, sent=[a_pdf()], by=applicant, at=timezone.now()
    )
    return approved


def address(name, application):
    return reverse(f"approvals:{name}", args=[application.public_id, DEFERRABLE])


def test_an_inspector_turns_a_paper_down_and_the_firm_reads_why(client, handed_in, inspector, applicant):
    client.force_login(inspector)
    url = address("turn-down-paper", handed_in)
    assert client.get(url).status_code == 200
    assert client.post(url, {"note": ""}).status_code == 422

    assert client.post(url, {"note": "没有盖章"}).status_code == 302

    assert Document.objects.get().withdrawn_why == "turned_down"
    client.force_login(applicant)
    assert "没有盖章" in client.get(handed_in.get_absolute_url()).text


def test_confirming_is_a_post_and_happens_once(client, handed_in, reviewer):
    client.force_login(reviewer)
    url = address("confirm-paper", handed_in)

    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert Condition.objects.get(kind="paper_due").status == "fulfilled"
    assert client.post(url).status_code == 422


@pytest.mark.parametrize("name", ["confirm-paper", "turn-down-paper"])
def test_every_address_has_its_ladder(
    client, name, handed_in, applicant, outsider, other_reviewer, dispatcher
):
    url = address(name, handed_in)

    assert client.post(url).status_code == 302
    for user, status in ((outsider, 404), (other_reviewer, 404), (applicant, 403), (dispatcher, 403)):
        client.force_login(user)
        assert client.post(url, {"note": "x"}).status_code == status
    assert Condition.objects.get(kind="paper_due").status == "open"
