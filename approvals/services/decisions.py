"""The one final decision on an application."""

from datetime import date, datetime

from django.db import transaction

from approvals.conditions import conditions_wanted
from approvals.models import Batch, Certificate, Decision, Outcome
from approvals.services import certificates
from approvals.services.reasons import chosen
from core.dates import shanghai_day
from core.models import User
from core.notifications import notify
from reopening.models import Application
from reopening.services import applications, conditions


@transaction.atomic
def approve(*, application: Application, by: User, at: datetime) -> Certificate:
    """
    Approve one recommended application by itself, and have its certificate drawn.

    :raises TransitionNotAllowed: if it is no longer ready for a decision
    """
    certificate = grant(application=application, by=by, at=at)
    certificates.draw_later([certificate], by=by)
    return certificate


@transaction.atomic
def grant(
    *,
    application: Application,
    by: User,
    at: datetime,
    batch: Batch | None = None,
    not_before: date | None = None,
) -> Certificate:
    """
    Decide, set the policy's conditions and write the certificate. Its file is not drawn yet.

    :param not_before: a batch's opening day; the firm's own day counts where it is later
    """
    policy_set, firm = application.policy_set, application.firm
    applications.approve(application=application, by=by, at=at, data={"batch": batch.number} if batch else {})
    # Taking the lock forgets what was read with the case; the same policy need not be read and parsed again.
    if application.policy_set_id == policy_set.pk:
        application.policy_set, application.firm = policy_set, firm
    record(application, Outcome.APPROVED, by=by, at=at, batch=batch)
    wanted = conditions_wanted(
        certificates.submitted(application), application.policy_set.rules, decided_on=shanghai_day(at)
    )
    for each in wanted:
        conditions.set_condition(
            application=application, kind=each.kind, detail=each.detail, due_on=each.due_on, by=by, at=at
        )
    certificate = certificates.issue(
        application=application,
        opens_on=opening_day(application, not_before, shanghai_day(at)),
        conditions=wanted,
        by=by,
        at=at,
    )
    notify(
        application.firm.members.all(),
        "application.approved",
        params={"number": application.number, "firm": certificate.firm_name},
        url=application.get_absolute_url(),
    )
    return certificate


def opening_day(application: Application, not_before: date | None, today: date) -> date:
    """The latest of the firm's own day and the batch's; never before the decision."""
    own = application.opens_on or today
    return max(own, not_before or own, today)


@transaction.atomic
def reject(*, application: Application, reasons: list[str], note: str, by: User, at: datetime) -> Decision:
    """
    Refuse the application for good.

    :param reasons: codes of the policy's reject reasons
    :raises UnknownReason: if a code is not one of them
    :raises ReasonNeedsNote: if one of them needs an explanation
    :raises TransitionNotAllowed: if it is decided already
    """
    words = chosen(application.policy_set.rules.reject_reasons, reasons, note)
    applications.reject(application=application, reasons=reasons, by=by, at=at, note=note)
    decision = record(application, Outcome.REJECTED, by=by, at=at, reasons=words, note=note)
    notify(
        application.firm.members.all(),
        "application.rejected",
        params={"number": application.number, "firm": application.firm.name},
        url=application.get_absolute_url(),
    )
    return decision


def record(
    application: Application,
    outcome: Outcome,
    *,
    by: User,
    at: datetime,
    batch: Batch | None = None,
    reasons: list[dict[str, str]] | None = None,
    note: str = "",
) -> Decision:
    """The decision's own row, with what it rested on."""
    return Decision.objects.create(
        application=application,
        outcome=outcome,
        batch=batch,
        reasons=reasons or [],
        note=note,
        findings=certificates.submitted(application).get("findings", []),
        snapshot_digest=application.snapshot_digest,
        policy_set=application.policy_set,
        decided_at=at,
        decided_by=by,
    )
