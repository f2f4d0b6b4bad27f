"""Virus scans: nothing is handed out before, and a scanner that is away is asked again."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from core import background
from core.audit import trail
from core.models import Job, Notification
from reopening.models import StoredFile
from reopening.services import applications, documents, scanning
from reopening.services.documents import Place, Quarantined, Sent
from tests.clamds import EICAR, Scanner, scanner
from tests.corpora.pdfs import pdf, stream
from tests.machine import free_port
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

pytestmark = pytest.mark.django_db


@pytest.fixture
def clam(settings) -> Iterator[Scanner]:
    with scanner() as server:
        settings.CLAMD_URL = server.url
        yield server


@pytest.fixture
def draft(applicant):
    return in_wenzhou(applicant.firms.get())


def hand_in(application, by, sent=None):
    (document,) = documents.add(
        application=application,
        place=Place("paper", DEFERRABLE),
        sent=[sent or a_pdf()],
        by=by,
        at=timezone.now(),
    )
    return document


def state(document):
    document.file.refresh_from_db()
    return document.file.scan


def submit(application, by):
    return applications.submit(application=application, committed=True, by=by, at=timezone.now())


def test_a_file_waits_for_the_scanner_and_is_handed_out_when_it_is_clean(clam, draft, applicant):
    document = hand_in(draft, applicant)
    assert state(document) == "waiting"
    with pytest.raises(Quarantined):
        documents.download(document=document, by=applicant, at=timezone.now())

    background.run_waiting()

    assert state(document) == "clean"
    assert clam.seen == [a_pdf().content]
    document.file.content.open()
    assert documents.download(document=document, by=applicant, at=timezone.now())


def test_a_required_paper_that_waits_keeps_the_case_from_being_submitted(clam, draft, applicant):
    hand_in(draft, applicant)

    with pytest.raises(applications.NotReady) as refused:
        submit(draft, applicant)
    assert "still being checked for viruses" in refused.value.errors[0]["message"]

    background.run_waiting()
    assert submit(draft, applicant).status == "submitted"


def test_a_virus_is_told_to_the_firm_and_the_file_never_leaves(clam, draft, applicant):
    document = hand_in(draft, applicant, Sent("a.pdf", pdf({5: stream(EICAR)})))

    background.run_waiting()

    assert state(document) == "infected"
    assert document.file.virus == "Eicar-Signature"
    assert trail(draft).last().verb == "document.infected"
    assert Notification.objects.get(kind="document.infected").user == applicant
    with pytest.raises(Quarantined, match="A virus was found"):
        documents.download(document=document, by=applicant, at=timezone.now())
    with pytest.raises(applications.NotReady):
        submit(draft, applicant)
    documents.remove(document=document, by=applicant, at=timezone.now())
    hand_in(draft, applicant)
    background.run_waiting()
    assert submit(draft, applicant).status == "submitted"


@pytest.mark.parametrize("trouble", ["away", "garbage", "hangs up"])
def test_a_scanner_in_trouble_leaves_the_file_where_it_is_and_is_asked_again(
    clam, draft, applicant, settings, trouble
):
    url, clam.says = clam.url, {"away": b"", "garbage": b"?\0", "hangs up": None}[trouble]
    if trouble == "away":
        settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"
    document = hand_in(draft, applicant)

    background.run_waiting()
    scanning.scan_waiting(at=timezone.now(), progress=lambda done, total: None)

    assert state(document) == "waiting"
    assert not Job.objects.filter(state="failed").exists()
    settings.CLAMD_URL, clam.says = url, b""
    assert scanning.scan_waiting(at=timezone.now(), progress=lambda done, total: None) == {"scanned": 1}
    assert state(document) == "clean"


def test_without_a_scanner_files_say_that_nobody_looked(draft, applicant, settings):
    document = hand_in(draft, applicant)

    assert state(document) == "not_scanned"
    assert not Job.objects.filter(task="reopening.tasks.scan_file").exists()
    assert submit(draft, applicant).status == "submitted"


def test_when_the_scanner_is_taken_away_nothing_waits_for_ever(clam, draft, applicant, settings):
    document = hand_in(draft, applicant)
    settings.CLAMD_URL = ""

    assert scanning.scan_waiting(at=timezone.now(), progress=lambda done, total: None) == {"not_scanned": 1}
    assert state(document) == "not_scanned"


def test_an_answer_is_put_down_once(clam, draft, applicant):
    hand_in(draft, applicant, Sent("a.pdf", pdf({5: stream(EICAR)})))
    file = StoredFile.objects.get()

    scanning.put_down(file, "One", at=timezone.now())
    scanning.put_down(file, "Two", at=timezone.now())
    scanning.scan_file(file=file, at=timezone.now())

    assert StoredFile.objects.get().virus == "One"
    assert Notification.objects.filter(kind="document.infected").count() == 1
