"""Checks of a site by programs: arranged, recorded once with photos, and the step that waits for it."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals.models import Visit, VisitPhoto
from approvals.services import steps
from core.dates import shanghai_day
from tests.approvals.reviewing import states, step, taken_up, the
from tests.reopening.api.conftest import Caller
from tests.reopening.papers import a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant, reviewer):
    site = step("visit", by="inspector", kind="site", office="district")
    return taken_up(reviewer, site, firm=applicant.firms.get())


def arranged(case, reviewer, inspector):
    said = {
        "application": str(case.public_id),
        "kind": "site",
        "planned_on": shanghai_day(timezone.now()).isoformat(),
        "inspector": str(inspector.public_id),
        "points": ["门口"],
    }
    return Caller(reviewer).post("visits/", said)


def found(**values):
    return {"key": str(uuid.uuid4()), "checked": [0, 1, 2], "note": ""} | values


def test_a_program_arranges_a_visit_and_records_it_with_a_photo(case, reviewer, inspector):
    made = arranged(case, reviewer, inspector)
    assert made.status_code == 201
    assert [each["en"] for each in made.json()["checklist"]] == ["One", "Two", "门口"]
    address = f"visits/{made.json()['id']}/"
    assert Caller(inspector).get(address).json()["allowed_actions"] == [
        "call_off",
        "pass_site",
        "object_to_site",
    ]

    photo = a_photo("门口.png")
    upload = SimpleUploadedFile(photo.name, photo.content, "image/png")
    answer = Caller(inspector).post(f"{address}pass_site/", found(photos=[upload]), shape="multipart")

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["allowed_actions"]) == ("passed", [])
    assert VisitPhoto.objects.count() == 1
    assert states(case) == {"visit": "passed"}


def test_the_same_record_under_another_idempotency_key_arrives_once(case, reviewer, inspector):
    address = f"visits/{arranged(case, reviewer, inspector).json()['id']}/"
    said = found(checked=[0], note="门口无人测温")

    answers = [Caller(inspector).post(f"{address}object_to_site/", said) for _each in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert Visit.objects.get().status == "not_passed"
    assert states(case) == {"visit": "not_passed"}


def test_who_is_not_sent_and_what_is_not_there_is_refused(
    case, reviewer, inspector, other_reviewer, applicant
):
    address = f"visits/{arranged(case, reviewer, inspector).json()['id']}/"

    assert Caller(reviewer).post(f"{address}pass_site/", found()).status_code == 403
    assert Caller(other_reviewer).get(address).status_code == 404
    assert Caller(applicant).get(address).status_code == 404
    assert Caller(reviewer).post("visits/", {"application": str(uuid.uuid4())}).status_code == 400
    assert arranged(case, reviewer, inspector).status_code == 422
    assert Caller(inspector).post(f"{address}pass_site/", found(checked=[0])).status_code == 422


def test_the_list_is_of_the_case_and_of_the_caller(case, reviewer, inspector):
    arranged(case, reviewer, inspector)

    mine = Caller(inspector).get("visits/?mine=true").json()["results"]
    theirs = Caller(reviewer).get("visits/?mine=true").json()["results"]
    of_case = Caller(reviewer).get(f"visits/?application={case.public_id}").json()["results"]

    assert (len(mine), len(theirs), len(of_case)) == (1, 0, 1)


def test_a_step_on_the_site_is_not_passed_before_its_visit(case, reviewer, inspector):
    row = the(case, "visit")
    steps.take(step=row, by=inspector, at=timezone.now())
    address = f"steps/{row.public_id}/"

    refused = Caller(inspector).post(f"{address}complete/", {"checked": [0, 1]})

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:reopening-desk:visit_missing")
    assert "complete" not in Caller(inspector).get(address).json()["allowed_actions"]
    assert states(case) == {"visit": "taken"}


def test_a_step_that_is_done_again_needs_a_visit_again(case, reviewer, inspector):
    visit = arranged(case, reviewer, inspector).json()["id"]
    Caller(inspector).post(f"visits/{visit}/pass_site/", found())
    steps.reopen(step=the(case, "visit"), note="再看一次", by=reviewer, at=timezone.now())

    with pytest.raises(steps.VisitMissing):
        steps.complete(step=the(case, "visit"), checked=[0, 1], by=inspector, at=timezone.now())
