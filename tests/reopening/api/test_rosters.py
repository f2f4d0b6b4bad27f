"""The roster through the API: a file becomes a job; numbers come out masked, refused rows as typed."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import background
from tests.factories import ApplicationFactory
from tests.reopening.api.conftest import body_of
from tests.reopening.roster_files.rosters import HEADER, resident_id, row, table, workbook
from tests.states import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


def send(caller, application, data: bytes, name="名册.csv", fields=None, **headers):
    return caller.post(
        f"applications/{application.public_id}/roster/",
        {"file": SimpleUploadedFile(name, data)} | (fields or {}),
        shape="multipart",
        **headers,
    )


def test_a_file_becomes_a_job_and_people(as_applicant, empty):
    rows = [HEADER, row(1), row(2, temperature="38.5"), row(3, mobile="1", name="=1+1")]

    answer = send(as_applicant, empty, workbook(rows))
    background.run_waiting()

    assert answer.status_code == 202
    job = as_applicant.get(answer["Location"].removeprefix("/api/v1/")).json()
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert (job["result"]["rows_accepted"], job["result"]["rows_refused"]) == (2, 1)
    people = as_applicant.get(f"applications/{empty.public_id}/roster/").json()
    assert people["count"] == {"value": 2, "exact": True}
    well, ill = people["results"]
    assert (well["class_code"], well["cause"]) == ("D", "No risk was declared.")
    assert (ill["class_code"], ill["measure"]) == ("E", "clinic")
    assert ill["cause"] == "Has a temperature of 38.5 °C."
    assert well["name"] == "样例1"
    assert resident_id(1) not in str(people)
    assert well["resident_id"] == resident_id(1)[:6] + "********" + resident_id(1)[-4:]

    only_ill = as_applicant.get(f"applications/{empty.public_id}/roster/?class=E").json()
    assert [each["id"] for each in only_ill["results"]] == [ill["id"]]

    errors = job["result"]["errors"].removeprefix("/api/v1/")
    sheet = openpyxl.load_workbook(BytesIO(as_applicant.get(errors).content)).active
    assert sheet.cell(2, 1).value == "=1+1"
    assert sheet.cell(2, 1).data_type == "s"
    told = as_applicant.get(errors, accept="application/json").json()
    assert told == [
        {
            "row": 4,
            "sheet": "",
            "column": "mobile",
            "code": "mobile_shape",
            "message": "A mobile number has 11 digits and starts with 13 to 19.",
        }
    ]


def test_the_same_upload_twice_is_one_job(as_applicant, empty):
    data = table([HEADER, row(1)]).encode()

    first = send(as_applicant, empty, data, idempotency_key="one")
    second = send(as_applicant, empty, data, idempotency_key="one")
    third = send(as_applicant, empty, data + b"\n", idempotency_key="one")

    assert first["Location"] == second["Location"]
    assert body_of(third)["type"] == "urn:reopening-desk:idempotency_key_reused"
    assert empty.roster_uploads.count() == 1


def test_uploads_have_the_ladder(as_applicant, calling, empty, submitted_by_other, outsider, reviewer):
    data = table([HEADER, row(1)]).encode()

    assert send(calling(), empty, data).status_code == 401
    assert send(calling(outsider), empty, data).status_code == 404
    assert send(as_applicant, empty, data, idempotency_key="").status_code == 400
    assert as_applicant("put", f"applications/{empty.public_id}/roster/", {}).status_code == 405
    assert as_applicant.post(f"applications/{empty.public_id}/roster/", {}).status_code == 400
    assert send(calling(reviewer), submitted_by_other, data).status_code == 409
    force(type(empty).objects.filter(pk=empty.pk), status="withdrawn")
    assert body_of(send(as_applicant, empty, data))["current_status"] == "withdrawn"
    assert send(calling(reviewer), empty, data).status_code == 409


@pytest.fixture
def submitted_by_other():
    from tests.factories import submitted_application

    return submitted_application()


def test_before_a_first_file_there_are_no_errors_to_fetch(as_applicant, empty):
    assert body_of(as_applicant.get(f"applications/{empty.public_id}/roster/errors/"))["status"] == 404


def test_the_template_is_for_everybody_who_is_signed_in(as_applicant, calling):
    answer = as_applicant.get("applications/roster_template/")

    assert openpyxl.load_workbook(BytesIO(answer.content)).active.cell(1, 1).value == "Name"
    assert calling().get("applications/roster_template/").status_code == 401


def test_a_hostile_file_is_a_result_not_an_error(as_applicant, empty):
    answer = send(as_applicant, empty, b"PK\x03\x04 broken", name="roster.xlsx")
    background.run_waiting()

    job = as_applicant.get(answer["Location"].removeprefix("/api/v1/")).json()
    assert job["state"] == "done"
    assert job["result"]["refusal"] == {"code": "broken", "params": {}}
    assert empty.staff.count() == 0


def test_what_is_plainly_no_table_is_refused_at_once(as_applicant, empty):
    problem = body_of(send(as_applicant, empty, b"\x89PNG\r\n\x1a\n", name="roster.xlsx"))

    assert (problem["status"], problem["type"]) == (422, "urn:reopening-desk:kind")
    assert [(each["path"], each["code"]) for each in problem["errors"]] == [("file", "kind")]
    assert empty.roster_uploads.count() == 0


def test_a_file_beyond_the_limit_is_refused_at_once(as_applicant, empty, monkeypatch):
    monkeypatch.setattr("reopening.table_files.limits.BYTES", 100)

    problem = body_of(send(as_applicant, empty, b"x" * 101))

    assert (problem["status"], problem["type"]) == (413, "urn:reopening-desk:too_large")
    assert empty.roster_uploads.count() == 0


@pytest.mark.parametrize(("verb", "state", "people"), [("accept", "stored", 2), ("discard", "discarded", 0)])
def test_a_program_may_look_first_too(as_applicant, empty, verb, state, people):
    path = f"applications/{empty.public_id}/roster"
    rows = [HEADER, row(1), row(2, symptoms="是"), row(3, mobile="1")]
    send(as_applicant, empty, table(rows).encode(), fields={"accept": "false"})
    background.run_waiting()

    file = as_applicant.get(f"{path}/file/").json()
    assert (file["state"], file["rows_accepted"], file["rows_refused"]) == ("waiting", 2, 1)
    assert file["by_class"] == {"D": 1, "E": 1}
    assert len(as_applicant.get(f"{path}/errors/", accept="application/json").json()) == 1
    assert empty.staff.count() == 0

    answer = as_applicant.post(f"{path}/{verb}/", {})
    background.run_waiting()

    assert answer.status_code == (202 if verb == "accept" else 200)
    assert as_applicant.get(f"{path}/file/").json()["state"] == state
    assert empty.staff.count() == people
    assert body_of(as_applicant.post(f"{path}/{verb}/", {}))["type"] == "urn:reopening-desk:not_waiting"


def test_deciding_on_a_file_has_the_ladder(as_applicant, calling, empty, outsider, reviewer):
    send(as_applicant, empty, table([HEADER, row(1)]).encode(), fields={"accept": "false"})
    for verb in ("accept", "discard"):
        path = f"applications/{empty.public_id}/roster/{verb}/"
        assert calling().post(path, {}).status_code == 401
        assert calling(outsider).post(path, {}).status_code == 404
        assert as_applicant.get(path).status_code == 405
        assert as_applicant.post(path, {}, idempotency_key="").status_code == 400
        assert as_applicant.post(path, {}).status_code == 409  # not read yet
