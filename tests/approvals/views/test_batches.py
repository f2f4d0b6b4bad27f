from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import Batch, BatchStatus
from approvals.services import filling
from core.dates import shanghai_day
from tests.approvals.cases import carry_out, draft_batch, recommended, signed_batch
from tests.factories import FirmFactory

pytestmark = pytest.mark.django_db


def address(name, batch):
    return reverse(f"approvals:{name}", args=[batch.public_id])


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer) for _ in range(2)]


@pytest.fixture
def batch(cases, approver):
    return draft_batch(approver, phase=cases[0].phase)


def test_a_batch_is_made_filled_signed_and_published_by_buttons(signed_in, cases, approver):
    browser = signed_in(approver)
    plan = {
        "division": "330106",
        "phase": cases[0].phase,
        "opens_on": shanghai_day(timezone.now()) + timedelta(days=4),
        "quota_firms": 10,
        "quota_heads": 500,
    }

    browser.post(reverse("approvals:batch-create"), plan)
    batch = Batch.objects.get()
    assert browser.get(address("batch", batch)).content.decode().count('name="chosen"') == 2
    browser.post(address("batch-fill", batch))
    assert "2 firms may open" in browser.get(address("batch-sign", batch)).content.decode()
    browser.post(address("batch-sign", batch))
    batch.refresh_from_db()
    carry_out(batch)
    results = browser.get(address("batch", batch)).content.decode()
    browser.post(address("batch-publish", batch))

    batch.refresh_from_db()
    assert batch.status == BatchStatus.PUBLISHED
    assert all(case.certificates.get().number in results for case in cases)


def test_a_quota_of_nothing_is_refused_beside_the_field(signed_in, cases, approver):
    response = signed_in(approver).post(
        reverse("approvals:batch-create"), {"division": "330106", "phase": cases[0].phase, "quota_firms": 0}
    )

    assert response.status_code == 422
    assert {"quota_firms", "quota_heads", "opens_on"} <= set(response.context["form"].errors)


def test_chosen_cases_go_in_and_out(signed_in, batch, cases, approver):
    browser, chosen = signed_in(approver), {"chosen": [str(cases[0].public_id)]}

    browser.post(address("batch-add", batch), chosen)
    assert batch.members.get().application == cases[0]
    browser.post(address("batch-remove", batch), chosen)

    assert not batch.members.exists()


@pytest.mark.parametrize("chosen", [[], ["nonsense"]])
def test_choosing_nothing_says_so_on_the_page(signed_in, batch, approver, chosen):
    response = signed_in(approver).post(
        address("batch-add", batch),
        {"chosen": chosen},
        headers={"referer": f"http://testserver{address('batch', batch)}"},
    )

    assert response.status_code == 302
    assert "choose at least one" in signed_in(approver).get(response.url).content.decode()


def test_the_page_names_the_member_that_would_be_refused(signed_in, batch, cases, reviewer, approver):
    rare = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))
    filling.add(batch=batch, applications=[rare], by=approver, at=timezone.now())
    browser = signed_in(approver)

    for name in ("batch", "batch-sign"):
        assert "U+31350" in browser.get(address(name, batch)).content.decode()


def test_the_results_can_be_narrowed_to_what_failed(signed_in, cases, reviewer, approver):
    rare = recommended(reviewer, FirmFactory(name="\U00031350野演示有限公司"))
    batch = signed_batch(approver, [*cases, rare])

    page = signed_in(approver).get(f"{address('batch', batch)}?result=refused").content.decode()

    assert rare.number in page
    assert cases[0].number not in page


def test_a_reviewer_sees_who_must_sign(signed_in, batch, cases, auditor, approver):
    filling.fill(batch=batch, by=approver, at=timezone.now())

    page = signed_in(auditor).get(address("batch", batch)).content.decode()

    assert "An approver of this division signs the batch." in page
    assert address("batch-sign", batch) not in page
