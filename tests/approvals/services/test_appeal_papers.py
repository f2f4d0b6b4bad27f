"""Papers enclosed with an appeal: read like all others, kept with the case's files, and gone with them."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Appeal, AppealPaper, VisitPhoto
from approvals.services import appeal_papers, appeals, decisions, visits
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Job, Notification
from reopening.document_files.refusals import FileRefused
from reopening.models import Application, ScanState, StoredFile
from reopening.services import retention
from reopening.services.documents import NothingSent, Quarantined, Sent
from tests.approvals.reviewing import step, taken_up
from tests.approvals.services.test_appeals import ANSWER, GROUNDS, case, chief, now
from tests.reopening.papers import a_pdf, a_photo

__all__ = ["case", "chief"]
pytestmark = pytest.mark.django_db


def file(case, by, *papers):
    return appeals.appeal(application=case, grounds=GROUNDS, papers=papers, by=by, at=now())


def enclose(row, by, *papers):
    return appeal_papers.enclose(appeal=Appeal.objects.get(pk=row.pk), sent=papers, by=by, at=now())


def test_papers_come_with_the_appeal_and_after_it(case, applicant, chief):
    row = file(case, applicant, a_pdf("排班表.pdf"))

    enclose(row, applicant, a_photo("打卡机.jpg"))

    assert [paper.file_name for paper in row.papers.order_by("pk")] == ["排班表.pdf", "打卡机.jpg"]
    assert {paper.file.application for paper in row.papers.all()} == {case}
    assert [event.verb for event in trail(row)] == ["appeal.file", "appeal.enclose"]
    assert Notification.objects.filter(user=chief, kind="appeal.enclosed").count() == 1


def test_the_trail_names_bytes_and_no_names(case, applicant):
    row = file(case, applicant)

    (paper,) = enclose(row, applicant, a_pdf("张三.pdf"))

    assert trail(row).last().data == {"digests": [paper.file.digest]}


def test_a_file_that_cannot_be_taken_stops_the_appeal(case, applicant):
    with pytest.raises(FileRefused):
        file(case, applicant, Sent("程序.exe", b"MZ"))

    assert (Appeal.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_same_paper_twice_is_there_once(case, applicant):
    row = file(case, applicant, a_pdf())

    enclose(row, applicant, a_pdf())

    assert AppealPaper.objects.filter(appeal=row).count() == 1


def test_nothing_is_enclosed_without_a_file(case, applicant):
    with pytest.raises(NothingSent):
        enclose(file(case, applicant), applicant)


def test_too_many_papers_are_refused_and_none_of_them_kept(case, applicant, monkeypatch):
    monkeypatch.setattr(appeal_papers, "MOST_PAPERS", 1)
    row = file(case, applicant, a_pdf(mark="1"))

    with pytest.raises(appeal_papers.TooManyPapers, match="at most 1"):
        enclose(row, applicant, a_pdf(mark="2"))

    assert (row.papers.count(), StoredFile.objects.count()) == (1, 1)


def test_after_the_answer_and_by_anybody_else_nothing_is_enclosed(case, applicant, chief, approver):
    row = file(case, applicant)
    with pytest.raises(PermissionDenied):
        enclose(row, approver, a_pdf())
    appeals.uphold(appeal=Appeal.objects.get(), answer=ANSWER, by=chief, at=now())

    with pytest.raises(TransitionNotAllowed):
        enclose(row, applicant, a_pdf())


def test_a_paper_is_handed_out_once_it_is_clean_and_that_is_put_down(case, applicant, chief):
    row = file(case, applicant, a_pdf())
    paper = row.papers.get()
    StoredFile.objects.update(scan=ScanState.WAITING)
    with pytest.raises(Quarantined):
        appeal_papers.download(paper=row.papers.get(), by=chief, at=now())
    StoredFile.objects.update(scan=ScanState.CLEAN, scanned_at=now())

    appeal_papers.download(paper=row.papers.get(), by=chief, at=now())

    event = trail(row).last()
    assert (event.verb, event.actor, event.data["paper"]) == (
        "appeal.download_paper",
        chief,
        str(paper.public_id),
    )


def purge(settings):
    settings.RETENTION_DAYS, settings.RETENTION_NOTICE_DAYS = 10, 3
    job = Job.objects.create(task="reopening.tasks.purge")
    return retention.purge(job=job, at=timezone.now() + timedelta(days=30))


def test_papers_go_with_those_of_the_case_and_the_appeal_stays(case, applicant, settings):
    row = file(case, applicant, a_pdf())

    purge(settings)

    assert not StoredFile.objects.exists()
    assert (AppealPaper.objects.count(), Appeal.objects.get().grounds) == (0, row.grounds)


def test_photos_of_a_visit_do_not_keep_a_case_from_being_deleted(reviewer, approver, inspector, settings):
    waiting = taken_up(reviewer, step("visit", by="inspector", kind="site", office="district"))
    plan = visits.Plan("site", shanghai_day(now()), inspector=inspector)
    visit = visits.arrange(application=waiting, plan=plan, by=reviewer, at=now())
    visits.record(
        visit=visit, key=uuid.uuid4(), is_in_order=True, checked=[0, 1], note="", photos=[a_photo()],
        by=inspector, at=now(),
    )  # fmt: skip
    assert VisitPhoto.objects.count() == 1
    case = Application.objects.get(pk=waiting.pk)
    decisions.reject(application=case, reasons=["untrue"], note="名册不符", by=approver, at=now())

    purge(settings)

    assert (StoredFile.objects.count(), VisitPhoto.objects.count()) == (0, 0)
