"""Stopping and opening again, by programs."""

import pytest
from django.utils import timezone

from approvals.services import stops
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.cases import certified
from tests.approvals.services.test_stops import WHY

__all__ = ["as_user"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(reviewer, approver, applicant):
    return certified(reviewer, approver, applicant.firms.get()).application


def test_a_program_stops_a_firm_and_every_check_says_so(as_user, case, inspector, applicant):
    url = f"/api/v1/applications/{case.public_id}"

    stopped = as_user(inspector).post(f"{url}/stop/", WHY, **key("stop"))
    again = as_user(inspector).post(f"{url}/stop/", WHY, **key("again"))

    assert stopped.json()["halts"][0]["kind"] == "stop"
    assert {"reopen", "seal"} <= set(stopped.json()["allowed_actions"])
    assert "stop" not in stopped.json()["allowed_actions"]
    assert (again.status_code, again.json()["type"]) == (409, "urn:reopening-desk:halted_already")
    check = as_user(applicant).get(f"/api/v1/verify/{case.certificates.get().token}/").json()
    assert check["state"] == "suspended"
    mended = as_user(applicant).post(f"{url}/report_mended/", {"words": "已整改"}, **key("mended"))
    assert mended.json()["halts"][0]["report"] == "已整改"
    opened = as_user(inspector).post(f"{url}/reopen/", {"note": "已核实"}, **key("open"))
    assert opened.json()["halts"] == []


def test_a_seal_and_its_end(as_user, case, inspector, approver):
    url = f"/api/v1/applications/{case.public_id}"

    assert as_user(inspector).post(f"{url}/seal/", WHY, **key("seal")).status_code == 200
    assert as_user(inspector).post(f"{url}/unseal/", {"note": "看过"}, **key("no")).status_code == 403
    assert as_user(approver).post(f"{url}/unseal/", {"note": "看过"}, **key("yes")).json()["halts"] == []


def test_the_list_of_who_stands_still_is_of_the_place(as_user, case, inspector, other_reviewer):
    stops.seal(application=case, by=inspector, at=timezone.now(), **WHY)

    rows = as_user(inspector).get("/api/v1/halts/?kind=seal").json()["results"]

    assert [(row["kind"], row["number"]) for row in rows] == [("seal", case.number)]
    assert as_user(other_reviewer).get("/api/v1/halts/").json()["results"] == []
