"""The pages of an appeal, for the firm and for the office, and what programs do of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Appeal, Decision
from approvals.services import revocations
from core.models import Role
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.services.test_appeals import ANSWER, GROUNDS, approver_of, file, now, rejected
from tests.factories import AppointmentFactory, MembershipFactory, city

__all__ = ["as_user"]
pytestmark = pytest.mark.django_db
LIST = "/appeals/"
QUERIES = 5  # session, person, appointments; the page; unread messages


@pytest.fixture
def chief():
    return approver_of(city())


@pytest.fixture
def case(reviewer, approver, applicant):
    return rejected(reviewer, approver, applicant.firms.get())


@pytest.fixture
def row(case, applicant):
    return file(case, applicant)


def address(name, row):
    return reverse(f"approvals:{name}", args=[row.public_id])


def test_the_firm_reads_until_when_appeals_and_reads_the_answer(client, case, applicant, chief):
    client.force_login(applicant)
    assert address("decisions-panel", case) in client.get(case.get_absolute_url()).text
    panel = client.get(address("decisions-panel", case)).text
    assert "you may appeal until" in panel
    assert address("appeal-file", case) in panel
    assert "stay closed" in client.get(address("appeal-file", case)).text
    assert client.post(address("appeal-file", case), {"grounds": ""}).status_code == 422
    assert client.post(address("appeal-file", case), {"grounds": GROUNDS}).status_code == 302

    row = Appeal.objects.get()
    assert row.get_absolute_url() in client.get(address("decisions-panel", case)).text
    again = client.post(address("appeal-file", case), {"grounds": GROUNDS})
    assert again.status_code == 409
    assert "has been filed already" in again.text
    client.force_login(chief)
    assert client.post(address("appeal-uphold", row), {"answer": ANSWER}).status_code == 302
    client.force_login(applicant)
    page = client.get(row.get_absolute_url()).text
    assert ANSWER in page
    assert str(chief) not in page
    assert "Appeal dismissed" in client.get(address("decisions-panel", case)).text
    assert ANSWER in client.get(case.get_absolute_url()).text


def test_a_late_appeal_is_refused_with_its_last_day(client, reviewer, approver, applicant):
    case = rejected(reviewer, approver, applicant.firms.get(), at=now() - timedelta(days=40))
    client.force_login(applicant)

    assert "The time for an appeal ended on" in client.get(address("decisions-panel", case)).text
    page = client.get(address("appeal-file", case))

    assert page.status_code == 409
    assert "The time for an appeal ended on" in page.text


def test_the_office_reads_it_and_somebody_else_answers(client, case, row, approver, reviewer, chief):
    client.force_login(approver)
    assert f"{row.get_absolute_url()}overturn/" not in client.get(row.get_absolute_url()).text
    assert row.get_absolute_url() in client.get(address("case", case)).text
    client.force_login(chief)
    assert case.firm.name in client.get(LIST).text
    assert case.firm.name not in client.get(f"{LIST}?answered=1").text
    page = client.get(row.get_absolute_url()).text
    assert GROUNDS in page
    assert f"{row.get_absolute_url()}overturn/" in page
    assert "decided again" in client.get(address("appeal-overturn", row)).text
    assert client.post(address("appeal-overturn", row), {"answer": ""}).status_code == 422
    assert client.post(address("appeal-overturn", row), {"answer": ANSWER}).status_code == 302
    assert client.post(address("appeal-uphold", row), {"answer": ANSWER}).status_code == 409
    assert client.get(address("appeal-overturn", row)).status_code == 409
    assert case.firm.name in client.get(f"{LIST}?answered=1").text
    case.refresh_from_db()
    assert case.status == "recommended"


def test_before_a_revocation_is_undone_its_effect_is_said(client, certificate, approver, applicant, chief):
    revocations.revoke(certificate=certificate, reason="误判", by=approver, at=now())
    certificate.application.refresh_from_db()
    row = file(certificate.application, applicant)
    client.force_login(chief)

    assert "on printed copies too" in client.get(address("appeal-overturn", row)).text
    assert client.post(address("appeal-overturn", row), {"answer": ANSWER}).status_code == 302
    assert "check-revoked" not in client.get(certificate.check_path).text


@pytest.mark.parametrize("name", ["appeal-uphold", "appeal-overturn"])
def test_the_ladder_of_the_answers(
    name, client, row, approver, reviewer, applicant, outsider, other_reviewer, chief
):
    url = address(name, row)

    assert client.get(url).status_code == 302
    for user, status in [
        (approver, 403),
        (reviewer, 403),
        (applicant, 403),
        (outsider, 404),
        (other_reviewer, 404),
    ]:
        client.force_login(user)
        assert client.get(url).status_code == status
        assert client.post(url, {"answer": ANSWER}).status_code == status
    client.force_login(chief)
    assert client.get(url).status_code == 200
    assert client.put(url).status_code == 405


def test_the_ladder_of_filing(client, case, approver, applicant, outsider):
    url = address("appeal-file", case)
    colleague = MembershipFactory(firm=case.firm, is_signatory=False).user

    assert client.get(url).status_code == 302
    for user, status in [(approver, 403), (outsider, 404), (colleague, 403), (applicant, 200)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.put(url).status_code == 405


def test_what_was_not_decided_has_no_form(client, in_review, applicant):
    client.force_login(applicant)

    assert client.get(address("appeal-file", in_review)).status_code == 409
    assert "Nothing has been decided yet" in client.get(address("decisions-panel", in_review)).text


def test_the_ladder_of_the_pages(client, case, row, applicant, reviewer, outsider, other_reviewer):
    for url in (row.get_absolute_url(), address("decisions-panel", case)):
        client.logout()
        assert client.get(url).status_code == 302
        for user, status in [(applicant, 200), (reviewer, 200), (outsider, 404), (other_reviewer, 404)]:
            client.force_login(user)
            assert client.get(url).status_code == status
        assert client.post(url).status_code == 405


def test_the_list_opens_for_who_decides_or_audits(client, row, applicant, auditor, reviewer, other_reviewer):
    assert client.get(LIST).status_code == 302
    for user, status in [(applicant, 403), (auditor, 200), (reviewer, 200), (other_reviewer, 200)]:
        client.force_login(user)
        assert client.get(LIST).status_code == status
    assert row.application.firm.name not in client.get(LIST).text
    assert client.post(LIST).status_code == 405


def test_the_list_costs_the_same_however_long_it_is(client, reviewer, approver, auditor):
    for _ in range(3):
        member = MembershipFactory(
            is_signatory=True, firm__division_id=reviewer.appointments.get().division_id
        )
        file(rejected(reviewer, approver, member.firm), member.user)
    client.force_login(auditor)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)

    assert len(queries) == QUERIES
    assert Appeal.objects.count() == 3


def test_programs_too(as_user, case, applicant, approver, chief, outsider):
    url, said = f"/api/v1/applications/{case.public_id}/appeal/", {"grounds": GROUNDS}
    assert (
        "appeal"
        in as_user(applicant).get(f"/api/v1/applications/{case.public_id}/").json()["allowed_actions"]
    )
    assert as_user(outsider).post(url, said, **key("out")).status_code == 404
    assert as_user(approver).post(url, said, **key("office")).status_code == 403

    made = as_user(applicant).post(url, said, **key("file"))
    same = as_user(applicant).post(url, said, **key("file"))
    second = as_user(applicant).post(url, said, **key("second"))

    assert (made.status_code, same.json()["id"]) == (201, made.json()["id"])
    assert (second.status_code, second.json()["type"]) == (409, "urn:reopening-desk:appealed_already")
    own = f"/api/v1/appeals/{made.json()['id']}/"
    assert as_user(chief).get(own).json()["allowed_actions"] == ["uphold", "overturn"]
    assert as_user(approver).get(own).json()["allowed_actions"] == []
    assert [each["id"] for each in as_user(chief).get("/api/v1/appeals/").json()["results"]] == [
        made.json()["id"]
    ]
    assert as_user(approver).post(f"{own}overturn/", {"answer": ANSWER}, **key("own")).status_code == 403
    assert as_user(chief).post(f"{own}overturn/", {}, **key("empty")).status_code == 400
    answer = as_user(chief).post(f"{own}overturn/", {"answer": ANSWER}, **key("answer"))
    late = as_user(chief).post(f"{own}uphold/", {"answer": ANSWER}, **key("late"))

    assert (answer.status_code, answer.json()["status"]) == (200, "overturned")
    assert late.status_code == 409
    assert Decision.objects.filter(application=case).count() == 2


def test_an_approver_of_the_firm_itself_sees_no_task(client, row, applicant, chief):
    AppointmentFactory(role=Role.APPROVER, division=city(), user=applicant)
    client.force_login(applicant)
    assert "Appeals to answer" not in client.get("/").text
    client.force_login(chief)
    assert "Appeals to answer" in client.get("/").text
