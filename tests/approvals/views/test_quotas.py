from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import DayQuota
from approvals.services import filling, quotas
from core.dates import shanghai_day
from tests.approvals.cases import draft_batch, recommended
from tests.factories import street

pytestmark = pytest.mark.django_db
PAGE = reverse("approvals:quotas")


def day(later: int = 5):
    return shanghai_day(timezone.now()) + timedelta(days=later)


@pytest.fixture
def quota(approver) -> DayQuota:
    wish = quotas.QuotaWish(street(), day(), day(), 2, 100)
    return quotas.set_quotas(wish=wish, by=approver, at=timezone.now())[0]


def test_the_ladder_of_the_page(client, applicant, reviewer, approver, auditor):
    assert client.get(PAGE).status_code == 302
    for user, status in [(applicant, 403), (reviewer, 200), (auditor, 200), (approver, 200)]:
        client.force_login(user)
        assert client.get(PAGE).status_code == status
    assert client.delete(PAGE).status_code == 405


def test_an_approver_sets_a_quota_for_some_days(signed_in, approver):
    words = {"division": street().pk, "first_day": day(), "last_day": day(7), "firms": 30, "heads": ""}

    answer = signed_in(approver).post(PAGE, words, follow=True)

    assert list(DayQuota.objects.values_list("firms", "heads")) == [(30, None)] * 3
    assert "The quotas of 3 days were set." in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"firms": ""}, "Please limit the firms"),
        ({"first_day": day(-2), "last_day": ""}, "The day has passed"),
        ({"last_day": day(1)}, "in this order"),
    ],
)
def test_a_quota_that_says_nothing_or_comes_too_late_is_refused(signed_in, approver, change, words):
    sent = {"division": street().pk, "first_day": day(), "last_day": "", "firms": 3, "heads": ""} | change

    answer = signed_in(approver).post(PAGE, sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not DayQuota.objects.exists()


def test_a_reviewer_reads_and_sets_nothing(signed_in, reviewer, quota):
    browser = signed_in(reviewer)

    assert "0 of 2" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {}).status_code == 403
    assert browser.post(reverse("approvals:quota-clear", args=[quota.pk])).status_code == 403


def test_taking_a_quota_away(client, quota, approver, other_reviewer):
    url = reverse("approvals:quota-clear", args=[quota.pk])

    assert client.post(url).status_code == 302
    client.force_login(other_reviewer)
    assert client.post(url).status_code == 404
    client.force_login(approver)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not DayQuota.objects.exists()


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_asks_as_many_questions_of_many_quotas_as_of_one(
    count, signed_in, approver, django_assert_num_queries
):
    wish = quotas.QuotaWish(street(), day(), day(4 + count), 2, 100)
    quotas.set_quotas(wish=wish, by=approver, at=timezone.now())
    browser = signed_in(approver)
    browser.get(PAGE)

    with django_assert_num_queries(7):
        browser.get(PAGE)


def test_the_batch_shows_what_is_taken_of_the_day(signed_in, reviewer, approver, quota):
    cases = [recommended(reviewer) for _ in range(3)]
    batch = draft_batch(approver, phase=cases[0].phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())

    page = signed_in(approver).get(batch.get_absolute_url()).content.decode()

    assert "Quotas of the day" in page
    assert "2 of 2" in page


def test_a_batch_over_its_day_says_so_before_the_signature(signed_in, reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    batch = draft_batch(approver, phase=cases[0].phase)
    filling.fill(batch=batch, by=approver, at=timezone.now())
    wish = quotas.QuotaWish(street(), day(), day(), 1, None)
    quotas.set_quotas(wish=wish, by=approver, at=timezone.now())
    browser, url = signed_in(approver), reverse("approvals:batch-sign", args=[batch.public_id])

    assert "more opens on this day than its quota allows" in browser.get(url).content.decode()
    assert browser.post(url).status_code == 422


# --- By program ----------------------------------------------------------------


def test_quotas_by_program(api, approver):
    api.force_authenticate(approver)
    sent = {"division": street().pk, "first_day": day(), "last_day": day(6), "heads": 400}

    made = api.post("/api/v1/batches/quotas/", sent, format="json", headers={"idempotency-key": "k"})
    again = api.post("/api/v1/batches/quotas/", sent, format="json", headers={"idempotency-key": "k"})

    assert (made.status_code, again.json()) == (201, made.json())
    listed = api.get("/api/v1/batches/quotas/").json()["results"]
    assert [row["allowed_actions"] for row in listed] == [["clear"], ["clear"]]
    assert api.delete(f"/api/v1/batches/quotas/{listed[0]['id']}/").status_code == 204
    assert DayQuota.objects.count() == 1


def test_a_program_of_somebody_else_sees_and_sets_nothing(api, quota, other_reviewer, reviewer):
    api.force_authenticate(other_reviewer)
    assert api.get("/api/v1/batches/quotas/").json()["results"] == []
    assert api.delete(f"/api/v1/batches/quotas/{quota.pk}/").status_code == 404

    api.force_authenticate(reviewer)
    sent = {"division": street().pk, "first_day": day(), "firms": 1}
    answer = api.post("/api/v1/batches/quotas/", sent, format="json", headers={"idempotency-key": "k"})
    assert answer.status_code == 403
