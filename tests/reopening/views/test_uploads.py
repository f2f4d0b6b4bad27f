import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core import background
from reopening.identities import mask_resident_id
from reopening.models import RosterUpload
from reopening.services import retention
from tests.factories import ApplicationFactory, policy_set, submitted_application
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table
from tests.reopening.roster_files.test_departments import xlsx
from tests.reopening.services.test_hotline import take_call


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
    assert "The file is being read and checked." in waiting
    assert 'hx-trigger="every 2s"' in waiting


def test_a_file_without_a_right_row_offers_nothing_to_take_in(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1, mobile="1"), row(2, mobile="1")]).encode())[
        "Location"
    ]
    background.run_waiting()

    page = client.get(address).text

    assert "No row is right yet. Download the rows, correct them, and upload that file." in page
    assert "take in the others now" not in page
    assert page_of(draft, "roster-accept", RosterUpload.objects.get().public_id) not in page


def test_rows_that_are_kept_no_longer_are_not_offered(client, applicant, draft):
    client.force_login(applicant)
    first = send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode())["Location"]
    background.run_waiting()
    client.post(page_of(draft, "roster-accept", RosterUpload.objects.get().public_id))
    background.run_waiting()
    assert "Download the rows to correct" in client.get(first).text

    retention.forget_files(at=timezone.now() + retention.REFUSED_ROWS_STAY + timedelta(days=1))

    page = client.get(first).text
    assert "Download the rows to correct" not in page
    assert "The rows to correct are no longer kept" in page
    assert "A mobile number has 11 digits" in page


def test_whoever_files_under_a_mandate_reads_the_family_names_of_a_file(client, clerk):
    policy_set()
    call = take_call(clerk)
    client.force_login(clerk)
    rows = [HEADER, row(1), row(2, name="李明", mobile="1")]
    address = send(client, call.application, table(rows).encode()).headers["Location"]
    background.run_waiting()
    client.post(page_of(call.application, "roster-look"), {"reason": "来电要求核对名册"})

    page = client.get(address).text

    assert "样**" in page
    assert "李*" in page
    assert "样例" not in page
    assert "李明" not in page


def test_sheets_are_named_where_rows_and_what_was_not_read_are_shown(client, applicant, draft):
    client.force_login(applicant)
    pages = {
        "一车间": [HEADER, row(1)],
        "二车间": [HEADER, row(4, mobile="y")],
        "三车间": [["姓名", "手机号码"], ["丙", "13800000003"]],
    }
    address = send(client, draft, xlsx(pages), "名册.xlsx").headers["Location"]
    background.run_waiting()

    page = client.get(address).text

    assert "These sheets of the workbook were not read" in page
    assert re.search(r"<strong>三车间</strong>: These columns are missing", page)
    assert '2 <span class="quiet">二车间</span>' in page
    back = client.get(page_of(draft, "roster-refused-rows", RosterUpload.objects.get().public_id))
    reason = openpyxl.load_workbook(io.BytesIO(back.content)).active.cell(2, len(HEADER) + 1).value
    assert reason.startswith("Row 2 of the sheet “二车间” of your file.")


def test_what_was_read_is_shown_before_anything_is_stored(client, applicant, draft):
    client.force_login(applicant)
    rows = [HEADER, row(1), row(2, mobile="1"), row(3, symptoms="是")]
    address = send(client, draft, table(rows).encode()).headers["Location"]
    background.run_waiting()

    page = client.get(address).text

    assert "Nothing is stored yet." in page
    assert "1 of 1 cells to correct" in page
    assert "A mobile number has 11 digits" in page
    assert "Put 2 people on the roster" in page
    assert "<strong>E</strong>" in page
    assert mask_resident_id(resident_id(3)) in page
    assert '<th scope="row">样例2</th>' in page
    assert resident_id(3) not in page
    assert "hx-trigger" not in page
    assert not draft.staff.exists()
    assert "waits for your decision" in client.get(page_of(draft, "roster")).text


