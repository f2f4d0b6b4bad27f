"""Papers that follow after the decision (容缺): promised before, handed in and confirmed afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.letters import compose
from reopening.models import (
    Application,
    Condition,
    ConditionKind,
    ConditionStatus,
    Deferral,
    Document,
    DocumentUse,
    WithdrawnWhy,
)
from reopening.policy.base import Section
from reopening.policy.content import Paper
from reopening.services import conditions, documents
from reopening.services.documents import Place, Sent
from reopening.services.sections import Seen, editing
from reopening.transitions import APPLICATION


class NotDeferrable(DomainError):
    code = "not_deferrable"
    message = _("The policy does not let this paper follow later.")


class LetterNotAccepted(DomainError):
    code = "letter_not_accepted"
    message = _("Please read and accept the letter of commitment.")


class NotDue(DomainError):
    code = "not_due"
    message = _("No such paper is waited for.")


class NothingHandedIn(DomainError):
    code = "nothing_handed_in"
    message = _("The firm has not handed this paper in yet.")


def paper_of(application: Application, key: str) -> Paper:
    """:raises NotDeferrable: if the policy names no such paper that may follow later"""
    for paper in application.policy_set.rules.papers:
        if paper.key == key and paper.section is None and paper.deferrable:
            return paper
    raise NotDeferrable


@transaction.atomic
def defer(
    *, application: Application, paper: str, accepted: bool, by: User, at: datetime, seen: Seen | None = None
) -> Deferral:
    """
    Promise to hand a paper in after the decision, by the letter as it reads today. Doing it again changes nothing.

    :raises LetterNotAccepted: without the tick
    :raises NotDeferrable: if the policy wants it at once
    """
    if not accepted:
        raise LetterNotAccepted
    rule, firm = paper_of(application, paper), application.firm
    with editing(application, Section.DOCUMENTS, by=by, at=at, data={"deferred": paper}, seen=seen):
        standing = application.deferrals.filter(paper=paper, withdrawn_at__isnull=True).first()
        return standing or Deferral.objects.create(
            application=application,
            paper=paper,
            letter=compose(
                firm=firm.name, credit_code=firm.credit_code, paper=rule, person=str(by), on=shanghai_day(at)
            ),
            accepted_at=at,
            accepted_by=by,
        )


@transaction.atomic
def take_back(*, application: Application, paper: str, by: User, at: datetime) -> int:
    """The firm hands the paper in with the application after all; how many letters were taken back."""
    with editing(application, Section.DOCUMENTS, by=by, at=at, data={"deferral_taken_back": paper}):
        standing = application.deferrals.filter(paper=paper, withdrawn_at__isnull=True)
        return standing.update(withdrawn_at=at, withdrawn_by=by)


def due(application: Application, paper: str) -> Condition:
    """:raises NotDue: if the approval does not wait for this paper"""
    row = application.conditions.filter(
        kind=ConditionKind.PAPER_DUE, detail=paper, status=ConditionStatus.OPEN
    ).first()
    if row is None:
        raise NotDue
    return row


def mark(row: Condition, handed_in_at: datetime | None) -> None:
    """Whether something waits for an official's word: the list of what to confirm reads it."""
    row.handed_in_at = handed_in_at
    row.save(update_fields=["handed_in_at"])


def hand_in_paper(
    *, application: Application, paper: str, sent: Sequence[Sent], by: User, at: datetime
) -> list[Document]:
    """
    Hand in what was promised, after the approval; an official confirms it.

    :raises NotDue: if no such paper is waited for
    :raises FileRefused: naming the first file that cannot be taken; then none is
    """
    place = Place(DocumentUse.PAPER, paper)
    documents.refuse_act(application, "hand_in_paper", by=by)
    due(application, paper)
    read_files = documents.harmless(sent, place)
    data = documents.said_of(place, read_files)
    with APPLICATION.transition(application, "hand_in_paper", by=by, at=at, data=data):
        mark(due(application, paper), at)
        found = [documents.put(application, place, each, by=by, at=at, late=True) for each in read_files]
        if application.claimed_by is not None:
            tell([application.claimed_by], "paper.handed_in", application, url=case_address(application))
    return found


@transaction.atomic
def confirm_paper(*, application: Application, paper: str, by: User, at: datetime, note: str = "") -> int:
    """
    The official has seen the paper and it is right: the condition is fulfilled.

    :raises NotDue: if no such paper is waited for
    :raises NothingHandedIn: before the firm has handed it in
    :raises Quarantined: while a file of it cannot be read by anybody
    """
    with APPLICATION.transition(application, "confirm_paper", by=by, at=at, note=note, data={"paper": paper}):
        due(application, paper)
        rows = handed_in(application, paper)
        if not rows:
            raise NothingHandedIn
        for document in rows:
            if not document.file.is_served:
                raise documents.Quarantined(document.file)
        count = conditions.fulfil(
            application=application, kind=ConditionKind.PAPER_DUE, detail=paper, by=by, at=at, note=note
        )
        tell(application.firm.members.all(), "paper.confirmed", application)
    return count


@transaction.atomic
def turn_down_paper(*, application: Application, paper: str, note: str, by: User, at: datetime) -> int:
    """
    The paper is not what was promised: the firm is told why and hands it in anew; its day stays.

    :raises NotDue: if no such paper is waited for
    :raises NothingHandedIn: before the firm has handed it in
    """
    with APPLICATION.transition(
        application, "turn_down_paper", by=by, at=at, note=note, data={"paper": paper}
    ):
        due(application, paper)
        rows = handed_in(application, paper)
        if not rows:
            raise NothingHandedIn
        for document in rows:
            documents.withdraw(document, WithdrawnWhy.TURNED_DOWN, by=by, at=at)
        mark(due(application, paper), None)
        tell(application.firm.members.all(), "paper.turned_down", application, note=note)
    return len(rows)


def handed_in(application: Application, paper: str) -> list[Document]:
    """What the firm handed in of the paper after the approval."""
    rows = application.documents.current().filter(use=DocumentUse.PAPER, key=paper, is_late=True)
    return list(rows.select_related("file").order_by("pk"))


def case_address(application: Application) -> str:
    return f"/queue/{application.public_id}/"


def tell(
    people: Iterable[User], kind: str, application: Application, *, note: str = "", url: str = ""
) -> None:
    params = {
        "number": application.number,
        "firm": application.firm.name,
        "note": note,
    }
    notify(people, kind, params=params, url=url or application.get_absolute_url())
