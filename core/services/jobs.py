"""Failed work: who is told of it, and what an administrator does with it."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from core import audit, background
from core.errors import TransitionNotAllowed
from core.models import Appointment, Job, JobState, Notification, Role, User
from core.notifications import notify


@transaction.atomic
def retry(*, job: Job, by: User | None, at: datetime) -> None:
    """
    Give a failed job a new set of attempts.

    :raises TransitionNotAllowed: if it has not failed, or somebody was quicker
    """
    failed = Job.objects.filter(pk=job.pk, state=JobState.FAILED)
    if not failed.update(
        state=JobState.QUEUED, attempts=0, finished_at=None, available_at=Now(), leased_until=None
    ):
        raise TransitionNotAllowed(current=job.state)
    audit.record(job, "job.retry", by=by, at=at, data={"task": job.task, "error": job.error})
    background.wake_relay()


@transaction.atomic
def tell_of_failure(*, job: Job) -> None:
    """
    Tell whoever asked for the work, and the administrators, that it has failed for good.

    An administrator who has not read yet that work of this kind fails is not told once more: what runs every minute
    fails every minute.
    """
    params = {"task": job.task, "attempts": job.attempts}
    if job.created_by is not None and job.created_by.is_active:
        notify([job.created_by], "job.failed", params=params, url=reverse("core:job", args=[job.pk]))
    unread = Notification.objects.filter(
        kind="jobs.failed", read_at__isnull=True, params__contains={"task": job.task}
    )
    appointed = Appointment.objects.filter(role=Role.ADMINISTRATOR)
    administrators = User.objects.filter(pk__in=appointed.values("user"), is_active=True)
    new = administrators.exclude(pk__in=unread.values("user")).order_by("pk")
    notify(new, "jobs.failed", params=params, url=reverse("core:failed-jobs"))
