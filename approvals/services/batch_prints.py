"""One PDF of a batch: asked for once, however often it is asked for."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from approvals.batch_prints import NAME, query_of
from approvals.models import Batch
from core.models import Export, ExportFormat, ExportStatus, JobState, User
from core.services import exports, jobs


@transaction.atomic
def print_batch(*, batch: Batch, language: str, by: User, at: datetime) -> Export:
    """
    Have the certificates of a batch put into one PDF, unless that is being done or the file is there.

    What failed is tried again.

    :raises NotAllDrawn: unless every certificate has its file
    """
    Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    query = query_of(batch, by)
    found = prints_of(batch, by).filter(query=query, status__in=[ExportStatus.MAKING, ExportStatus.READY])
    export = found.first()
    if export is None:
        return exports.ask(
            listing=NAME, query=query, file_format=ExportFormat.PDF, language=language, by=by, at=at
        )
    if export.job is not None and export.job.state == JobState.FAILED:
        jobs.retry(job=export.job, by=by, at=at)
    return export


def prints_of(batch: Batch, user: User) -> QuerySet[Export]:
    """What this person has asked for of a batch, the newest first."""
    rows = Export.objects.filter(asked_by=user, listing=NAME, query__batch=str(batch.public_id))
    return rows.select_related("job").order_by("-pk")
