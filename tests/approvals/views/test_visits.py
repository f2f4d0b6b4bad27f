"""The inspector's pages: their ladder, the list, recording without JavaScript."""

import uuid
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.home import tasks
from approvals.models import Visit, VisitPhoto
from approvals.services import visits
from core.dates import shanghai_day
from tests.approvals.reviewing import step, taken_up
from tests.reopening.papers import a_photo

pytestmark = pytest.mark.django_db
LIST = "/queue/visits/"


@pytest.fixture
def case(applicant, reviewer):
    site = step("visit", by="inspector", kind="site", office="district")
    return taken_up(reviewer, site, firm=applicant.firms.get())


@pytest.fixture
def visit(case, reviewer, inspector):
    plan = visits.Plan("site", shanghai_day(timezone.now()), inspector=inspector)
    return visits.arrange(application=case, plan=plan, by=reviewer, at=timezone.now())


def address(name, row, *more):
    return reverse(f"approvals:{name}", args=[row.public_id, *more])


def found(**values):
    return {"key": str(uuid.uuid4()), "checked": ["0", "1"], "result": "in_order", "note": ""} | values


def test_a_visit_opens_for_officials_of_the_place(client, visit, inspector, other_reviewer, applicant):
    url = address("visit", visit)
    assert client.get(url).status_code == 302
    for user, status in [(inspector, 200), (other_reviewer, 404), (applicant, 404)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.post(url).status_code == 405


def test_a_visit_is_recorded_with_photos_and_shown_on_its_case(client, visit, inspector, reviewer):
    client.force_login(inspector)
    photo = a_photo("门口.png")
    upload = SimpleUploadedFile(photo.name, photo.content, "image/png")
    assert client.get(address("visit-record", visit)).status_code == 405
    assert client.post(address("visit-record", visit), found(checked=["0"])).status_code == 422

    answer = client.post(address("visit-record", visit), found(photos=upload, note="现场整洁"))

    assert (answer.status_code, answer.url) == (302, address("visit", visit))
    client.force_login(reviewer)
    page = client.get(reverse("approvals:case", args=[visit.application.public_id])).text
    assert "现场整洁" in page
    assert "Visited: all in order" in page
    picture = address("visit-photo", visit, VisitPhoto.objects.get().public_id)
    assert f"{picture}?small=1" in page
    assert client.get(f"{picture}?small=1")["Content-Type"] == "image/jpeg"


def test_another_places_official_does_not_find_the_photo(client, visit, inspector, other_reviewer):
    photo = a_photo("门口.png")
    said = {"is_in_order": True, "checked": [0, 1], "note": "", "photos": [photo]}
    visits.record(visit=visit, key=uuid.uuid4(), **said, by=inspector, at=timezone.now())
    url = address("visit-photo", visit, VisitPhoto.objects.get().public_id)

    assert client.get(url).status_code == 302
    client.force_login(other_reviewer)
    assert client.get(url).status_code == 404


def test_acts_are_refused_to_others_and_after_the_record(client, visit, inspector, auditor, reviewer):
    client.force_login(auditor)
    assert client.post(address("visit-record", visit), found()).status_code == 403
    assert client.post(address("visit-call-off", visit)).status_code == 403
    client.force_login(inspector)
    client.post(address("visit-record", visit), found())
    assert client.post(address("visit-record", visit), found()).status_code == 409
    client.force_login(reviewer)
    assert client.post(address("visit-call-off", visit)).status_code == 409
    assert client.get(address("visit-call-off", visit)).status_code == 405


def test_an_officer_arranges_a_visit(client, case, reviewer, inspector, applicant):
    url = address("visit-arrange", case)
    assert client.get(url).status_code == 302
    for user, status in [(applicant, 403), (inspector, 403)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    client.force_login(reviewer)
    said = {"kind": "video", "planned_on": "2030-01-01", "inspector": str(inspector.public_id)}
    assert client.post(url, said).status_code == 422
    said |= {"starts_at": "10:00", "link": "https://meet.example.cn/1"}

    assert client.post(url, said).status_code == 302

    assert Visit.objects.get().inspector == inspector


def test_the_list_has_what_is_arranged_and_what_nobody_has_arranged(client, case, inspector, reviewer):
    assert client.get(LIST).status_code == 302
    client.force_login(reviewer)
    assert client.get(LIST).status_code == 403
    client.force_login(inspector)
    assert client.post(LIST).status_code == 405
    begin = reverse("approvals:visit-begin", args=[case.public_id, "visit"])
    assert begin in client.get(LIST).text

    assert client.get(begin).status_code == 405
    assert client.post(begin).status_code == 302

    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST).text
    assert address("visit", Visit.objects.get()) in page
    assert begin not in page
    assert len(queries) == 6  # session, person, appointments; the visits; the open steps; unread messages
    assert [task for task in tasks(inspector, timezone.now()) if task.url == LIST]


def test_the_firm_finds_the_way_into_a_video_call_and_a_stranger_does_not(
    client, case, reviewer, applicant, outsider
):
    plan = visits.Plan("video", shanghai_day(timezone.now()), time(10, 30), "https://meet.example.cn/42")
    call = visits.arrange(application=case, plan=plan, by=reviewer, at=timezone.now())
    url = address("steps-panel", case)

    client.force_login(applicant)
    page = client.get(url).text
    assert 'href="https://meet.example.cn/42"' in page
    assert "10:30" in page
    assert url in client.get(case.get_absolute_url()).text
    client.force_login(outsider)
    assert client.get(url).status_code == 404

    visits.call_off(visit=call, by=reviewer, at=timezone.now())
    client.force_login(applicant)
    assert "meet.example.cn" not in client.get(url).text
