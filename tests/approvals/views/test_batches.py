from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import Batch, BatchStatus
from approvals.services import batches, filling, signing
from core.dates import shanghai_day
from core.models import Role
from tests.approvals.cases import carry_out, draft_batch, recommended, signed_batch
from tests.factories import AppointmentFactory, FirmFactory, UserFactory

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


def test_a_case_of_another_batch_is_named_on_the_page_and_the_others_go_in(signed_in, batch, cases, approver):
    other = draft_batch(approver, phase=cases[0].phase)
    filling.add(batch=other, applications=cases[:1], by=approver, at=timezone.now())
    chosen = {"chosen": [str(case.public_id) for case in cases]}

    page = signed_in(approver).post(address("batch-add", batch), chosen, follow=True).content.decode()

    assert "1 case was added." in page
    assert (
        f"Another batch has 1 case: {cases[0].firm.name} ({cases[0].number}, batch {other.number})." in page
    )
    assert batch.members.get().application == cases[1]


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


def test_a_batch_is_put_off_and_given_up_by_buttons(signed_in, batch, cases, approver):
    browser = signed_in(approver)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    Batch.objects.filter(pk=batch.pk).update(opens_on=shanghai_day(timezone.now()) - timedelta(days=1))
    assert "The opening day has passed" in browser.get(address("batch", batch)).content.decode()

    typed = {
        "opens_on": shanghai_day(timezone.now()) + timedelta(days=3),
        "quota_firms": 1,
        "quota_heads": 900,
    }
    refused = browser.post(address("batch-change", batch), typed)
    assert (refused.status_code, "The quota is 1 firms" in refused.content.decode()) == (422, True)
    assert 'value="900"' in refused.content.decode()
    browser.post(address("batch-change", batch), typed | {"quota_firms": 2})
    batch.refresh_from_db()
    assert (batch.opens_on, batch.quota_firms) == (typed["opens_on"], 2)

    assert "2 cases leave the batch" in browser.get(address("batch-discard", batch)).content.decode()
    browser.post(address("batch-discard", batch))
    page = browser.get(address("batch", batch)).content.decode()
    assert "Discarded before it was signed" in page
    assert browser.get(address("batch-discard", batch)).status_code == 409


def test_the_list_names_the_phase_and_counts_the_firms(
    signed_in, batch, approver, django_assert_max_num_queries
):
    filling.fill(batch=batch, by=approver, at=timezone.now())
    for _more in range(3):
        draft_batch(approver, phase=batch.phase)
    browser = signed_in(approver)

    with django_assert_max_num_queries(12):
        rows = browser.get(reverse("approvals:batches")).context["rows"]

    assert [firms for _batch, _phase, firms in rows] == [0, 0, 0, 2]
    assert {phase for _batch, phase, _firms in rows} == {"White list"}


def test_a_program_puts_off_and_discards(api, batch, approver, reviewer):
    api.force_authenticate(approver)
    url = f"/api/v1/batches/{batch.public_id}/"
    terms = {
        "opens_on": str(shanghai_day(timezone.now()) + timedelta(days=3)),
        "quota_firms": 7,
        "quota_heads": 70,
    }

    def send(verb, body):
        return api.post(f"{url}{verb}/", body, format="json", HTTP_IDEMPOTENCY_KEY=verb)

    assert {"change", "discard"} <= set(api.get(url).json()["allowed_actions"])
    assert send("change", terms).json()["quota_firms"] == 7
    assert send("discard", {}).json()["status"] == "discarded"
    assert api.get(url).json()["allowed_actions"] == []


def test_a_colleague_sees_how_far_the_signing_is(signed_in, batch, cases, approver):
    colleague = AppointmentFactory(role=Role.APPROVER, division=batch.division, user=UserFactory()).user
    filling.fill(batch=batch, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())
    signing.sign_chunk(batch=Batch.objects.get(pk=batch.pk), limit=1)

    page = signed_in(colleague).get(address("batch", batch)).content.decode()

    assert "1 of 2 done" in page
    assert "/jobs/" not in page  # the work of somebody else, which is not theirs to follow
