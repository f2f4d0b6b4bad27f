"""Carrying a suspension out and ending it, in chunks: each firm has a result of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists

from approvals.models import CaseResult, Outcome, SuspendedCase, Suspension, SuspensionStatus
from approvals.refusals import kept
from approvals.services import chain
from approvals.services.signing import share_policies
from approvals.suspending import approved_in, scope_of
from approvals.transitions import SUSPENSION
from core import workflow
from core.errors import DomainError
from core.inserting import insert_many
from core.notifications import Message, notify_many
from reopening.models import Application, Halt, HaltKind, Membership
from reopening.services import halts
from reopening.services.halts import Why
from reopening.transitions import APPLICATION

CHUNK = 500  # firms in one transaction


@transaction.atomic
def suspend_chunk(*, suspension: Suspension, at: datetime, limit: int = CHUNK) -> int:
    """
    Halt up to `limit` firms that it means and that have no result yet; how many were looked at. The check pages of
    these say so at the commit. Doing it again finds those that are left; once it is carried out, nobody: what is
    approved after its end is none of its business.
    """
    if suspension.signed_by is None:
        raise ValueError(suspension)
    done = SuspendedCase.objects.filter(suspension=suspension).values("application")
    going_on = Suspension.objects.filter(pk=suspension.pk, status=SuspensionStatus.SUSPENDING)
    keys = list(
        approved_in(scope_of(suspension))
        .filter(Exists(going_on))
        .exclude(pk__in=done)
        .order_by("pk")[:limit]
        .values_list("pk", flat=True)
    )
    cases = workflow.lock_in_order(
        Application.objects.filter(pk__in=keys).select_related("firm").defer("snapshot")
    )
    share_policies(cases)
    by, data = suspension.signed_by, {"suspension": suspension.number}
    refused = APPLICATION.transition_many(cases, "suspend", by=by, at=at, note=suspension.reason, data=data)
    halted = [case for case in cases if case.pk not in refused]
    why = Why(note=suspension.reason)
    made = halts.begin_many(halted, HaltKind.SUSPENSION, why, by=by, at=at)
    keep_results(suspension, made, refused)
    words = [chain.Words(case, Outcome.SUSPENDED, note=suspension.reason) for case in halted]
    chain.write_many(words, by=by, at=at)
    tell(halted, "application.suspended", suspension.reason)
    return len(keys)


def keep_results(
    suspension: Suspension, made: Sequence[Halt], refused: Mapping[int, DomainError | PermissionDenied]
) -> None:
    """A result for each firm that was looked at."""
    rows = [
        SuspendedCase(application_id=halt.application_id, halt=halt, result=CaseResult.SUSPENDED)
        for halt in made
    ]
    rows += [
        SuspendedCase(application_id=key, result=CaseResult.REFUSED, refusal=kept(reason))
        for key, reason in refused.items()
    ]
    for row in rows:
        row.suspension = suspension
    insert_many(rows)


@transaction.atomic
def restore_chunk(*, suspension: Suspension, at: datetime, limit: int = CHUNK) -> int:
    """
    End up to `limit` of the halts that this suspension began, and no others; how many. A firm whose approval has
    ended meanwhile keeps nothing of it, and is told nothing.
    """
    if suspension.restored_by is None:
        raise ValueError(suspension)
    rows = suspension.cases.filter(result=CaseResult.SUSPENDED).select_related("halt")
    members = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True)[:limit])
    by, data = suspension.restored_by, {"suspension": suspension.number}
    case_keys = [member.halt.case_key for member in members if member.halt]
    standing = Application.objects.filter(case_key__in=case_keys, status="approved")
    cases = workflow.lock_in_order(standing.select_related("firm").defer("snapshot"))
    share_policies(cases)
    note = suspension.restore_note
    refused = APPLICATION.transition_many(cases, "restore", by=by, at=at, note=note, data=data)
    Halt.objects.filter(pk__in=[member.halt_id for member in members]).update(
        ended_at=at, ended_by=by, end_note=note
    )
    SuspendedCase.objects.filter(pk__in=[member.pk for member in members]).update(result=CaseResult.RESTORED)
    open_again = [case for case in cases if case.pk not in refused]
    chain.write_many([chain.Words(case, Outcome.RESTORED, note=note) for case in open_again], by=by, at=at)
    tell(open_again, "application.restored", note)
    return len(members)


def finish(*, suspension: Suspension, at: datetime) -> Suspension:
    """Every firm has its result. Doing it again changes nothing."""
    suspension.refresh_from_db()
    ends = {
        SuspensionStatus.SUSPENDING: ("finish", suspension.signed_by),
        SuspensionStatus.RESTORING: ("finish_restoring", suspension.restored_by),
    }
    verb, by = ends.get(SuspensionStatus(suspension.status), ("", None))
    if by is not None:
        with SUSPENSION.transition(suspension, verb, by=by, at=at):
            pass
    return suspension


def tell(cases: Sequence[Application], kind: str, words: str) -> None:
    """Everybody of the firms, in two queries."""
    by_firm = {case.firm_id: case for case in cases}
    members = Membership.objects.filter(firm__in=by_firm).values_list("firm_id", "user_id")
    messages = [message(by_firm[firm_id], user_id, words) for firm_id, user_id in members]
    notify_many(messages, kind)


def message(case: Application, user_id: int, words: str) -> Message:
    params = {"number": case.number, "firm": case.firm.name, "reason": words}
    return Message(user_id, params, case.get_absolute_url())
