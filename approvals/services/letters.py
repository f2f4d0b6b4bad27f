"""The letters of decisions: composed for the preview and for the decision by the same function, then frozen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from approvals.letters import LetterFacts, compose, facts_of_approval
from approvals.models import Batch, Decision, DecisionLetter
from approvals.paper_kinds import DECISION, REJECTION
from approvals.queries.appeals import last_day_of
from approvals.services import certificates
from approvals.services.reasons import chosen, in_both
from approvals.transitions import BATCH
from core.dates import shanghai_day
from core.inserting import insert_many
from core.models import User
from core.papers.filling import Pair, fill
from core.papers.templates import in_force
from reopening.authorities import authority_of, decider_of
from reopening.models import Application

NOTHING: Pair = {"zh": "", "en": ""}


def of_rejection(
    application: Application, *, reasons: list[str], note: str, note_en: str = "", at: datetime
) -> dict[str, Any]:
    """
    The letter as it would be sent now.

    :param reasons: codes of the policy's reject reasons
    :raises UnknownReason: or another refusal of `reasons.chosen`
    """
    words = chosen(application.policy_set.rules.reject_reasons, reasons, in_both(note, note_en))
    return compose_rejection(facts_of_rejection(application, words, halves(note, note_en), at=at))


def halves(note: str, note_en: str) -> Pair:
    """An explanation for both halves; what was written in one language stands in both, as it was written."""
    return {"zh": note or note_en, "en": note_en or note}


def compose_rejection(facts: LetterFacts) -> dict[str, Any]:
    """With the words in force on the day of the decision."""
    template = in_force(REJECTION, facts.day)
    return compose(facts, words=template.words, version=template.version)


def facts_of_rejection(
    application: Application, reasons: Sequence[dict[str, str]], note: Pair, *, at: datetime
) -> LetterFacts:
    submitted = certificates.submitted(application)
    rules = application.policy_set.rules
    office = decider_of(submitted, rules).office
    return LetterFacts(
        outcome="rejected",
        firm=submitted["firm"]["name"],
        credit_code=submitted["firm"]["credit_code"],
        number=application.number or "",
        authority=authority_of(application.division_code, office),
        day=shanghai_day(at),
        appeal_until=last_day_of(application, at),
        reasons=[{"zh": each["zh"], "en": each["en"]} for each in reasons],
        note=note,
    )


def of_approvals(
    papers: Sequence[certificates.Paper], batch: Batch | None, *, at: datetime
) -> dict[int, dict[str, Any]]:
    """
    By application, from the same facts as the certificates; a batch's own words are filled in for each case.

    The words in force are read once.
    """
    note = {"zh": batch.letter_zh, "en": batch.letter_en} if batch else NOTHING
    template = in_force(DECISION, shanghai_day(at))
    return {
        paper.application.pk: compose(
            facts_of_approval(
                paper.facts,
                paper.application.number or "",
                note,
                paper.application.policy_set.rules.reporting,
            ),
            words=template.words,
            version=template.version,
        )
        for paper in papers
    }


def preview(application: Application, batch: Batch | None, *, at: datetime) -> dict[str, Any]:
    """
    What the firm would get, were the case approved now.

    :raises Unprintable: if its certificate cannot be printed
    """
    papers, refused = certificates.papers_for(
        [application], not_before=batch.opens_on if batch else None, at=at
    )
    if application.pk in refused:
        raise refused[application.pk]
    return of_approvals(papers, batch, at=at)[application.pk]


def freeze(decisions: Sequence[Decision], words: dict[int, dict[str, Any]]) -> None:
    """
    Keep each decision's letter, in the transaction of the decisions; one query however many they are.

    :param words: by application
    """
    insert_many(
        DecisionLetter(decision=decision, words=words[decision.application_id])
        for decision in decisions
        if decision.application_id in words
    )


@transaction.atomic
def write_letter(*, batch: Batch, zh: str, en: str, by: User, at: datetime) -> Batch:
    """What every letter of the batch says besides, in both languages; `{firm}` and the like are filled in for each."""
    with BATCH.transition(batch, "write_letter", by=by, at=at, data={"zh": zh, "en": en}):
        batch.letter_zh, batch.letter_en = zh, en
    return batch


def filled(text: str, application: Application, *, at: datetime, language: str) -> str:
    """A canned text with the places of this case filled in."""
    facts = facts_of_rejection(application, [], NOTHING, at=at)
    places = facts.places(language) | {
        "opens_on": application.opens_on.isoformat() if application.opens_on else "",
        "heads": f"{application.heads_on_site or 0:,}",
    }
    return fill(text, places)
