"""The files of a certificate that people may hold in their hands."""

from dataclasses import dataclass
from datetime import datetime

from approvals.models import Certificate
from approvals.models.certificates import pdf_path
from approvals.paper_kinds import WORDING
from core.models import Job, JobState, Paper


@dataclass(frozen=True)
class FileIssued:
    """A PDF of a certificate that was handed out: the paper in a firm's hands may be an earlier one."""

    sha256: str
    issued_at: datetime
    is_newest: bool


def files_shown(certificate: Certificate) -> list[FileIssued]:
    """Every file of it, the newest first; no query where it was never printed anew."""
    if not certificate.has_pdf:
        return []
    found = [(certificate.pdf_sha256, certificate.issued_at)]
    if certificate.pdf.name != pdf_path(certificate, ""):
        rows = Paper.objects.of(WORDING.key, certificate).exclude(pdf="")
        found = list(rows.values_list("pdf_sha256", "made_at")) or found
    return [FileIssued(digest, at, is_newest=place == 0) for place, (digest, at) in enumerate(found)]


def is_drawn_later(certificate: Certificate) -> bool:
    """Whether a job will still try to draw a file that could not be drawn; asked of those alone."""
    if not certificate.pdf_problem:
        return False
    waiting = Job.objects.filter(
        state__in=[JobState.QUEUED, JobState.RUNNING],
        task="approvals.tasks.render_certificates",
        arguments__certificate_ids__contains=[certificate.pk],
    )
    return waiting.exists()
