"""What an administrator does with failed work."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from core import audit, background
from core.errors import TransitionNotAllowed
from core.models import Job, JobState, User


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
