"""All certificates of a batch at once: in one zip, and in one PDF for the printer."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from approvals.models import Certificate
from core import background
from core.models import Export, Job
from core.services import exports
from tests.approvals.cases import recommended, signed_batch
from tests.core.papers.papers import bytes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(reviewer, approver):
    """Three certificates with their files, before the words change."""
    batch = signed_batch(approver, [recommended(reviewer) for _ in range(3)])
    background.run_waiting()
    return batch


def test_all_files_of_a_batch_come_in_one_zip(batch, approver, other_reviewer, client):
    address = reverse("approvals:batch-files", args=[batch.public_id])
    client.force_login(approver)

    archive = zipfile.ZipFile(BytesIO(b"".join(client.get(address).streaming_content)))

    rows = Certificate.objects.order_by("number")
    assert archive.namelist() == [f"{row.number}.pdf" for row in rows]
    assert archive.read(archive.namelist()[0]) == bytes_of(rows[0])
    assert archive.testzip() is None
    client.force_login(other_reviewer)
    assert client.get(address).status_code == 404


def asked(client, batch):
    """The button of the batch's page; the newest export after it."""
    address = reverse("approvals:batch-print", args=[batch.public_id])
    assert client.post(address).url == batch.get_absolute_url()
    return Export.objects.order_by("-pk")[0]


def downloaded(client, export):
    return b"".join(client.post(reverse("core:export-download", args=[export.public_id])).streaming_content)


def test_all_files_of_a_batch_come_in_one_pdf_to_be_printed(batch, approver, other_reviewer, client):
    client.force_login(approver)

    export = asked(client, batch)
    followed = client.get(batch.get_absolute_url()).text
    background.run_waiting()
    page = client.get(batch.get_absolute_url()).text
    file = downloaded(client, export)

    assert f'id="job-{export.job_id}"' in followed
    assert "One PDF with 3 certificates" in page
    reader = pypdf.PdfReader(BytesIO(file))
    rows = Certificate.objects.order_by("number")
    assert [each.title for each in reader.outline] == [f"{row.number} {row.firm_name}" for row in rows]
    assert all(row.number in page.extract_text() for row, page in zip(rows, reader.pages, strict=True))
    export.refresh_from_db()
    assert (export.rows, export.job.done, export.job.total) == (3, 3, 3)
    client.force_login(other_reviewer)
    assert client.post(reverse("approvals:batch-print", args=[batch.public_id])).status_code == 404
    assert client.post(reverse("core:export-download", args=[export.public_id])).status_code == 404


def test_both_come_over_the_api(batch, approver, client):
    client.force_login(approver)
    address = f"/api/v1/batches/{batch.public_id}/certificates.pdf/"

    answer = client.post(address, headers={"Idempotency-Key": "one"})
    background.run_waiting()
    archive = client.get(f"/api/v1/batches/{batch.public_id}/certificates.zip/")

    assert (answer.status_code, answer.json()["status"]) == (202, "making")
    file = client.post(f"/api/v1/exports/{answer.json()['id']}/download/")
    assert len(pypdf.PdfReader(BytesIO(b"".join(file.streaming_content))).pages) == 3
    assert len(zipfile.ZipFile(BytesIO(b"".join(archive.streaming_content))).namelist()) == 3
    again = client.post(address, headers={"Idempotency-Key": "two"})
    assert again.json()["id"] == answer.json()["id"]


def test_who_asks_again_gets_the_same_file_until_a_certificate_has_changed(batch, approver, client):
    client.force_login(approver)

    first = asked(client, batch)
    assert asked(client, batch) == first
    background.run_waiting()
    assert asked(client, batch) == first
    Certificate.objects.filter(pk=Certificate.objects.order_by("number")[0].pk).update(pdf_sha256="0" * 64)

    assert asked(client, batch) != first


def test_one_that_failed_says_so_and_is_tried_again_by_who_asked(batch, approver, client):
    client.force_login(approver)
    row = Certificate.objects.order_by("number")[0]
    whole = bytes_of(row)
    row.pdf.storage.delete(row.pdf.name)
    export = asked(client, batch)
    Job.objects.filter(pk=export.job_id).update(max_attempts=1)

    background.run_waiting()
    page = client.get(batch.get_absolute_url()).text
    row.pdf.storage.save(row.pdf.name, ContentFile(whole))
    again = asked(client, batch)
    background.run_waiting()

    assert "The work has failed" in page
    assert "Try again" in page
    assert again == export
    assert len(pypdf.PdfReader(BytesIO(downloaded(client, again))).pages) == 3


def test_the_file_is_deleted_after_its_time_and_can_be_asked_for_anew(batch, approver, client):
    client.force_login(approver)
    first = asked(client, batch)
    background.run_waiting()
    first.refresh_from_db()

    exports.expire_old(at=first.expires_at + timedelta(seconds=1))

    assert not first.file.storage.exists(first.file.name)
    assert "One PDF, to print them in one go" in client.get(batch.get_absolute_url()).text
    assert asked(client, batch) != first


def test_no_table_is_made_of_it_and_no_pdf_of_a_table(batch, approver):
    for listing, file_format in (("batch-print", "csv"), ("batches", "pdf")):
        with pytest.raises(exports.WrongFormat):
            exports.ask(
                listing=listing,
                query={"batch": str(batch.public_id)},
                file_format=file_format,
                language="en",
                by=approver,
                at=timezone.now(),
            )


def test_nothing_is_printed_in_one_go_while_one_is_missing(batch, approver, client):
    first = Certificate.objects.order_by("number")[0]
    Certificate.objects.filter(pk=first.pk).update(pdf="", pdf_sha256="")
    client.force_login(approver)

    for address in (
        reverse("approvals:batch-print", args=[batch.public_id]),
        f"/api/v1/batches/{batch.public_id}/certificates.pdf/",
    ):
        answer = client.post(address, headers={"Idempotency-Key": "three"})
        assert answer.status_code == 409
        assert "1 file is still to be drawn" in answer.text
