"""Private files in a bucket: a real server that speaks S3, another process, and what happens when it is away."""

import hashlib
import io
import urllib.error
import urllib.request
from datetime import timedelta

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config.storages import private_files
from core import background
from core.models import Job, JobState
from core.printing import signatures
from core.storage import FilesAway
from ops.signing_key import development_key
from reopening.services import files
from tests.approvals.cases import certified
from tests.buckets import NAME, bucket_server


@pytest.fixture(scope="module")
def server():
    with bucket_server() as running:
        yield running


@pytest.fixture
def bucket(server, settings):
    settings.STORAGES = settings.STORAGES | {"default": server.storage()}
    settings.PDF_SIGNING_KEY = development_key()
    signatures.paper_signer.cache_clear()
    yield server
    signatures.paper_signer.cache_clear()


@pytest.fixture
def certificate(reviewer, approver):
    return certified(reviewer, approver)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_certificate_is_made_into_the_bucket_and_read_back_signed_and_whole(
    bucket, certificate, approver, client, settings
):
    background.run_waiting()
    certificate.refresh_from_db()
    client.force_login(approver)

    answer = client.get(reverse("approvals:certificate-pdf", args=[certificate.public_id]))
    content = b"".join(answer.streaming_content)

    assert certificate.pdf.name in bucket.names()
    assert hashlib.sha256(content).hexdigest() == certificate.pdf_sha256
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    state = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    )
    assert (state.intact, state.valid) == (True, True)
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


@pytest.mark.slow
def test_nobody_fetches_a_file_past_the_desk(bucket):
    name = default_storage.save("papers/one.pdf", ContentFile(b"%PDF"))

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{bucket.url}/{NAME}/{name}", timeout=5)
    refused.value.close()

    assert refused.value.code == 403
    with pytest.raises(ValueError, match="no address"):
        default_storage.url(name)


@pytest.mark.slow
@pytest.mark.django_db
def test_files_that_no_row_names_are_swept_from_a_bucket_too(bucket):
    default_storage.save("documents/a-case/left-behind.pdf", ContentFile(b"%PDF"))

    assert files.sweep(at=timezone.now()) == 0
    assert files.sweep(at=timezone.now() + timedelta(days=2)) == 1

    assert "documents/a-case/left-behind.pdf" not in bucket.names()


@pytest.mark.slow
@pytest.mark.django_db
def test_while_the_bucket_is_away_it_is_said_and_tried_again(bucket, certificate, approver, client):
    job = Job.objects.get(task__endswith="render_certificates")
    client.force_login(approver)
    bucket.stop()
    try:
        background.run(job.pk)
        certificate.refresh_from_db()
        job.refresh_from_db()
        page = client.get(certificate.get_absolute_url()).text
    finally:
        bucket.start()

    assert "FilesAway: The store of files does not answer" in certificate.pdf_problem
    assert bucket.url not in certificate.pdf_problem
    assert "The file could not be drawn yet." in page
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)

    Job.objects.filter(pk=job.pk).update(available_at=timezone.now(), leased_until=None)
    background.run(job.pk)
    certificate.refresh_from_db()
    assert (certificate.has_pdf, certificate.pdf_problem) == (True, "")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_download_while_the_bucket_is_away_answers_503_with_a_sentence(
    bucket, certificate, approver, client
):
    background.run_waiting()
    client.force_login(approver)
    address = reverse("approvals:certificate-pdf", args=[certificate.public_id])
    bucket.stop()
    try:
        answer = client.get(address)
        with pytest.raises(FilesAway):
            default_storage.save("papers/two.pdf", ContentFile(b"%PDF"))
    finally:
        bucket.start()

    assert answer.status_code == 503
    assert "The store of files does not answer" in answer.text


def test_without_a_bucket_files_lie_on_disk_and_half_a_setting_is_refused():
    env = environ.Env()
    env.ENVIRON = {}
    assert private_files(env)["BACKEND"] == "django.core.files.storage.FileSystemStorage"

    env.ENVIRON = {"FILES_S3_BUCKET": "papers"}
    with pytest.raises(ImproperlyConfigured, match="FILES_S3_KEY_ID"):
        private_files(env)
