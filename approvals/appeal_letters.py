"""What the letter of an appeal says, and that of its answer; both are composed as `core.papers` composes papers."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Appeal, AppealStatus, Outcome
from approvals.queries.appeals import standing_until
from core.dates import shanghai_day
from core.models import User
from core.papers.authorities import authority_name
from core.papers.bilingual import both, count, plain_day, same
from core.papers.facts import facts
from core.papers.filling import Pair
from core.papers.kinds import NotYet
from reopening.authorities import authority_of, decider_of

PLACES = (
    *("firm", "credit_code", "number", "decision", "decided_on", "filed_on", "file_by", "due_on"),
    *("office", "papers"),
)
ROWS = ("decision", "decided_on", "file_by", "filed_on", "papers", "due_on", "office")
PLACES_OF_AN_ANSWER = ("firm", "credit_code", "number", "decision", "decided_on", "filed_on")


def appeals_with_letters(user: User) -> QuerySet[Appeal]:
    rows = Appeal.objects.visible_to(user)
    return rows.select_related("application__policy_set", "decision").defer("decision__findings")


def answered(user: User, status: AppealStatus) -> QuerySet[Appeal]:
    return appeals_with_letters(user).filter(status=status)


def letter_facts(appeal: Appeal, _at: datetime) -> dict[str, Any]:
    """What is appealed against, why, in time until when, and who answers by when; an appeal handed up: who instead."""
    case = appeal.application
    return facts(
        day=shanghai_day(appeal.filed_at),
        division=appeal.division_code,
        authority=office(appeal),
        number=case.number or "",
        places=names(appeal)
        | {
            "file_by": plain_day(standing_until(appeal)),
            "due_on": plain_day(appeal.due_on),
            "office": office(appeal),
            "papers": count(appeal.papers.count()),
        },
        texts={"grounds": same(appeal.grounds)},
    )


def answer_facts(appeal: Appeal, _at: datetime) -> dict[str, Any]:
    """As it was answered. :raises NotYet: before that"""
    if appeal.answered_at is None:
        raise NotYet(_("The appeal has not been answered yet, so there is no letter."))
    return facts(
        day=shanghai_day(appeal.answered_at),
        division=appeal.division_code,
        authority=office(appeal),
        number=appeal.application.number or "",
        places=names(appeal),
        texts={"answer": same(appeal.answer)},
    )


def names(appeal: Appeal) -> dict[str, Pair]:
    firm = (appeal.application.snapshot or {})["firm"]
    decision = appeal.decision
    return {
        "firm": same(firm["name"]),
        "credit_code": same(firm["credit_code"]),
        "number": same(appeal.application.number or ""),
        "decision": both(Outcome(decision.outcome).label),
        "decided_on": plain_day(shanghai_day(decision.decided_at)),
        "filed_on": plain_day(shanghai_day(appeal.filed_at)),
    }


def office(appeal: Appeal) -> Pair:
    """The office that answers: the one that decides on such a case, or the one that a late answer was handed up to."""
    if appeal.escalated_to:
        return authority_name(appeal.escalated_to)
    case = appeal.application
    decider = decider_of(case.snapshot or {}, case.policy_set.rules)
    return authority_of(case.division_code, decider.office)
