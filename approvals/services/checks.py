"""
The check of firms that opened on their commitment (事后核查): planned with the certificate, answered by an official.

What is not as promised stops the firm at once, and takes its approval back where one approver may (docs/adr/0064).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Certificate, Check, CheckStatus, Outcome
from approvals.queries.suspensions import approvers_of
from approvals.services import chain, revocations
from approvals.services.stops import tell
from approvals.transitions import CHECK
from core import workflow
from core.errors import DomainError, TransitionNotAllowed
from core.inserting import insert_many
from core.models import User
from core.notifications import notify
from reopening.calendars import add_working_days
from reopening.models import Application, ApplicationStatus
from reopening.policy.commitment import OnCommitment
from reopening.services import halts
from reopening.services.halts import Why

UNTRUE = "untrue"  # the policy's reason to stop a firm, where it has it


class NotAllAsPromised(DomainError):
    code = "not_all_as_promised"
    message = _("Please tick every point, or say what is not as promised.")


class WhatMissing(DomainError):
    code = "what_missing"
    message = _("Please say what is not as promised. The firm reads it word for word.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "note", "code": self.code, "message": self.message}])


def plan_many(made: Sequence[Certificate]) -> list[Check]:
    """A check for each firm that opens with one of these certificates; one INSERT."""
    return insert_many([planned(certificate) for certificate in made])


def planned(certificate: Certificate) -> Check:
    application = certificate.application
    rule = application.policy_set.rules.on_commitment
    return Check(
        application=application,
        division_code=application.division_code,
        opened_on=certificate.valid_from,
        due_on=due_on(rule, certificate.valid_from),
        checklist=[point.both for point in rule.checklist],
    )


def due_on(rule: OnCommitment, opened_on: date) -> date:
    """The last day of a check in time."""
    return add_working_days(opened_on, rule.check_within)


@contextmanager
def open_firm(check: Check) -> Iterator[Application]:
    """
    Hold the case while its check is answered.

    :raises TransitionNotAllowed: if the firm is no longer approved: nothing is left to check
    """
    with transaction.atomic():
        application = check.application
        workflow.lock(application)
        if application.status != ApplicationStatus.APPROVED:
            raise TransitionNotAllowed(
                _("This approval no longer stands: there is nothing left to check."),
                current=application.status,
            )
        yield application


def confirm(*, check: Check, checked: list[int], note: str = "", by: User, at: datetime) -> Check:
    """
    All is as the firm promised.

    :param checked: places in the checklist, from 0, that were found in order
    :raises NotAllAsPromised: unless that is all of them
    :raises TransitionNotAllowed: if it was answered already, or the approval no longer stands
    """
    data = {"checked": sorted(checked)}
    with open_firm(check), CHECK.transition(check, "confirm", by=by, at=at, note=note, data=data):
        if set(checked) != set(range(len(check.checklist))):
            raise NotAllAsPromised
        answer(check, checked, note, by=by, at=at)
    return check


def find_untrue(*, check: Check, checked: list[int], note: str, by: User, at: datetime) -> Check:
    """
    Something is not as promised: an approver takes the approval back, where the policy asks for no second one; else
    the firm is stopped at once, and its approvers are asked to decide.

    :param note: what is untrue; the firm reads it
    :raises WhatMissing: without a note
    :raises TransitionNotAllowed: if it was answered already, or the approval no longer stands
    """
    data = {"checked": sorted(checked)}
    with open_firm(check) as application:
        with CHECK.transition(check, "find_untrue", by=by, at=at, note=note, data=data):
            if not note.strip():
                raise WhatMissing
            answer(check, checked, note, by=by, at=at)
        certificate = Certificate.objects.get(application=application, status="valid")
        certificate.application = application
        verbs = revocations.verbs_for(certificate, by=by)
        if "revoke" in verbs:
            revocations.revoke(certificate=certificate, reason=note, by=by, at=at)
        else:
            stop(application, note, by=by, at=at)
            ask_approvers(certificate, verbs, note, by=by, at=at)
    return check


def answer(check: Check, checked: list[int], note: str, *, by: User, at: datetime) -> None:
    check.answered_at, check.answered_by = at, by
    check.checked, check.note = sorted(set(checked)), note


def stop(application: Application, note: str, *, by: User, at: datetime) -> None:
    """Unless it is stopped or sealed already."""
    if halts.alone(application) is not None:
        return
    offered = application.policy_set.rules.stops.reasons
    words = [{"code": each.code, **each.name.both} for each in offered if each.code == UNTRUE]
    halts.stop(application=application, why=Why(words, note), by=by, at=at)
    chain.write(chain.Words(application, Outcome.STOPPED, words, note), by=by, at=at)
    tell(application, "application.stopped")


def ask_approvers(
    certificate: Certificate, verbs: Sequence[str], note: str, *, by: User, at: datetime
) -> None:
    """To take the approval back: as the second of two, or at all."""
    if "propose_revocation" in verbs:
        revocations.propose_revocation(certificate=certificate, reason=note, by=by, at=at)
        return
    params = {
        "number": str(certificate.application.number),
        "firm": certificate.firm_name,
        "by": str(by),
    }
    others = approvers_of(certificate.division_code).exclude(pk=by.pk)
    notify(others, "check.untrue", params=params, url=certificate.get_absolute_url())


def verbs_for(check: Check, *, by: User) -> list[str]:
    """What the person may do with it now; nothing once the approval has ended."""
    if check.application.status != ApplicationStatus.APPROVED or check.status != CheckStatus.WAITING:
        return []
    return CHECK.verbs_for(check, by=by)
