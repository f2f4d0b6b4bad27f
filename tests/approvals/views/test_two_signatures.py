"""Two signatures on a batch, by buttons and by programs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import BatchStatus
from approvals.services import batches, filling
from core.models import Role
from reopening.models import PolicySet
from tests.approvals.cases import draft_batch, recommended
from tests.approvals.services.test_two_signatures import RULE
from tests.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(approver):
    place = approver.appointments.get().division
    return AppointmentFactory(role=Role.APPROVER, division=place, user=UserFactory()).user


@pytest.fixture
def batch(reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    row = cases[0].policy_set
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | {"batches": RULE})
    made = draft_batch(approver, phase=cases[0].phase)
    filling.add(batch=made, applications=cases, by=approver, at=timezone.now())
    return made


def address(name, batch):
    return reverse(f"approvals:{name}", args=[batch.public_id])


def test_two_approvers_sign_by_buttons(signed_in, batch, approver, colleague):
    browser = signed_in(approver)
    draft = browser.get(address("batch", batch)).content.decode()
    assert address("batch-propose", batch) in draft
    assert address("batch-sign", batch) not in draft
    assert "Nothing is decided yet" in browser.get(address("batch-propose", batch)).content.decode()
    browser.post(address("batch-propose", batch))
    own = browser.get(address("batch", batch)).content.decode()
    assert "another approver of this division countersigns" in own
    assert address("batch-countersign", batch) not in own

    browser = signed_in(colleague)
    assert address("batch-countersign", batch) in browser.get(address("batch", batch)).content.decode()
    assert str(approver) in browser.get(address("batch-countersign", batch)).content.decode()
    browser.post(address("batch-countersign", batch))

    batch.refresh_from_db()
    assert (batch.status, batch.signed_by) == (BatchStatus.SIGNING, colleague)
    assert "First signature" in browser.get(address("batch", batch)).content.decode()


def test_the_page_of_one_signature_leads_to_the_first_of_two(signed_in, batch, approver):
    answer = signed_in(approver).get(address("batch-sign", batch))

    assert answer.url == address("batch-propose", batch)


def test_a_batch_is_sent_back_with_a_reason_only(signed_in, batch, approver, colleague):
    batches.propose(batch=batch, by=approver, at=timezone.now())
    browser = signed_in(colleague)

    assert browser.get(address("batch-send-back", batch)).status_code == 200
    assert browser.post(address("batch-send-back", batch), {"note": ""}).status_code == 422
    browser.post(address("batch-send-back", batch), {"note": "缺一家。"})

    batch.refresh_from_db()
    assert batch.status == BatchStatus.DRAFT


@pytest.mark.parametrize("name", ["batch-propose", "batch-countersign", "batch-send-back"])
def test_the_pages_of_two_signatures_have_their_ladder(
    name, client, batch, approver, colleague, auditor, other_reviewer
):
    url = address(name, batch)
    assert client.get(url).status_code == 302
    if name != "batch-propose":
        client.force_login(colleague)
        assert client.post(url).status_code == 409
        batches.propose(batch=batch, by=approver, at=timezone.now())
    for user, status in [(other_reviewer, 404), (auditor, 403), (colleague, 200)]:
        client.force_login(user)
        assert client.get(url).status_code == status
