import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.models import Certificate, StateNow
from approvals.models.certificates import pdf_path
from approvals.services import certificates, decisions, revocations
from approvals.tasks import NotDrawn, render_certificates
from core import background
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Job, JobState, Notification
from reopening.models import ApplicationStatus
from tests.approvals.cases import certified, recommended

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(applicant, reviewer, approver):
    return certified(reviewer, approver, applicant.firms.get())


def test_the_stored_hash_is_that_of_the_stored_file(certificate, applicant):
    background.run_waiting()

    certificate.refresh_from_db()
    content = certificate.pdf.read()
    assert content.startswith(b"%PDF-1.7")
    assert certificate.pdf_sha256 == hashlib.sha256(content).hexdigest()
    assert Notification.objects.filter(user=applicant, kind="certificate.ready").count() == 1


def test_drawing_twice_leaves_one_file_and_the_same_hash(certificate):
    first = certificates.store_pdf(certificate=certificate).pdf_sha256

    again = certificates.store_pdf(certificate=Certificate.objects.get(pk=certificate.pk))

    folder = certificate.pdf.name.rpartition("/")[0]
    assert again.pdf_sha256 == first
    assert default_storage.listdir(folder)[1] == [certificate.pdf.name.rpartition("/")[2]]


def test_a_file_left_by_a_crash_is_replaced(certificate):
    default_storage.save(pdf_path(certificate, ""), ContentFile(b"half a file"))

    certificates.store_pdf(certificate=certificate)

    assert certificate.pdf.name == pdf_path(certificate, "")
    assert certificate.pdf.read().startswith(b"%PDF")


def test_what_cannot_be_drawn_says_so_and_can_be_tried_again(certificate, approver, settings, tmp_path):
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = blocked
    job = Job.objects.get(task__endswith="render_certificates")

    background.run(job.pk)

    certificate.refresh_from_db()
    assert "Error" in certificate.pdf_problem
    settings.MEDIA_ROOT = tmp_path / "media"
    certificates.redraw(certificate=certificate, by=approver, at=timezone.now())
    background.run_waiting()
    certificate.refresh_from_db()
    assert (certificate.has_pdf, certificate.pdf_problem) == (True, "")


def test_one_that_cannot_be_drawn_holds_up_no_other(reviewer, approver, certificate):
    other = certified(reviewer, approver)
    # A folder stands where the file of the first belongs.
    default_storage.save(f"{pdf_path(certificate, '')}/in-the-way", ContentFile(b""))
    job = background.claim(certificates.draw_later([certificate, other], by=approver).pk)

    with pytest.raises(NotDrawn, match=rf"1 of 2; {certificate.number}: \w+Error: "):
        render_certificates.handler(job=job, certificate_ids=[certificate.pk, other.pk])

    other.refresh_from_db()
    assert other.has_pdf


def test_a_revocation_ends_the_right_to_open(certificate, applicant, approver):
    revocations.revoke(certificate=certificate, reason="防控措施不落实。", by=approver, at=timezone.now())

    certificate.application.refresh_from_db()
    assert certificate.state_on(shanghai_day(timezone.now())) == StateNow.REVOKED
    assert certificate.application.status == ApplicationStatus.REVOKED
    assert Notification.objects.filter(user=applicant, kind="certificate.revoked").count() == 1
    with pytest.raises(TransitionNotAllowed):
        revocations.revoke(certificate=certificate, reason="again", by=approver, at=timezone.now())


def test_a_reviewer_does_not_revoke(certificate, reviewer):
    with pytest.raises(PermissionDenied):
        revocations.revoke(certificate=certificate, reason="x", by=reviewer, at=timezone.now())


@pytest.mark.parametrize("column", ["number", "firm_name", "token", "division_code"])
def test_the_database_refuses_to_change_an_issued_certificate(certificate, column):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**{column: "x"})


def test_the_database_refuses_to_change_its_words_or_to_delete_it(certificate):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(wording={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).delete()


def test_a_token_has_more_than_128_bits_and_is_not_the_number(reviewer, approver):
    tokens = {
        decisions.approve(application=recommended(reviewer), by=approver, at=timezone.now()).token
        for _ in range(3)
    }

    assert len(tokens) == 3
    assert all(len(token) == 32 for token in tokens)


def test_jobs_are_done_on_the_queue_of_their_own(certificate):
    job = Job.objects.get(task__endswith="render_certificates")

    assert (job.queue, job.state) == ("pdf", JobState.QUEUED)
