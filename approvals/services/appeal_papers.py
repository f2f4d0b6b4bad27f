"""Papers enclosed with an appeal: read in a process of their own, kept with the files of the case (docs/adr/0058)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Appeal, AppealPaper
from approvals.queries.appeals import may_answer
from approvals.transitions import APPEAL
from core import audit, workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.models import DocumentUse
from reopening.services import files
from reopening.services.documents import Harmless, Place, Quarantined, Sent, harmless

MOST_PAPERS = 20  # of one appeal
PLACE = Place(DocumentUse.OTHER)


class TooManyPapers(DomainError):
    code = "too_many_papers"

    def __init__(self) -> None:
        sentence = _("An appeal has at most %(limit)s papers. Please send what matters.")
        super().__init__(sentence % {"limit": MOST_PAPERS})


def enclose(*, appeal: Appeal, sent: Sequence[Sent], by: User, at: datetime) -> list[AppealPaper]:
    """
    Put further papers to an appeal that waits for its answer.

    :raises FileRefused: naming the one that cannot be taken; then nothing is kept
    :raises TooManyPapers: or `QuotaReached`, if they are too many
    :raises TransitionNotAllowed: once it is answered
    """
    rule = APPEAL["enclose"]
    if not rule.allowed(by, appeal):
        raise PermissionDenied
    if appeal.status not in rule.sources:
        raise TransitionNotAllowed(of=appeal)
    read = harmless(sent, PLACE)
    case = appeal.application
    with transaction.atomic():
        workflow.lock(case)
        with APPEAL.transition(appeal, "enclose", by=by, at=at, data={"digests": digests(read)}):
            appeal.application = case
            kept = keep(appeal, read, by=by, at=at)
        words = {"number": str(case.number), "firm": case.firm.name}
        people = may_answer(appeal.decision, case)
        notify(people, "appeal.enclosed", params=words, url=appeal.get_absolute_url())
    return kept


def keep(appeal: Appeal, read: Sequence[Harmless], *, by: User, at: datetime) -> list[AppealPaper]:
    """The papers, new or there already. The application's row is locked by the caller."""
    kept = []
    for name, one in read:
        stored = files.store(appeal.application, one, by=by)
        words = {"file_name": name, "handed_in_at": at, "handed_in_by": by}
        kept.append(AppealPaper.objects.get_or_create(appeal=appeal, file=stored, defaults=words)[0])
    if appeal.papers.count() > MOST_PAPERS:
        raise TooManyPapers
    return kept


def digests(read: Sequence[Harmless]) -> list[str]:
    """For the audit trail: which bytes; never a name, which may be somebody's."""
    return [one.digest for _name, one in read]


@transaction.atomic
def download(*, paper: AppealPaper, by: User, at: datetime) -> AppealPaper:
    """
    Let `by` have the file, and put down that they had it. Who may see it has been asked already.

    :raises Quarantined: before the scanner has said that it is clean
    """
    if not paper.file.is_served:
        raise Quarantined(paper.file)
    data = {"paper": str(paper.public_id), "digest": paper.file.digest}
    audit.record(paper.appeal, "appeal.download_paper", by=by, at=at, data=data)
    return paper
