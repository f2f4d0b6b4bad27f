"""Background work of deciding: signing a batch, drawing certificates."""

from typing import Any

import structlog
from django.utils import timezone

from approvals.models import Batch, Certificate
from approvals.services import certificates, signing
from core.background import progress, task
from core.models import Job

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
    return {"approved": state.approved, "refused": state.refused}


@task(queue="pdf", lease_seconds=60)
def render_certificates(*, job: Job, certificate_ids: list[int]) -> dict[str, Any]:
    """Safe to run twice: a certificate that has its file is left alone. One failure holds up no other."""
    problems = 0
    rows = Certificate.objects.filter(pk__in=certificate_ids).order_by("pk")
    for done, certificate in enumerate(rows, start=1):
        try:
            certificates.store_pdf(certificate=certificate)
        except Exception as error:
            log.exception("certificate.not_drawn", certificate=certificate.number)
            certificates.note_problem(certificate=certificate, problem=f"{type(error).__name__}: {error}")
            problems += 1
        progress(job, done=done, total=len(certificate_ids))
    if problems:
        raise NotDrawn(f"{problems} of {len(certificate_ids)}")
    return {"drawn": len(certificate_ids)}
