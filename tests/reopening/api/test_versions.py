import pytest
from django.utils import timezone

from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import amended, amendment, opened
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(applicant, reviewer, approver):
    return opened(reviewer, approver, applicant.firms.get())


@pytest.fixture
def path(certificate):
    return f"applications/{certificate.application.public_id}/"


def test_a_closed_application_is_copied(calling, applicant):
    application = submitted_application(applicant.firms.get())
    applications.withdraw(application=application, by=applicant, at=timezone.now())

    answer = calling(applicant).post(f"applications/{application.public_id}/copy/")

    assert answer.status_code == 201
    assert (answer.data["status"], answer.data["heads_on_site"]) == ("draft", 3)
    confirmed = calling(applicant).post(f"applications/{answer.data['id']}/confirm/", {"section": "roster"})
    assert confirmed.status_code == 200


def test_an_approved_application_is_amended(calling, applicant, path, certificate):
    answer = calling(applicant).post(f"{path}amend/", {"kind": "add_staff"})

    assert answer.status_code == 201
    assert answer.data["version"] == 2
    assert answer.data["amends"] == str(certificate.application.public_id)
    assert "amend" in calling(applicant).get(path).data["allowed_actions"]


def test_the_same_key_amends_once(calling, applicant, path):
    caller = calling(applicant)

    first, again = (
        caller.post(f"{path}amend/", {"kind": "add_staff"}, idempotency_key="k") for _ in range(2)
    )

    assert first.data["id"] == again.data["id"]
    assert Application.objects.filter(version=2).count() == 1


def test_who_may_not_is_told_so(calling, outsider, reviewer, path):
    assert calling(outsider).post(f"{path}amend/", {"kind": "add_staff"}).status_code == 404
    assert calling(reviewer).post(f"{path}amend/", {"kind": "add_staff"}).status_code == 403
    assert calling().post(f"{path}amend/", {"kind": "add_staff"}).status_code == 401


def test_an_unknown_kind_is_a_mistake_of_shape(calling, applicant, path):
    assert calling(applicant).post(f"{path}amend/", {"kind": "sell"}).status_code == 400


def test_an_application_that_is_not_approved_is_not_amended(calling, applicant):
    application = submitted_application(applicant.firms.get())

    answer = calling(applicant).post(f"applications/{application.public_id}/amend/", {"kind": "add_staff"})

    assert (answer.status_code, answer.json()["current_status"]) == (409, "submitted")


def test_what_differs_and_all_versions_are_read(calling, applicant, reviewer, certificate):
    new = amended(certificate, reviewer)

    for reader in (applicant, reviewer):
        answer = calling(reader).get(f"applications/{new.public_id}/changes/")
        assert {each["path"] for each in answer.data["fields_changed"]} == {
            "heads_on_site",
            "firm.staff_total",
        }
        assert answer.data["staff"]["added"] == {"D": 1}
        assert answer.data["sections"] == ["firm", "roster", "schedule"]
        rows = calling(reader).get(f"applications/{new.public_id}/versions/").data
        assert [row["version"] for row in rows] == [2, 1]


def test_officials_do_not_hear_of_a_draft_version(calling, reviewer, certificate, path):
    amendment(certificate)

    assert [row["version"] for row in calling(reviewer).get(f"{path}versions/").data] == [1]
