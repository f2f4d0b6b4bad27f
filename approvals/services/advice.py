"""Experts and health instructors: asked by the officer, answering for themselves; the advice stands on the case."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Question
from approvals.permissions import arranges_visits
from approvals.queries.advice import may_be_asked
from approvals.transitions import QUESTION
from core import audit, workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.models import Application, ApplicationStatus


class NotAnAdviser(DomainError):
    code = "not_an_adviser"
    message = _("Only experts and health instructors of the place, who do not belong to the firm, are asked.")


class DueInThePast(DomainError):
    code = "due_in_the_past"
    message = _("The answer cannot be wanted before now.")


class NothingSaid(DomainError):
    code = "nothing_said"
    message = _("Please write the answer.")


@transaction.atomic
def ask(
    *,
    application: Application,
    people: Sequence[User],
    text: str,
    parts: Sequence[str],
    due_at: datetime,
    by: User,
    at: datetime,
) -> list[Question]:
    """
    Ask one or several; each answers alone, and may be asked again.

    :param parts: what of the case they are shown (`CasePart`)
    :raises PermissionDenied: unless `by` handles the case
    :raises TransitionNotAllowed: if the case is not under review
    :raises NotAnAdviser: if one of them may not be asked
    :raises DueInThePast: if nobody could answer in time
    """
    workflow.lock(application)
    if not arranges_visits(by, application):
        raise PermissionDenied
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise TransitionNotAllowed(of=application)
    refuse_question(application, people, due_at, at=at)
    shared = {"application": application, "text": text, "parts": list(parts), "due_at": due_at}
    rows = Question.objects.bulk_create(
        Question(person=person, asked_at=at, asked_by=by, **shared) for person in people
    )
    names = [person.username for person in people]
    audit.record(application, "question.ask", by=by, at=at, note=text, data={"to": names})
    for row in rows:
        params = {"number": application.number, "firm": application.firm.name, "by": str(by)}
        notify([row.person], "question.asked", params=params, url=path_of(row))
    return rows


def refuse_question(
    application: Application, people: Sequence[User], due_at: datetime, *, at: datetime
) -> None:
    """:raises NotAnAdviser: or DueInThePast"""
    if due_at <= at:
        raise DueInThePast(
            errors=[{"path": "due_at", "code": DueInThePast.code, "message": DueInThePast.message}]
        )
    allowed = set(may_be_asked(application).values_list("pk", flat=True))
    if not people or any(person.pk not in allowed for person in people):
        raise NotAnAdviser


def answer(*, question: Question, text: str, by: User, at: datetime) -> Question:
    """
    :raises NothingSaid: without words
    :raises TransitionNotAllowed: if it is answered or was taken back
    """
    with QUESTION.transition(question, "answer", by=by, at=at):
        if not text.strip():
            raise NothingSaid(
                errors=[{"path": "text", "code": "nothing_said", "message": NothingSaid.message}]
            )
        question.answer, question.answered_at, question.answered_by = text, at, by
        application = question.application
        audit.record(application, "question.answer", by=by, at=at, note=text)
        if question.asked_by_id != by.pk:
            params = {"number": application.number, "firm": application.firm.name, "by": str(by)}
            case = reverse("approvals:case", args=[application.public_id])
            notify([question.asked_by], "question.answered", params=params, url=case)
    return question


def withdraw(*, question: Question, by: User, at: datetime) -> Question:
    """The answer is no longer wanted."""
    with QUESTION.transition(question, "withdraw", by=by, at=at):
        audit.record(question.application, "question.withdraw", by=by, at=at)
    return question


def path_of(question: Question) -> str:
    return reverse("approvals:question", args=[question.public_id])
