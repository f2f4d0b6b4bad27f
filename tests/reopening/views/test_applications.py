from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import Application, ApplicationStatus
from reopening.services import applications
from tests.factories import (
    FirmFactory,
    MembershipFactory,
    policy_set,
    ready_application,
)
from tests.reopening.cases import (  # noqa: F401 - fixtures
    draft,
    filed,
    firm,
    page_of,
    ready,
    returned,
)
from tests.states import force


def test_before_starting_the_firm_reads_what_will_be_asked(client, applicant, firm):  # noqa: F811
    policy_set()
    client.force_login(applicant)

    page = client.get(reverse("reopening:start", args=[firm.public_id])).text

    assert "Hangzhou: filing for reopening" in page
    assert "Staff and screening" in page
    assert not Application.objects.exists()


def test_starting_opens_a_draft_and_shows_its_list(client, applicant, firm):  # noqa: F811
    policy_set()
    client.force_login(applicant)

    answer = client.post(reverse("reopening:start", args=[firm.public_id]))

    application = Application.objects.get()
    assert answer.headers["Location"] == application.get_absolute_url()
    assert application.status == ApplicationStatus.DRAFT


def test_without_a_policy_the_page_says_whom_to_ask(client, applicant, firm):  # noqa: F811
    client.force_login(applicant)

    assert "No policy is in force" in client.get(reverse("reopening:start", args=[firm.public_id])).text
    assert client.post(reverse("reopening:start", args=[firm.public_id])).status_code in (302, 422)
    assert not Application.objects.exists()


def test_starting_has_its_ladder(client, applicant, outsider, reviewer, firm):  # noqa: F811
    policy_set()
    address = reverse("reopening:start", args=[firm.public_id])

    assert client.post(address).status_code == 302
    client.force_login(outsider)
    assert client.post(address).status_code == 404
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    client.force_login(applicant)
    assert client.delete(address).status_code == 405
    assert not Application.objects.exists()


def test_the_list_shows_each_section_with_its_state_and_the_earliest_day(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)
    earliest_on = shanghai_day(timezone.now()) + timedelta(days=3)

    page = client.get(page_of(draft)).text

    assert f"{earliest_on:%Y-%m-%d}" in page
    assert page.count('class="task task-open"') == 7
    assert "Go on: Firm and site" in page
    assert page_of(draft, "section-inventory") in page


def test_a_section_that_is_whole_is_done_and_one_that_is_wrong_says_why(client, applicant, firm):  # noqa: F811
    application = ready_application(firm, opens_in_days=1)
    client.force_login(applicant)

    page = client.get(page_of(application)).text

    assert page.count('class="task task-done"') == 5
    assert 'class="task task-problem"' in page
    assert "You cannot open on" in page
    assert "Go on: Date and head count" in page


def test_a_returned_case_lists_the_reasons_with_links_to_the_sections(client, applicant, filed, reviewer):  # noqa: F811
    returned(filed, reviewer)
    client.force_login(applicant)

    page = client.get(page_of(filed)).text

    assert "Please correct these points and submit again" in page
    assert (
        f'<a href="{page_of(filed, "section-inventory")}">The supplies need to be checked again</a>' in page
    )
    assert "Please count the masks again." in page


def test_the_list_costs_a_fixed_number_of_queries(client, applicant, ready, django_assert_max_num_queries):  # noqa: F811
    client.force_login(applicant)

    with django_assert_max_num_queries(21):
        client.get(page_of(ready))


def test_the_status_says_until_when_there_is_an_answer(client, applicant, filed):  # noqa: F811
    client.force_login(applicant)

    page = client.get(page_of(filed)).text

    assert filed.number in page
    assert "The office has your application" in page
    assert "You get an answer by" in page
    assert "Application submitted" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("under_review", "An officer is reading your application"),
        ("recommended", "Checked; waiting for the decision"),
        ("approved", "You may open"),
        ("rejected", "The application was rejected"),
        ("revoked", "The right to open was revoked"),
        ("withdrawn", "The application was withdrawn"),
    ],
)
def test_every_state_is_said_in_the_firms_words(client, applicant, filed, status, words):  # noqa: F811
    force(Application.objects.filter(pk=filed.pk), status=status)
    client.force_login(applicant)

    assert words in client.get(page_of(filed)).text


def test_the_timeline_names_the_firms_people_but_no_official(client, applicant, filed, reviewer):  # noqa: F811
    applications.claim(application=filed, by=reviewer, at=timezone.now())
    client.force_login(applicant)

    page = client.get(page_of(filed)).text

    assert "An officer has begun to read it" in page
    assert str(applicant) in page
    assert str(reviewer) + "<" not in page


def test_an_official_sees_the_status_without_the_firms_buttons(client, filed, reviewer):  # noqa: F811
    client.force_login(reviewer)

    page = client.get(page_of(filed)).text

    assert filed.number in page
    assert page_of(filed, "withdraw") not in page


def test_the_case_has_its_ladder(client, applicant, outsider, reviewer, other_reviewer, draft):  # noqa: F811
    assert client.get(page_of(draft)).status_code == 302
    for stranger in (outsider, reviewer, other_reviewer):  # a draft is nobody's but the firm's
        client.force_login(stranger)
        assert client.get(page_of(draft)).status_code == 404
    client.force_login(applicant)
    assert client.get(page_of(draft)).status_code == 200
    assert client.post(page_of(draft)).status_code == 405


@pytest.mark.parametrize("status", ["draft", "submitted", "approved", "rejected"])
def test_home_leads_the_firm_to_what_is_next(client, applicant, filed, status):  # noqa: F811
    force(Application.objects.filter(pk=filed.pk), status=status)
    client.force_login(applicant)

    page = client.get("/").text

    assert filed.get_absolute_url() in page
    assert filed.firm.name in page


def test_home_puts_a_returned_case_first(client, applicant, filed, reviewer):  # noqa: F811
    returned(filed, reviewer)
    MembershipFactory(user=applicant, firm=FirmFactory())
    client.force_login(applicant)

    page = client.get("/").text

    assert page.index("Returned: please correct your application") < page.index("Apply to reopen")
