"""
Background work as an outbox (docs/adr/0004).

`enqueue` writes a `Job` row in the transaction of the change. The relay publishes waiting rows to Celery; a
worker claims the row under a lease, counts the attempt before it starts, and finishes the row. A message that is
lost costs a lease; a message that comes twice finds the row taken. Every instant is the database's.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db import connection, connections, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from core.kept_statements import kept_cursor
from core.models import Job, JobState, User
from core.progress import Tell, tell_nobody

log = structlog.get_logger(__name__)
WAKE_CHANNEL = "desk_job"
FIRST_WAIT = timedelta(seconds=2)  # before the second attempt; doubled for each one after
LONGEST_WAIT = timedelta(minutes=10)
# What tells people tells nobody of itself: a mail server that is away would be told of by mail, again and again.
NOT_TOLD = {"core.tasks.send_mails", "core.tasks.tell_of_failure"}
WAITING = Q(state__in=[JobState.QUEUED, JobState.RUNNING])

Handler = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Task:
    """A kind of background work. Called by tests and by the worker, never by services: those `enqueue`."""

    path: str
    handler: Handler
    queue: str
    lease: timedelta
    attempts: int


class LeaseLost(Exception):
    """Somebody else has taken the job since; this run must stop."""


def task(*, queue: str = "default", lease_seconds: int = 25, attempts: int = 5) -> Callable[[Handler], Task]:
    """
    Make a handler `f(*, job: Job, **ids) -> result | None` a kind of background work.

    It must be safe to run twice by a database constraint. It must finish within `lease_seconds` of the start or
    of its last `progress`.
    """

    def wrap(handler: Handler) -> Task:
        path = f"{handler.__module__}.{handler.__name__}"
        return Task(path, handler, queue, timedelta(seconds=lease_seconds), attempts)

    return wrap


def enqueue(path: str, *, by: User | None = None, unique: str | None = None, **arguments: Any) -> Job:
    """
    Write down work for after this transaction. Only ids belong into `arguments`.

    :param path: dotted path of a function decorated with `task`
    :param unique: work with the same key exists once; the first row is returned
    """
    kind: Task = import_string(path)
    fields = {
        "task": kind.path,
        "arguments": arguments,
        "queue": kind.queue,
        "max_attempts": kind.attempts,
        "created_by": by,
    }
    if unique is None:
        job = Job.objects.create(**fields)
    else:
        Job.objects.bulk_create([Job(unique_key=unique, **fields)], ignore_conflicts=True)
        job = Job.objects.get(unique_key=unique)
    wake_relay()
    return job


def wake_relay() -> None:
    """Tell the relay, when this transaction commits, that a job waits."""
    with kept_cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])


def lease_out(limit: int = 100, *, lease: timedelta = timedelta(seconds=25)) -> list[Job]:
    """
    Take up to `limit` jobs that wait, or whose worker went silent, to be published to the broker.

    Until the new lease ends no relay takes them again; a queued row keeps its state, so that any worker may
    claim it.
    """
    with transaction.atomic():
        ready = (
            Job.objects.filter(WAITING, available_at__lte=Now())
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=Now()))
            .order_by("available_at")
            .select_for_update(skip_locked=True, no_key=True)[:limit]
        )
        jobs = list(ready)
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
            state=JobState.QUEUED, leased_until=Now() + lease
        )
    return jobs


def claim(job_id: str | uuid.UUID) -> Job | None:
    """Count an attempt and take the job; None when it is finished or another worker has it."""
    with transaction.atomic():
        job = (
            Job.objects.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, leased_until__lt=Now()))
            .select_for_update(no_key=True)
            .filter(pk=job_id)
            .first()
        )
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            give_up(job, job.error or "The worker died each time.")
            return None
        kind: Task = import_string(job.task)
        job.attempts += 1
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING, attempts=job.attempts, leased_until=Now() + kind.lease
        )
    return job


def give_up(job: Job, reason: str) -> None:
    """Move the job to the dead letters: an administrator is told and may `retry` it, and who asked for it is told."""
    with transaction.atomic():
        is_mine = mine(job).update(
            state=JobState.FAILED, error=reason[:2000], finished_at=Now(), leased_until=None
        )
        if is_mine and job.task not in NOT_TOLD:
            enqueue("core.tasks.tell_of_failure", failed_id=str(job.pk))
    log.error("job.failed", job=str(job.pk), task=job.task, attempts=job.attempts, reason=reason[:200])


def mine(job: Job) -> QuerySet[Job]:
    """The row, as long as it is still this attempt's."""
    return Job.objects.filter(WAITING, pk=job.pk, attempts=job.attempts)


def progress(job: Job, *, done: int, total: int) -> None:
    """
    Say how far the work is, and keep the lease.

    :raises LeaseLost: if another worker has taken the job over
    """
    kind: Task = import_string(job.task)
    if not mine(job).update(done=done, total=total, leased_until=Now() + kind.lease):
        raise LeaseLost(str(job.pk))


PROGRESS = """
UPDATE core_job SET done = %s, total = %s, leased_until = now() + %s
 WHERE id = %s AND attempts = %s AND state IN ('queued', 'running')
"""


@contextmanager
def telling(job: Job) -> Iterator[Tell]:
    """
    `progress` of work that is one long transaction: told beside it, by a connection of its own, so that everybody
    sees it before the work is committed. Inside a transaction of the caller's own the job cannot be seen, nor told of.

    :raises LeaseLost: if another worker has taken the job over
    """
    if connection.in_atomic_block:
        yield tell_nobody
        return
    kind: Task = import_string(job.task)
    beside = connections.create_connection(connection.alias)

    def tell(done: int, total: int) -> None:
        with beside.cursor() as cursor:
            said: list[Any] = [done, total, kind.lease, job.pk, job.attempts]
            cursor.execute(PROGRESS, said)
            if not cursor.rowcount:
                raise LeaseLost(str(job.pk))

    try:
        yield tell
    finally:
        beside.close()


def run(job_id: str | uuid.UUID) -> None:
    """Claim and carry out one job; an error puts it back with a growing wait, at last among the dead letters."""
    job = claim(job_id)
    if job is None:
        return
    kind: Task = import_string(job.task)
    try:
        result = kind.handler(job=job, **job.arguments)
    except LeaseLost:
        log.warning("job.lease_lost", job=str(job.pk), task=job.task)
    except Exception as error:
        log.exception("job.error", job=str(job.pk), task=job.task, attempt=job.attempts)
        put_back(job, f"{type(error).__name__}: {error}")
    else:
        mine(job).update(
            state=JobState.DONE, result=result or {}, error="", finished_at=Now(), leased_until=None
        )


def put_back(job: Job, reason: str) -> None:
    if job.attempts >= job.max_attempts:
        give_up(job, reason)
        return
    wait = min(FIRST_WAIT * 2 ** (job.attempts - 1), LONGEST_WAIT)
    mine(job).update(state=JobState.QUEUED, error=reason[:2000], available_at=Now() + wait, leased_until=None)


def run_waiting() -> int:
    """Carry out everything that waits, here and now, without a broker; for tests and for the emergency."""
    count = 0
    while jobs := lease_out():
        for job in jobs:
            run(job.pk)
            count += 1
    return count


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """What Celery is told: carry out the row `job_id`."""
    run(job_id)
