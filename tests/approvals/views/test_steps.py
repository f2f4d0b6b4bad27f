"""The pages of steps: their ladder, what a firm reads of them, and the list of what waits for a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.home import tasks
from approvals.services import steps
from core.models import Role
from tests.approvals.reviewing import colleague, states, step, taken_up, the
from tests.factories import FirmFactory, MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "/queue/steps/"
POSTS = ["step-take", "step-put-back", "step-complete", "step-fail", "step-skip", "step-reopen"]
QUERIES = 6  # session, person, appointments; the page and its count; unread messages


@pytest.fixture
def case(applicant, reviewer):
    return taken_up(
        reviewer,
        step("papers", by="officer"),
        step("visit", by="inspector", office="district"),
        step("after", 2),
        firm=applicant.firms.get(),
    )


def address(name, case, key="visit"):
    return reverse(f"approvals:{name}", args=[case.public_id, key])


def test_a_step_opens_for_the_officials_of_the_place(
    client, case, inspector, reviewer, other_reviewer, applicant
):
    url = address("step", case)

    assert client.get(url).status_code == 302
    for user, status in [(inspector, 200), (reviewer, 200), (other_reviewer, 404), (applicant, 403)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.post(url).status_code == 405
    assert client.get(address("step", case, "unknown")).status_code in {403, 404}


@pytest.mark.parametrize("name", POSTS)
def test_acts_on_a_step_are_posts_of_those_who_may(name, client, case, other_reviewer, auditor, inspector):
    url = address(name, case)

    assert client.post(url).status_code == 302
    client.force_login(other_reviewer)
    assert client.post(url).status_code == 404
    client.force_login(inspector)
    assert client.get(url).status_code == 405
    client.force_login(auditor)
    said = {"note": "x", "checked": ["0", "1"], "skip-note": "x", "reopen-note": "x"}
    assert client.post(url, said).status_code in {403, 409}
    assert states(case)["visit"] == "open"


def test_an_inspector_takes_and_passes_the_step(client, case, inspector):
    client.force_login(inspector)
    assert "An isolation" not in client.get(address("step", case)).text
    client.post(address("step-take", case))
    assert client.post(address("step-take", case)).status_code == 409

    assert client.post(address("step-complete", case), {"checked": ["0"]}).status_code == 422
    assert client.post(address("step-complete", case), {"checked": ["0", "1"]}).status_code == 302

    assert states(case) == {"papers": "open", "visit": "passed", "after": "not_open"}


def test_not_passed_needs_its_reason_and_the_officer_reads_it(client, case, inspector, reviewer):
    client.force_login(inspector)
    assert client.post(address("step-fail", case), {"checked": ["0"]}).status_code == 422

    client.post(address("step-fail", case), {"checked": ["0"], "note": "入口无人测温"})

    client.force_login(reviewer)
    page = client.get(reverse("approvals:case", args=[case.public_id])).text
    assert "入口无人测温" in page
    assert "Step not passed: Step visit" in page
    assert "Before you can recommend:" in page


def test_the_officer_sees_what_is_missing_instead_of_a_button_that_is_refused(
    client, case, reviewer, inspector
):
    client.force_login(reviewer)
    recommend = reverse("approvals:recommend", args=[case.public_id])
    page = client.get(reverse("approvals:case", args=[case.public_id])).text
    assert recommend not in page

    answer = client.post(recommend)

    assert answer.status_code == 409
    assert "Step visit" in answer.text


def test_the_officer_says_that_a_step_is_not_needed_and_has_another_done_again(
    client, case, reviewer, inspector
):
    steps.complete(step=the(case, "visit"), checked=[0, 1], by=inspector, at=timezone.now())
    client.force_login(reviewer)
    assert client.post(address("step-skip", case, "papers"), {"skip-note": ""}).status_code == 422
    assert client.post(address("step-reopen", case), {"reopen-note": ""}).status_code == 422

    client.post(address("step-skip", case, "papers"), {"skip-note": "名单企业"})
    assert states(case) == {"papers": "not_needed", "visit": "passed", "after": "open"}
    client.post(address("step-reopen", case), {"reopen-note": "照片不清"})

    assert states(case) == {"papers": "not_needed", "visit": "open", "after": "not_open"}


def test_the_firm_reads_which_steps_are_done_and_never_the_notes(
    client, case, applicant, outsider, inspector
):
    steps.fail(step=the(case, "visit"), checked=[0], note="内部说明", by=inspector, at=timezone.now())
    url = reverse("approvals:steps-panel", args=[case.public_id])
    assert client.get(url).status_code == 302
    client.force_login(outsider)
    assert client.get(url).status_code == 404

    client.force_login(applicant)
    for page in (client.get(url), client.get(url, headers={"hx-request": "true"})):
        assert "Step visit" in page.text
        assert "Not passed" in page.text
        assert "内部说明" not in page.text
        assert inspector.name not in page.text
    assert url in client.get(case.get_absolute_url()).text
    assert client.post(url).status_code == 405


def test_the_list_shows_what_waits_for_a_person(client, case, inspector, applicant, reviewer):
    assert client.get(LIST).status_code == 302
    client.force_login(applicant)
    assert client.get(LIST).status_code == 403
    client.force_login(reviewer)
    assert "Step visit" not in client.get(LIST).text
    client.force_login(inspector)
    assert client.post(LIST).status_code == 405

    page = client.get(LIST)

    assert "Step visit" in page.text
    assert case.firm.name in page.text
    (task,) = [task for task in tasks(inspector, timezone.now()) if task.url == LIST]
    assert task.figure == "1"


def test_the_list_leaves_out_the_persons_own_firm_and_what_a_colleague_has(client, case, inspector):
    other = colleague("other", Role.INSPECTOR, inspector.appointments.get().division)
    steps.take(step=the(case, "visit"), by=other, at=timezone.now())
    client.force_login(inspector)
    assert "Step visit" not in client.get(LIST).text

    MembershipFactory(user=other, firm=case.firm)
    client.force_login(other)
    assert "Step visit" not in client.get(LIST).text


def test_the_list_costs_the_same_for_more_steps(client, case, inspector, reviewer):
    taken_up(reviewer, step("visit", by="inspector", office="district"), firm=FirmFactory())
    client.force_login(inspector)
    client.get(LIST)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(LIST)

    assert page.text.count("Step visit") == 2
    assert len(queries) == QUERIES


def test_through_the_api_a_step_is_taken_and_answered(
    api, case, inspector, applicant, outsider, other_reviewer
):
    api.force_authenticate(inspector)
    (row,) = api.get("/api/v1/steps/?mine=true").json()["results"]
    assert row["allowed_actions"] == ["take", "complete", "fail"]
    url = f"/api/v1/steps/{row['id']}/"
    assert api.post(f"{url}take/", HTTP_IDEMPOTENCY_KEY="1").json()["status"] == "taken"
    bad = api.post(f"{url}complete/", {"checked": [0]}, format="json", HTTP_IDEMPOTENCY_KEY="2")
    assert (bad.status_code, bad.json()["type"]) == (422, "urn:reopening-desk:not_all_checked")
    said = {"checked": [0, 1], "note": "内部说明"}
    answer = api.post(f"{url}complete/", said, format="json", HTTP_IDEMPOTENCY_KEY="3")
    assert answer.json()["status"] == "passed"

    api.force_authenticate(applicant)
    rows = api.get(f"/api/v1/steps/?application={case.public_id}").json()["results"]
    assert [(each["key"], each["status"], each["note"], each["checklist"]) for each in rows][1] == (
        "visit",
        "passed",
        "",
        [],
    )
    assert api.post(f"{url}reopen/", {"note": "x"}, HTTP_IDEMPOTENCY_KEY="4").status_code == 403
    for stranger in (outsider, other_reviewer):
        api.force_authenticate(stranger)
        assert api.get(url).status_code == 404


def test_the_api_refuses_to_recommend_by_name(api, case, reviewer):
    api.force_authenticate(reviewer)

    answer = api.post(f"/api/v1/applications/{case.public_id}/recommend/", HTTP_IDEMPOTENCY_KEY="1")

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:reopening-desk:steps_unfinished")
    assert [each["path"] for each in answer.json()["errors"]] == ["visit", "after"]
