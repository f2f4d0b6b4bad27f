"""Background work of the hall."""

from typing import Any

from django.utils import timezone

from core.background import task
from core.models import Job
from reopening.models import RosterUpload
from reopening.services import rosters


@task(queue="import", lease_seconds=120)
def import_roster(*, job: Job, upload_id: int) -> dict[str, Any]:
    """Safe to run twice: a finished file is left alone, and every row is an upsert."""
    upload = RosterUpload.objects.select_related("application__policy_set", "uploaded_by").get(pk=upload_id)
    result = rosters.import_upload(upload=upload, job=job, at=timezone.now())
    address = f"/api/v1/applications/{upload.application.public_id}/roster/errors/"
    return result | {"errors": address if upload.rows_refused else None}
