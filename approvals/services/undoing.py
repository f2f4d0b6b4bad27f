"""Carrying out a roll-back, in chunks: each member has a result of its own."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from approvals.models import (
    BatchMember,
    BatchStatus,
    Certificate,
    CertificateStatus,
    MemberResult,
    Outcome,
    RollBack,
    RollBackMember,
    RollBackResult,
    RollBackStatus,
)
from approvals.refusals import kept
from approvals.services import chain, publications
from approvals.services.signing import Tally, share_policies
from approvals.services.telling import tell_the_firms
from approvals.transitions import CERTIFICATE, ROLL_BACK
from core import audit, workflow
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import OPEN, Application, Condition
from reopening.placing import begin_anew
from reopening.services import conditions
from reopening.transitions import APPLICATION

CHUNK = 100
Refusal = DomainError | PermissionDenied


class IsAmended(DomainError):
    code = "is_amended"
    message = _("The firm has an open amendment of this approval. It is decided or withdrawn first.")


class IsAmendment(DomainError):
    code = "is_amendment"
    message = _(
        "This approval amended an earlier one and cannot be decided again. It can be revoked by itself."
    )


@transaction.atomic
def undo_chunk(*, roll_back: RollBack, limit: int = CHUNK) -> int:
    """
    Roll back up to `limit` pending members, by the signer at the instant of the signature; how many have a result.

    Cases are locked in the order of their keys, then their certificates; one that somebody else holds just now stays
    pending for the next round. Doing it again finds nothing pending.
    """
    by, at = roll_back.signed_by, roll_back.signed_at
    if by is None or at is None:
        raise ValueError(roll_back)
    pending = roll_back.members.filter(result=RollBackResult.PENDING).select_related("member")
    rows = pending.order_by("member__application_id").select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )[:limit]
    mine = {row.member.application_id: row for row in rows}
    cases = workflow.lock_many(Application.objects.filter(pk__in=mine).select_related("firm"))
    standing = Certificate.objects.filter(application__in=cases).exclude(status=CertificateStatus.REVOKED)
    held = {row.application_id: row for row in workflow.lock_in_order(standing.defer("wording"))}
    refused = refusals(cases, held, by=by)
    gone = [case for case in cases if case.pk not in refused]
    take_back(gone, [held[case.pk] for case in gone], roll_back=roll_back, by=by, at=at)
    done = [mine[case.pk] for case in gone]
    BatchMember.objects.filter(pk__in=[row.member_id for row in done]).update(result=MemberResult.ROLLED_BACK)
    RollBackMember.objects.filter(pk__in=[row.pk for row in done]).update(result=RollBackResult.ROLLED_BACK)
    for key, why in refused.items():
        mine[key].result, mine[key].refusal = RollBackResult.REFUSED, kept(why)
    RollBackMember.objects.bulk_update([mine[key] for key in refused], ["result", "refusal"])
    return len(cases)


def refusals(cases: Sequence[Application], held: dict[int, Certificate], *, by: User) -> dict[int, Refusal]:
    """Why not, by key, for each that cannot be rolled back."""
    amended = set(
        Application.objects.filter(amends__in=cases, status__in=OPEN).values_list("amends_id", flat=True)
    )
    found: dict[int, Refusal] = {}
    for case in cases:
        why = APPLICATION.refusal(case, "roll_back", by=by)
        if why is None and case.amends_id:
            why = IsAmendment()
        if why is None and case.pk in amended:
            why = IsAmended()
        if why is None:
            certificate = held[case.pk]
            certificate.application = case
            why = CERTIFICATE.refusal(certificate, "revoke", by=by)
        if why:
            found[case.pk] = why
    return found


def take_back(
    cases: Sequence[Application],
    certificates: Sequence[Certificate],
    *,
    roll_back: RollBack,
    by: User,
    at: datetime,
) -> None:
    """Cases are ready for a decision again, certificates revoked, open conditions ended, firms told."""
    if not cases:
        return
    reason, data = roll_back.reason, {"batch": roll_back.batch.number}
    APPLICATION.transition_many(cases, "roll_back", by=by, at=at, note=reason, data=data)
    share_policies(cases)
    for case in cases:
        begin_anew(case, at)
    Application.objects.bulk_update(cases, ["due_at", "acts_at"])
    changes = {"revoked_at": at, "revoked_by": by, "revocation_reason": reason}
    CERTIFICATE.transition_many(certificates, "revoke", by=by, at=at, note=reason, data=data, changes=changes)
    chain.write_many(
        [chain.Words(case, Outcome.ROLLED_BACK, note=reason) for case in cases],
        by=by,
        at=at,
        batch=roll_back.batch,
    )
    by_key = {case.pk: case for case in cases}
    acts = [
        audit.Act(
            by_key[row.application_id], "condition.lapse", data={"kind": row.kind, "detail": row.detail}
        )
        for row in conditions.lapse(Condition.objects.filter(application__in=cases))
    ]
    audit.record_many(acts, by=by, at=at)
    tell_the_firms(certificates, "certificate.revoked", reason=reason)


def tally(roll_back: RollBack) -> Tally:
    """How many members have which result, in one query; `approved`: rolled back."""
    names = {"pending": "PENDING", "approved": "ROLLED_BACK", "refused": "REFUSED"}
    counts = {key: Count("pk", filter=Q(result=RollBackResult[name])) for key, name in names.items()}
    return Tally(**roll_back.members.aggregate(**counts))


@transaction.atomic
def finish(*, roll_back: RollBack, at: datetime) -> RollBack:
    """Every member has its result. Doing it again changes nothing."""
    roll_back.refresh_from_db()
    if roll_back.status != RollBackStatus.CARRIED_OUT or roll_back.signed_by is None:
        return roll_back
    result, by = tally(roll_back), roll_back.signed_by
    data = {"rolled_back": result.approved, "refused": result.refused}
    with ROLL_BACK.transition(roll_back, "finish", by=by, at=at, data=data):
        params = {"number": roll_back.batch.number, **data}
        notify([by], "roll_back.done", params=params, url=roll_back.get_absolute_url())
    if roll_back.batch.status == BatchStatus.PUBLISHED:
        publications.make_later(roll_back.batch, by=by)
    return roll_back
