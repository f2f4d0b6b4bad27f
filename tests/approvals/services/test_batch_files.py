"""All certificates of a batch at once: in one zip, and in one PDF for the printer."""

import zipfile
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from approvals.models import Certificate
from core import background
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


def test_all_files_of_a_batch_come_in_one_pdf_to_be_printed_and_over_the_api(
    batch, approver, other_reviewer, client
):
    address = reverse("approvals:batch-print", args=[batch.public_id])
    client.force_login(approver)

    file = b"".join(client.get(address).streaming_content)
    over_the_api = client.get(f"/api/v1/batches/{batch.public_id}/certificates.pdf/")
    archive = client.get(f"/api/v1/batches/{batch.public_id}/certificates.zip/")

    reader = pypdf.PdfReader(BytesIO(file))
    rows = Certificate.objects.order_by("number")
    assert [each.title for each in reader.outline] == [f"{row.number} {row.firm_name}" for row in rows]
    assert all(row.number in page.extract_text() for row, page in zip(rows, reader.pages, strict=True))
    assert b"".join(over_the_api.streaming_content) == file
    assert len(zipfile.ZipFile(BytesIO(b"".join(archive.streaming_content))).namelist()) == len(rows)
    client.force_login(other_reviewer)
    assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/batches/{batch.public_id}/certificates.pdf/").status_code == 404


def test_nothing_is_printed_in_one_go_while_one_is_missing(batch, approver, client):
    first = Certificate.objects.order_by("number")[0]
    Certificate.objects.filter(pk=first.pk).update(pdf="", pdf_sha256="")
    client.force_login(approver)

    for address in (
        reverse("approvals:batch-print", args=[batch.public_id]),
        f"/api/v1/batches/{batch.public_id}/certificates.pdf/",
    ):
        answer = client.get(address)
        assert answer.status_code == 409
        assert "1 file is still to be drawn" in answer.text
