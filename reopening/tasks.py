"""Background work of the hall."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.background import task
from core.models import Job
from reopening.models import Application, ApplicationCopy, DeclarationLink, RosterUpload
from reopening.services import copies, reminders, rosters, slips


@task(queue="import", lease_seconds=120)
def import_roster(*, job: Job, upload_id: int) -> dict[str, Any]:
    """Safe to run twice: a finished file is left alone, and every row is an upsert."""
    upload = RosterUpload.objects.select_related("application__policy_set", "uploaded_by").get(pk=upload_id)
    result = rosters.import_upload(upload=upload, job=job, at=timezone.now())
    address = f"/api/v1/applications/{upload.application.public_id}/roster/errors/"
    return result | {"errors": address if upload.rows_refused else None}


@task(queue="import", lease_seconds=120)
def write_slips(*, job: Job, application_id: int) -> dict[str, Any]:
    """Safe to run twice: who has a code keeps it, and the list is written over."""
    link = DeclarationLink.objects.select_related("application").get(application=application_id)
    return {"people": slips.write(link=link, job=job, at=timezone.now())}


@task(lease_seconds=60)
def send_reminders(*, job: Job, application_id: int, reminded_at: str) -> dict[str, int]:
    """Safe to run twice: each person's row says whether the message has gone."""
    application = Application.objects.select_related("firm", "declaration_link").get(pk=application_id)
    return reminders.send(application=application, reminded_at=datetime.fromisoformat(reminded_at), job=job)


@task(queue="import", lease_seconds=120)
def screen_copy(*, job: Job, copy_id: int) -> dict[str, Any]:
    """Safe to run twice: a roster that is screened gives the same classes again."""
    copy = ApplicationCopy.objects.select_related("application__policy_set").get(pk=copy_id)
    return copies.screen_copy(copy=copy, job=job, at=timezone.now())
