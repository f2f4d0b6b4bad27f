"""Late cases on the screen: marked, filtered, counted, taken up; the firm reads where its case is."""

import pytest
from django.urls import reverse

from approvals.services import lateness, review
from core.models import Role
from tests.approvals.services.test_lateness import HOUR, policy
from tests.factories import city, submitted_application
from tests.personas import official

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(applicant, reviewer):
    """A late case of the applicant that the reviewer holds, handed up to the city."""
    policy()
    case = submitted_application(applicant.firms.get())
    review.claim(application=case, by=reviewer, at=case.submitted_at)
    lateness.act_on_late(at=case.due_at + 25 * HOUR)
    case.refresh_from_db()
    return case


@pytest.fixture
def above(db):
    return official(Role.REVIEWER, city())


def test_the_queue_marks_filters_and_counts_what_was_handed_up(signed_in, raised, above):
    submitted_application()
    browser = signed_in(above)

    page = browser.get(reverse("approvals:queue"), {"flag": "escalated"}).content.decode()
    facets = browser.get(reverse("approvals:queue-facets")).content.decode()

    assert page.count("data-row-link") == 1
    assert "Handed up" in page
    assert 'Handed up</span><span class="facet-count">1' in facets.replace("\n", "")
    mine = browser.get(reverse("approvals:queue"), {"office": "mine"}).content.decode()
    assert raised.number in mine


def test_who_reviews_above_takes_it_up_once(signed_in, raised, above):
    browser, url = signed_in(above), reverse("approvals:take-up", args=[raised.public_id])
    assert "Take up" in browser.get(reverse("approvals:case", args=[raised.public_id])).content.decode()

    assert browser.post(url).status_code == 302
    raised.refresh_from_db()
    assert raised.claimed_by == above
    assert browser.post(url).status_code == 403


def test_what_was_decided_or_is_ready_cannot_be_taken_up(signed_in, raised, reviewer, above):
    review.recommend(application=raised, by=reviewer, at=raised.due_at)

    response = signed_in(above).post(reverse("approvals:take-up", args=[raised.public_id]))

    assert response.status_code == 409


def test_a_program_takes_it_up(api, raised, above, reviewer):
    api.force_authenticate(above)
    url = f"/api/v1/applications/{raised.public_id}/take_up/"
    assert "take_up" in api.get(f"/api/v1/applications/{raised.public_id}/").data["allowed_actions"]

    answer = api.post(url, HTTP_IDEMPOTENCY_KEY="once")

    assert (answer.status_code, answer.data["escalated_to"]) == (200, "3301")
    assert answer.data["clock"]["breached_since"] is None  # by the calendar of today it is not late yet
    api.force_authenticate(reviewer)
    assert api.post(url, HTTP_IDEMPOTENCY_KEY="other").status_code == 403


def test_the_firm_reads_where_its_case_is_and_why(signed_in, raised, applicant):
    page = signed_in(applicant).get(raised.get_absolute_url()).content.decode()

    assert "Handed up to the office above (Hangzhou City)" in page
    assert "Handed up to the office above, because the answer is late" in page


def test_the_firm_reads_what_will_happen(signed_in, applicant):
    policy(deems=True)
    silent = submitted_application(applicant.firms.get())

    page = signed_in(applicant).get(silent.get_absolute_url()).content.decode()
    assert "silence counts as yes" in page

    lateness.act_on_late(at=silent.due_at + HOUR)
    page = signed_in(applicant).get(silent.get_absolute_url()).content.decode()
    assert "Approved by the rule: nobody had answered in time" in page


def test_the_case_page_says_by_which_rule_it_was_approved(signed_in, reviewer):
    policy(deems=True)
    silent = submitted_application()
    lateness.act_on_late(at=silent.due_at + HOUR)

    page = signed_in(reviewer).get(reverse("approvals:case", args=[silent.public_id])).content.decode()

    assert "Reopening Desk, by the rule" in page
    assert "silence counts as yes by" in page
