"""The pages of stopping and opening again, what the firm and the guard see, and the list of who stands still."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.services import revocations, stops
from reopening.models import Halt
from tests.approvals.cases import certified, opened
from tests.approvals.services.test_stops import WHY

pytestmark = pytest.mark.django_db
LIST = "/stops/"
QUERIES = 6  # session, person, appointments; the page, its count; unread messages


@pytest.fixture
def case(reviewer, approver, applicant):
    return opened(reviewer, approver, applicant.firms.get()).application


def address(name, case):
    return reverse(f"approvals:{name}", args=[case.public_id])


def stopped(case, by):
    return stops.stop(application=case, by=by, at=timezone.now(), **WHY)


def test_an_inspector_reads_the_effects_stops_the_firm_and_opens_it_again(client, case, inspector):
    client.force_login(inspector)
    page = client.get(address("stop", case)).text
    assert case.certificates.get().number in page
    assert "Work stops for up to 3 people" in page

    assert client.post(address("stop", case), {"note": ""}).status_code == 422
    assert client.post(address("stop", case), WHY).status_code == 302
    shown = client.get(address("case", case)).text
    assert "Work is stopped" in shown
    assert WHY["note"] in shown

    assert client.post(address("reopen", case), {"note": "已整改"}).status_code == 302
    assert not Halt.objects.in_force().exists()
    assert client.get(address("reopen", case)).status_code == 409


def test_the_guard_reads_suspended_and_since_when(client, case, inspector):
    stopped(case, inspector)

    page = client.get(case.certificates.get().check_path).text

    assert "check-suspended" in page
    assert "Suspended since" in page
    assert WHY["note"] not in page
    assert case.certificates.get().number not in client.get(reverse("approvals:register")).text


def test_the_firm_sees_why_and_says_when_it_is_mended(client, case, inspector, applicant):
    stopped(case, inspector)
    client.force_login(applicant)
    url = reverse("reopening:report-mended", args=[case.public_id])

    page = client.get(case.get_absolute_url()).text
    assert WHY["note"] in page
    assert url in page
    assert "Work is stopped" in client.get("/").text
    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "测温员已到岗。"}).status_code == 302

    client.force_login(inspector)
    assert "测温员已到岗。" in client.get(address("case", case)).text
    assert "Firms say that it is mended" in client.get("/").text
    assert case.firm.name in client.get(f"{LIST}?reported=true").text
    assert case.firm.name not in client.get(f"{LIST}?reported=false").text


@pytest.mark.parametrize("name", ["stop", "seal", "reopen", "unseal"])
def test_the_ladder_of_the_acts(name, client, case, reviewer, applicant, other_reviewer):
    url = address(name, case)

    assert client.get(url).status_code == 302
    for user, status in [(reviewer, 403), (applicant, 403), (other_reviewer, 404)]:
        client.force_login(user)
        assert client.get(url).status_code == status
        assert client.post(url, WHY).status_code == status
    assert client.put(url).status_code == 405


def test_acts_out_of_their_state_are_conflicts(client, case, approver):
    client.force_login(approver)
    assert client.get(address("unseal", case)).status_code == 409
    stopped(case, approver)
    assert client.get(address("stop", case)).status_code == 409
    assert client.get(address("unseal", case)).status_code == 409
    revocations.revoke(certificate=case.certificates.get(), reason="停工", by=approver, at=timezone.now())
    assert client.get(address("seal", case)).status_code == 409


def test_the_ladder_of_the_firms_answer(client, case, inspector, applicant, outsider):
    url = reverse("reopening:report-mended", args=[case.public_id])

    assert client.get(url).status_code == 302
    for user, status in [(inspector, 403), (outsider, 404), (applicant, 409)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.put(url).status_code == 405


def test_the_list_opens_for_who_supervises(client, case, inspector, auditor, applicant):
    stopped(case, inspector)
    assert client.get(LIST).status_code == 302
    for user, status in [(applicant, 403), (auditor, 200), (inspector, 200)]:
        client.force_login(user)
        assert client.get(LIST).status_code == status
    assert client.post(LIST).status_code == 405


def test_the_list_costs_the_same_however_long_it_is(client, inspector, reviewer, approver):
    client.force_login(inspector)
    for _ in range(3):
        stopped(certified(reviewer, approver).application, inspector)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)

    assert len(queries) == QUERIES


def test_lists_of_certificates_say_suspended(client, case, inspector):
    stopped(case, inspector)
    client.force_login(inspector)

    assert case.certificates.get().number in client.get("/certificates/?status=suspended").text
    assert case.certificates.get().number not in client.get("/certificates/?status=valid").text
