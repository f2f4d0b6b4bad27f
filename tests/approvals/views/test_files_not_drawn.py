"""Files that could not be drawn: what people are told is true, and the others are handed out."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from approvals.models import Certificate
from approvals.services import certificates
from core import background
from core.models import Job
from tests.approvals.cases import recommended, signed_batch
from tests.core.papers.papers import bytes_of

pytestmark = pytest.mark.django_db
JOBS = Job.objects.filter(task="approvals.tasks.render_certificates")


@pytest.fixture
def batch(reviewer, approver):
    """Three certificates; nothing is drawn yet."""
    return signed_batch(approver, [recommended(reviewer) for _ in range(3)])


def rows():
    return list(Certificate.objects.order_by("number"))


@pytest.fixture
def one_fails(batch, monkeypatch):
    """The file of the first cannot be drawn; the job will try again."""
    stubborn, draw = rows()[0].number, certificates.certificate_pdf

    def drawn(words, **rest):
        if words["number"]["value"] == stubborn:
            raise OSError("disk full")
        return draw(words, **rest)

    monkeypatch.setattr(certificates, "certificate_pdf", drawn)
    background.run_waiting()
    return rows()[0]


def told(client, certificate):
    page = client.get(certificate.get_absolute_url()).text
    panel = reverse("approvals:certificates-panel", args=[certificate.application.public_id])
    return page, client.get(panel, headers={"HX-Request": "true"}).text


def test_while_the_job_will_try_again_page_and_panel_say_so(one_fails, approver, client):
    client.force_login(approver)

    for text in told(client, one_fails):
        assert "could not be drawn yet. It is tried again by itself" in text
        assert "is being drawn" not in text
        assert "have been told" not in text


def test_when_all_attempts_are_spent_nothing_is_promised(one_fails, approver, client):
    JOBS.update(state="failed", finished_at="2026-11-27T06:00:00Z")
    client.force_login(approver)

    for text in told(client, one_fails):
        assert "could not be drawn. The certificate stands all the same" in text
        assert "by itself" not in text
        assert "is being drawn" not in text


def test_the_zip_file_holds_what_is_there_and_lists_what_is_missing(batch, one_fails, approver, client):
    Certificate.objects.filter(pk=rows()[1].pk).update(pdf="", pdf_sha256="")
    failed, waiting, drawn = rows()
    client.force_login(approver)

    answer = client.get(reverse("approvals:batch-files", args=[batch.public_id]))

    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    listed, *files = archive.namelist()
    assert files == [f"{drawn.number}.pdf"]
    assert archive.read(files[0]) == bytes_of(drawn)
    assert archive.testzip() is None
    lines = archive.read(listed).decode("utf-8-sig").splitlines()
    assert any(failed.number in line and "could not be drawn (OSError: disk full)" in line for line in lines)
    assert any(waiting.number in line and "still to be drawn" in line for line in lines)


def test_where_nothing_is_drawn_yet_it_says_so(batch, approver, client):
    client.force_login(approver)

    answer = client.get(reverse("approvals:batch-files", args=[batch.public_id]))

    assert answer.status_code == 409
    assert "3 files are still to be drawn" in answer.text
