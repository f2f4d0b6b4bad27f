"""A paper of each kind about cases of the demo district; the applicant's own where it has one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from approvals.models import (
    Appeal,
    AppealStatus,
    Batch,
    BatchStatus,
    Certificate,
    DecisionLetter,
    DeficiencyNotice,
    Outcome,
)
from core.models import User
from core.papers.kinds import kinds
from core.services import papers


def load(at: datetime) -> None:
    """Made now, drawn in the background."""
    for key, subject, by in subjects():
        papers.make(kind=kinds()[key], subject=subject, by=by, at=at)


def subjects() -> Iterator[tuple[str, Any, User]]:
    """Kind of paper, record, and who has it made."""
    applicant, reviewer, approver = (
        User.objects.get(username=name) for name in ("applicant", "reviewer", "approver")
    )
    own = Certificate.objects.filter(application__firm__members=applicant).earliest("pk")
    case = own.application
    yield "receipt", case, applicant
    yield "form", case, applicant
    yield "poster", own, applicant
    letters = DecisionLetter.objects.select_related("decision__application__policy_set")
    yield "decision", letters.get(decision__application=case, decision__outcome=Outcome.APPROVED), applicant
    yield "rejection", letters.filter(decision__outcome=Outcome.REJECTED).earliest("pk"), approver
    notices = DeficiencyNotice.objects.select_related("application__policy_set")
    yield "deficiency", notices.earliest("pk").application, reviewer
    appeals = Appeal.objects.select_related("application__policy_set")
    yield "appeal", appeals.filter(status=AppealStatus.FILED).earliest("pk"), approver
    yield "appeal_upheld", appeals.filter(status=AppealStatus.UPHELD).earliest("pk"), approver
    yield "appeal_overturned", appeals.filter(status=AppealStatus.OVERTURNED).earliest("pk"), approver
    yield "list", Batch.objects.filter(status=BatchStatus.PUBLISHED).earliest("pk"), approver
