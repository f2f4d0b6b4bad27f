import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import background
from reopening.models import RosterUpload
from tests.factories import ApplicationFactory, submitted_application
from tests.reopening.roster_files.rosters import HEADER, row, table


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def page_of(application, name, *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def send(client, application, content: bytes, name="名册.csv"):
    return client.post(page_of(application, "roster-send"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_taken_in_and_can_be_followed(client, applicant, draft):
    client.force_login(applicant)

    answer = send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode())

    upload = RosterUpload.objects.get()
    assert answer.headers["Location"] == page_of(draft, "roster-upload", upload.public_id)
    waiting = client.get(answer.headers["Location"]).text
    assert "You may leave this page" in waiting
    assert 'hx-trigger="every 2s"' in waiting


def test_afterwards_the_counts_and_each_wrong_cell_are_said(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode()).headers["Location"]
    background.run_waiting()

    page = client.get(address).text

    assert "1 of 1 cells to correct" in page
    assert "A mobile number has 11 digits" in page
    assert "hx-trigger" not in page
    assert "1 rows accepted, 1 to correct." in client.get(page_of(draft, "roster")).text


def test_the_fragment_is_what_a_reload_would_show(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1, mobile="1")]).encode()).headers["Location"]

    for _state in ("waiting", "done"):
        fragment = client.get(address, headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert fragment.strip() in client.get(address).text
        background.run_waiting()


def test_the_rows_to_correct_come_back_as_a_workbook_with_reasons(client, applicant, draft):
    client.force_login(applicant)
    send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode())
    background.run_waiting()

    answer = client.get(page_of(draft, "roster-refused-rows", RosterUpload.objects.get().public_id))

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2
    assert "A mobile number has 11 digits" in rows[1][-1]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_no_table_says_so(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, b"%PDF-1.7 not a table", "名册.xlsx").headers["Location"]
    background.run_waiting()

    assert "This is not a table." in client.get(address).text


def test_a_file_that_is_too_large_is_refused_at_the_door(client, applicant, draft, monkeypatch):
    monkeypatch.setattr("reopening.table_files.limits.BYTES", 10)
    client.force_login(applicant)

    answer = send(client, draft, b"x" * 11)

    assert answer.headers["Location"] == page_of(draft, "roster")
    assert "Please split it." in client.get(answer.headers["Location"]).text
    assert not RosterUpload.objects.exists()


def test_sending_without_a_file_says_so(client, applicant, draft):
    client.force_login(applicant)

    page = client.post(page_of(draft, "roster-send"), follow=True).text

    assert "This field is required." in page


def test_the_template_has_the_columns(client, applicant):
    client.force_login(applicant)

    answer = client.get(reverse("reopening:roster-template"))

    head = next(iter(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values))
    assert len(head) >= 10
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_files_have_their_ladder(client, applicant, outsider, reviewer):
    filed = submitted_application(applicant.firms.get())
    upload = RosterUpload.objects.create(
        application=filed, file_name="x", digest="x", uploaded_by=applicant, finished_at="2020-02-17T00:00Z"
    )
    reading = [
        page_of(filed, "roster-upload", upload.public_id),
        page_of(filed, "roster-refused-rows", upload.public_id),
    ]
    sending = page_of(filed, "roster-send")
    for visitor, status in ((None, 302), (outsider, 404), (reviewer, 403), (applicant, 200)):
        client.logout()
        if visitor:
            client.force_login(visitor)
        assert [client.get(address).status_code for address in reading] == [status, status]
        assert client.post(sending).status_code == (409 if visitor == applicant else status)
    assert client.get(sending).status_code == 405
    assert client.post(reading[0]).status_code == 405
    assert client.post(reverse("reopening:roster-template")).status_code == 405
    client.logout()
    assert client.get(reverse("reopening:roster-template")).status_code == 302
