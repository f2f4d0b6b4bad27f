"""The one final decision on an application."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from approvals.models import Batch, Certificate, Decision, Outcome
from approvals.services import certificates, chain, checks, letters
from approvals.services.reasons import chosen, in_both
from approvals.services.suspensions import refuse_in_suspended_areas
from core import workflow
from core.errors import DomainError
from core.models import User
from core.notifications import Message, notify, notify_many
from reopening.models import Application, Membership
from reopening.services import applications as services
from reopening.services import conditions, versions

NOTICES = {
    "approve": "application.approved",
    "deem": "application.deemed",
    "open_on_commitment": "application.opened_on_commitment",
}


@transaction.atomic
def approve(*, application: Application, by: User, at: datetime) -> Certificate:
    """
    Approve one recommended application by itself, and have its certificate drawn.

    :raises TransitionNotAllowed: if it is no longer ready for a decision
    :raises Unprintable: if its certificate cannot be printed
    """
    workflow.lock(application)
    result = grant([application], by=by, at=at)[application.pk]
    if isinstance(result, Exception):
        raise result
    certificates.draw_later([result], by=by)
    return result


@transaction.atomic
def grant(
    applications: Sequence[Application],
    *,
    by: User,
    at: datetime,
    batch: Batch | None = None,
    verb: str = "approve",
) -> dict[int, Certificate | DomainError | PermissionDenied]:
    """
    Decide on locked cases, set their policies' conditions and write their certificates, each by itself: by
    key, its certificate or why there is none. The files are not drawn yet.

    The number of queries does not grow with the cases.

    :param verb: `deem` and `open_on_commitment` are the desk's own
    """
    papers, unprintable = certificates.papers_for(
        applications, not_before=batch.opens_on if batch else None, at=at
    )
    data = {"batch": batch.number} if batch else {}
    ready = [paper.application for paper in papers]
    stopped = refuse_in_suspended_areas(ready)
    ready = [case for case in ready if case.pk not in stopped]
    refused = stopped | versions.approve_many(ready, by=by, at=at, data=data, verb=verb)
    papers = [paper for paper in papers if paper.application.pk not in refused]
    granted = [paper.application for paper in papers]
    decided = chain.write_many(
        [words_of(each, Outcome.APPROVED, rule=rule_of(verb, each)) for each in granted],
        by=by,
        at=at,
        batch=batch,
    )
    letters.freeze(decided, letters.of_approvals(papers, batch, at=at))
    conditions.set_conditions(list(demanded(papers)), by=by, at=at)
    made = certificates.issue_many(papers, by=by, at=at)
    if verb == "open_on_commitment":
        checks.plan_many(made)
    tell_the_firms(made, NOTICES[verb])
    return {certificate.application_id: certificate for certificate in made} | unprintable | refused


def demanded(papers: Iterable[certificates.Paper]) -> Iterator[conditions.Demand]:
    for paper in papers:
        for each in paper.conditions:
            yield conditions.Demand(paper.application, each.kind, each.detail, each.due_on)


def rule_of(verb: str, application: Application) -> dict[str, Any] | None:
    """By which rule without anybody's hand; None: by hand."""
    if verb == "deem":
        return silence(application)
    return promise(application) if verb == "open_on_commitment" else None


def promise(application: Application) -> dict[str, Any]:
    """The commitment on which the firm opens, and the check afterwards, as the policy had them."""
    return {
        "rule": "commitment",
        "amount": application.policy_set.rules.on_commitment.check_within,
        "unit": "working_days",
        "committed_at": application.committed_at.astimezone(UTC).isoformat()
        if application.committed_at
        else "",
        "policy": str(application.policy_set),
    }


def silence(application: Application) -> dict[str, Any]:
    """The rule by which nobody's answer counts as yes, as it stood."""
    limit = application.policy_set.rules.answer_for(application.lane)
    return {
        "rule": "deemed_acceptance",
        "amount": limit.amount,
        "unit": limit.unit.value,
        "due_at": application.due_at.astimezone(UTC).isoformat() if application.due_at else "",
        "policy": str(application.policy_set),
    }


def tell_the_firms(made: Iterable[Certificate], kind: str) -> None:
    """Everybody who acts for a firm reads that it is approved."""
    by_firm = {certificate.application.firm_id: certificate for certificate in made}
    members = Membership.objects.filter(firm__in=by_firm).values_list("firm_id", "user_id")
    messages = [
        Message(
            user_id,
            {"number": by_firm[firm_id].application.number, "firm": by_firm[firm_id].firm_name},
            by_firm[firm_id].application.get_absolute_url(),
        )
        for firm_id, user_id in members
    ]
    notify_many(messages, kind)


@transaction.atomic
def reject(
    *, application: Application, reasons: list[str], note: str, note_en: str = "", by: User, at: datetime
) -> Decision:
    """
    Refuse the application for good.

    :param reasons: codes of the policy's reject reasons
    :param note_en: the same explanation for the English half of the letter, where there is one
    :raises UnknownReason: if a code is not one of them
    :raises ReasonNeedsNote: if one of them needs an explanation
    :raises TransitionNotAllowed: if it is decided already
    """
    whole = in_both(note, note_en)
    words = chosen(application.policy_set.rules.reject_reasons, reasons, whole)
    services.reject(application=application, reasons=reasons, by=by, at=at, note=whole)
    said = words_of(application, Outcome.REJECTED, reasons=words, note=whole)
    decision = chain.write(said, by=by, at=at)
    facts = letters.facts_of_rejection(application, words, letters.halves(note, note_en), at=at)
    letters.freeze([decision], {application.pk: letters.compose_rejection(facts)})
    notify(
        application.firm.members.all(),
        "application.rejected",
        params={"number": application.number, "firm": application.firm.name},
        url=application.get_absolute_url(),
    )
    return decision


def words_of(
    application: Application,
    outcome: Outcome,
    *,
    reasons: list[dict[str, str]] | None = None,
    note: str = "",
    rule: dict[str, Any] | None = None,
) -> chain.Words:
    """What the first decision says, with the findings that it rested on."""
    findings = certificates.submitted(application).get("findings", [])
    return chain.Words(application, outcome, reasons or [], note, findings, rule)
