"""Background work of deciding: signing a batch, drawing certificates."""

from time import monotonic
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from approvals.models import Batch, Certificate, Reprint, Suspension, SuspensionStatus
from approvals.models.roll_backs import RollBack
from approvals.services import (
    certificates,
    due_conditions,
    late_appeals,
    lateness,
    publications,
    reprints,
    signing,
    suspending,
    suspensions,
    undoing,
)
from core.background import progress, task
from core.dates import shanghai_day
from core.models import Job
from core.papers.kinds import wordings
from core.papers.templates import version_of

log = structlog.get_logger(__name__)


class StillPending(Exception):
    """Some members could not be decided just now; the next attempt goes on with them."""


class NotDrawn(Exception):
    """Some files could not be drawn; the next attempt goes on with them."""


@task(queue="default", lease_seconds=60)
def sign_batch(*, job: Job, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: a member with a result is left alone."""
    batch = Batch.objects.select_related("signed_by").get(pk=batch_id)
    while signing.sign_next(batch):
        state = signing.tally(batch)
        progress(job, done=state.decided, total=state.total)
    state = signing.tally(batch)
    if state.pending:
        raise StillPending(f"{state.pending} of {state.total}")
    signing.finish(batch=batch, at=timezone.now())
    return {"approved": state.approved, "refused": state.refused, "url": batch.get_absolute_url()}


@task(queue="default", lease_seconds=60)
def roll_back(*, job: Job, roll_back_id: int) -> dict[str, Any]:
    """Safe to run twice: a member with a result is left alone."""
    row = RollBack.objects.select_related("signed_by", "batch").get(pk=roll_back_id)
    while undoing.undo_chunk(roll_back=row):
        state = undoing.tally(row)
        progress(job, done=state.decided, total=state.total)
    state = undoing.tally(row)
    if state.pending:
        raise StillPending(f"{state.pending} of {state.total}")
    undoing.finish(roll_back=row, at=timezone.now())
    return {"rolled_back": state.approved, "refused": state.refused, "url": row.get_absolute_url()}


@task(queue="pdf", lease_seconds=60)
def render_certificates(*, job: Job, certificate_ids: list[int]) -> dict[str, Any]:
    """Safe to run twice: a certificate that has its file is left alone. One failure holds up no other."""
    problems: list[str] = []
    rows = Certificate.objects.filter(pk__in=certificate_ids).order_by("pk")
    for done, certificate in enumerate(rows, start=1):
        try:
            certificates.store_pdf(certificate=certificate)
        except SoftTimeLimitExceeded:
            raise  # the time of the job is over, not a matter of this paper; the next attempt goes on
        except Exception as error:
            log.exception("certificate.not_drawn", certificate=certificate.number)
            problem = f"{type(error).__name__}: {error}"
            certificates.note_problem(certificate=certificate, problem=problem)
            problems.append(f"{certificate.number}: {problem}")
        progress(job, done=done, total=len(certificate_ids))
    if problems:
        raise NotDrawn(f"{len(problems)} of {len(certificate_ids)}; {problems[0]}")
    return {"drawn": len(certificate_ids)}


@task(queue="default", lease_seconds=120)
def act_on_late(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: what was done has moved the instant of the next act on."""
    at, done = timezone.now(), 0
    while found := lateness.act_on_late(at=at):
        done += found
        progress(job, done=done, total=done)
    return {"cases": done}


@task(queue="default", lease_seconds=120)
def act_on_due(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: the day of the next act has moved on, and a stop that has ended is left alone."""
    at, done, ended = timezone.now(), 0, 0
    while found := due_conditions.act_on_due(at=at):
        done += found
        progress(job, done=done, total=done)
    while found := due_conditions.end_stops(at=at):
        ended += found
    return {"conditions": done, "stops_ended": ended}


@task(queue="default", lease_seconds=120)
def make_list(*, job: Job, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: a list that says the same already is left alone."""
    batch = Batch.objects.select_related("published_by").get(pk=batch_id)
    by = job.created_by or batch.published_by
    if by is not None:
        publications.make(batch=batch, by=by, at=timezone.now())
    return {}


@task(queue="default", lease_seconds=120)
def carry_out_suspension(*, job: Job, suspension_id: int) -> dict[str, Any]:
    """Safe to run twice: a firm with a result is left alone."""
    suspension, done = Suspension.objects.select_related("signed_by").get(pk=suspension_id), 0
    while found := suspending.suspend_chunk(suspension=suspension, at=timezone.now()):
        done += found
        progress(job, done=done, total=max(done, suspension.firms_seen))
    suspending.finish(suspension=suspension, at=timezone.now())
    return {"firms": done, "url": suspension.get_absolute_url()}


@task(queue="default", lease_seconds=120)
def restore_suspended(*, job: Job, suspension_id: int) -> dict[str, Any]:
    """Safe to run twice: a halt that has ended is left alone."""
    suspension, done = Suspension.objects.select_related("restored_by").get(pk=suspension_id), 0
    total = suspension.cases.count()
    while found := suspending.restore_chunk(suspension=suspension, at=timezone.now()):
        done += found
        progress(job, done=done, total=total)
    suspending.finish(suspension=suspension, at=timezone.now())
    return {"firms": done, "url": suspension.get_absolute_url()}


@task(queue="default")
def begin_suspensions(*, job: Job) -> dict[str, Any]:
    """Those whose day has come. Safe to run twice: what has begun waits no more."""
    at = timezone.now()
    rows = Suspension.objects.filter(status=SuspensionStatus.WAITING, begins_on__lte=shanghai_day(at))
    begun = [suspensions.begin(suspension=row, at=at) for row in rows.select_related("signed_by")]
    return {"suspensions": len(begun)}


@task(queue="pdf", lease_seconds=60)
def reprint(*, job: Job, reprint_id: int, **walked: Any) -> dict[str, Any]:
    """
    One stretch of it; the next one is another job. Safe to run twice: a paper that has these words is left alone.
    One failure holds up no other.
    """
    walk = reprints.Walk(**walked)
    row = Reprint.objects.select_related("division", "asked_by").get(pk=reprint_id)
    template, problems = version_of(wordings()[row.kind], row.version), dict[int, str]()
    earlier = row.asked_of - reprints.affected_by(row).count() + walk.same
    after, new, done, same, ends = walk.after, 0, 0, walk.same, monotonic() + reprints.SECONDS_AT_ONCE
    for paper in reprints.still_to_print(row, walk):
        is_new = paper.pk > walk.after
        if is_new and new and (new >= reprints.PAPERS_AT_ONCE or monotonic() > ends):
            walk = reprints.Walk(after, list(problems), same, walk.stretch + 1)
            reprints.go_on(reprint=row, walk=walk, job=job)
            return {"papers": done, "goes_on": True}
        try:
            made = reprints.print_anew(row=paper, template=template, by=row.asked_by, at=timezone.now())
            done, same = done + 1, same + (made is None)
        except SoftTimeLimitExceeded:
            raise  # the time of the job is over, not a matter of this paper
        except Exception as error:
            log.exception("paper.not_reprinted", kind=row.kind, paper=paper.number)
            problems[paper.pk] = f"{paper.number}: {type(error).__name__}: {error}"
            if len(problems) >= reprints.MOST_FAILED:
                break
        after, new = max(after, paper.pk), new + is_new
        progress(job, done=min(max(earlier, 0) + done, row.asked_of), total=row.asked_of)
    if problems:
        raise NotDrawn("; ".join(list(problems.values())[:10]))
    return {"reprinted": max(row.asked_of - same, 0), "same": same}


@task(queue="default", lease_seconds=120)
def hand_up_appeals(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: the day of the next act has moved on."""
    at, done = timezone.now(), 0
    while found := late_appeals.hand_up(at=at):
        done += found
        progress(job, done=done, total=done)
    return {"appeals": done}