def test_with_a_word_the_people_are_on_the_roster(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode()).headers["Location"]
    background.run_waiting()

    answer = client.post(f"{address}accept/")
    background.run_waiting()

    assert answer.headers["Location"] == address
    page = client.get(address).text
    assert "people accepted and screened" in page
    assert "Put 1 person" not in page
    assert draft.staff.count() == 1
    assert "1 rows accepted, 1 to correct." in client.get(page_of(draft, "roster")).text
    assert client.post(f"{address}accept/").status_code == 409


def test_without_it_the_roster_stays_as_it_was(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1), row(2, mobile="1")]).encode()).headers["Location"]
    background.run_waiting()

    page = client.post(f"{address}discard/", follow=True).text

    assert "The roster is as it was." in page
    assert "It was discarded." in page
    assert "Nothing of it is on the roster." in client.get(address).text
    assert not draft.staff.exists()
    assert client.post(f"{address}discard/").status_code == 409


def test_the_fragment_is_what_a_reload_would_show(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1, mobile="1")]).encode()).headers["Location"]

    def seen(**headers):
        return re.sub('value="[A-Za-z0-9]{64}"', "", client.get(address, headers=headers).text)

    for _state in ("reading", "waiting"):
        fragment = seen(**{"HX-Request": "true"})
        assert "<html" not in fragment
        assert fragment.strip() in seen()
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
    address = send(client, draft, b"PK\x03\x04 not a table", "名册.xlsx").headers["Location"]
    background.run_waiting()

    assert "The file is damaged or not a workbook." in client.get(address).text


def test_the_page_says_that_people_are_being_stored(client, applicant, draft):
    client.force_login(applicant)
    address = send(client, draft, table([HEADER, row(1)]).encode()).headers["Location"]
    background.run_waiting()

    client.post(page_of(draft, "roster-accept", RosterUpload.objects.get().public_id))

    assert "The people are being put on the roster, all at once" in client.get(address).text
    background.run_waiting()
    assert "being put on the roster" not in client.get(address).text


AT_ONCE = {
    "too large": (b"x" * 11, "Please split it."),
    "empty": (b" \r\n", "The file is empty."),
    "a pdf": (b"%PDF-1.7 ", "This is not a table."),
    "a picture": (b"\x89PNG\r\n", "This is not a table."),
    "a web page": (b"<html>", "This is a web page"),
}


@pytest.mark.parametrize("case", AT_ONCE)
def test_what_the_first_bytes_tell_is_said_beside_the_field(client, applicant, draft, monkeypatch, case):
    content, sentence = AT_ONCE[case]
    monkeypatch.setattr("reopening.table_files.limits.BYTES", 10)
    client.force_login(applicant)

    answer = send(client, draft, content)

    assert answer.status_code == 422
    [said] = re.findall(r'<ul class="errorlist"[^>]*id="id_file_error".*?</ul>', answer.text, re.DOTALL)
    assert sentence in said
    assert f'action="{page_of(draft, "roster-send")}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not RosterUpload.objects.exists()


def test_sending_without_a_file_says_so(client, applicant, draft):
    client.force_login(applicant)

    answer = client.post(page_of(draft, "roster-send"))

    assert answer.status_code == 422
    assert "This field is required." in answer.text


def test_what_only_the_reading_tells_stands_beside_the_next_upload(client, applicant, draft):
    client.force_login(applicant)
    send(client, draft, "甲,乙\n1,2\n".encode())
    background.run_waiting()

    page = client.get(page_of(draft, "roster")).text

    assert re.search(r"It was not read:\s*<strong>No row with column names was found", page)


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
    deciding = [page_of(filed, f"roster-{verb}", upload.public_id) for verb in ("accept", "discard")]
    for visitor, status in ((None, 302), (outsider, 404), (reviewer, 403), (applicant, 200)):
        client.logout()
        if visitor:
            client.force_login(visitor)
        assert [client.get(address).status_code for address in reading] == [status, status]
        for address in [sending, *deciding]:
            assert client.post(address).status_code == (409 if visitor == applicant else status)
    assert {client.get(address).status_code for address in [sending, *deciding]} == {405}
    assert client.post(reading[0]).status_code == 405
    assert client.post(reverse("reopening:roster-template")).status_code == 405
    client.logout()
    assert client.get(reverse("reopening:roster-template")).status_code == 302
