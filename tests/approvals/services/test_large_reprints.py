"""A reprint of more papers than one job has time for: in stretches, each a job, none of them twice."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from approvals.models import Certificate
from approvals.services import certificate_reprints, certificates, reprints
from core import background
from core.models import Job, Paper
from tests.approvals.cases import recommended, signed_batch
from tests.approvals.services.test_reprints import NEW, publish, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_words(reviewer, approver, administrator):
    """Three certificates with their files, whose words have changed since."""
    signed_batch(approver, [recommended(reviewer) for _ in range(3)])
    background.run_waiting()
    titles = [f"title.{mode}" for mode in ("filing", "approval", "commitment")]
    return publish("certificate", dict.fromkeys(titles, NEW), administrator)


@pytest.fixture
def short_stretches(monkeypatch):
    """A job looks at one paper, so three papers take three jobs."""
    monkeypatch.setattr(reprints, "PAPERS_AT_ONCE", 1)
    monkeypatch.setattr(reprints, "CHUNK", 2)


def jobs():
    return Job.objects.filter(task="approvals.tasks.reprint").order_by("created_at", "pk")


def test_a_large_reprint_goes_on_in_one_job_after_the_other(new_words, approver, client, short_stretches):
    row = start(approver)
    background.run_waiting()

    assert Paper.objects.filter(version="v1").count() == 3
    assert [job.state for job in jobs()] == ["done"] * 3
    row.refresh_from_db()
    assert (row.job.done, row.job.total, row.job.arguments["stretch"]) == (3, 3, 3)
    client.force_login(approver)
    assert "3 of 3 done" in client.get(row.get_absolute_url()).text


def test_a_stretch_that_runs_twice_starts_no_second_walk(new_words, approver, short_stretches):
    row = start(approver)
    first = row.job or jobs()[0]
    background.run(first.pk)
    assert (jobs().count(), Paper.objects.filter(version="v1").count()) == (2, 1)
    Job.objects.filter(pk=first.pk).update(state="queued", finished_at=None, available_at=timezone.now())
    background.run(first.pk)
    assert jobs().count() == 2

    background.run_waiting()

    assert Paper.objects.filter(version="v1").count() == 3
    assert Paper.objects.count() == 6


def test_one_that_fails_in_an_early_stretch_is_tried_again_in_each_later_one(
    new_words, approver, monkeypatch, short_stretches
):
    stubborn, draw = Certificate.objects.order_by("pk")[0].number, certificate_reprints.certificate_pdf

    def drawn(words, **rest):
        if words["number"]["value"] == stubborn:
            raise OSError("disk full")
        return draw(words, **rest)

    monkeypatch.setattr(certificate_reprints, "certificate_pdf", drawn)
    row = start(approver)
    background.run_waiting()
    row.refresh_from_db()
    assert Paper.objects.filter(version="v1").count() == 2
    assert (row.job.state, row.job.done) == ("queued", 2)
    assert stubborn in row.job.error
    monkeypatch.setattr(certificate_reprints, "certificate_pdf", draw)
    Job.objects.filter(pk=row.job.pk).update(available_at=timezone.now())

    background.run_waiting()

    row.refresh_from_db()
    assert Paper.objects.filter(version="v1").count() == 3
    assert (row.job.state, row.job.done) == ("done", 3)


@pytest.mark.parametrize("how", ["reprint", "draw"])
def test_the_end_of_a_jobs_time_is_no_fault_of_a_paper(new_words, approver, monkeypatch, how):
    def over(*_arguments, **_more):
        raise SoftTimeLimitExceeded

    if how == "reprint":
        monkeypatch.setattr(certificate_reprints, "certificate_pdf", over)
        start(approver)
    else:
        monkeypatch.setattr(certificates, "certificate_pdf", over)
        Certificate.objects.update(pdf="", pdf_sha256="")
        certificates.draw_later(Certificate.objects.all(), by=approver)
    background.run_waiting()

    job = Job.objects.exclude(state="done").get()
    assert job.error.startswith("SoftTimeLimitExceeded")
    assert not Certificate.objects.exclude(pdf_problem="").exists()


def test_where_everything_fails_the_walk_stops(new_words, approver, monkeypatch):
    drawn = []

    def fails(words, **_rest):
        drawn.append(words["number"]["value"])
        raise OSError("disk full")

    monkeypatch.setattr(reprints, "MOST_FAILED", 2)
    monkeypatch.setattr(certificate_reprints, "certificate_pdf", fails)
    start(approver)

    background.run_waiting()

    assert len(drawn) == 2
    assert jobs().get().state == "queued"
