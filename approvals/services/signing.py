"""Carrying out a signature: each member of a batch decided by itself, in chunks."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Count, Q

from approvals.models import Batch, BatchMember, BatchStatus, Certificate, MemberResult
from approvals.refusals import kept
from approvals.services import certificates, decisions
from approvals.transitions import BATCH
from core.errors import DomainError
from core.notifications import notify
from reopening.models import PolicySet

CHUNK = 25


@dataclass(frozen=True)
class Tally:
    """Where a signing stands."""

    pending: int
    approved: int
    refused: int

    @property
    def total(self) -> int:
        return self.pending + self.approved + self.refused

    @property
    def decided(self) -> int:
        return self.approved + self.refused


@transaction.atomic
def sign_chunk(*, batch: Batch, limit: int = CHUNK) -> int:
    """
    Decide up to `limit` pending members; how many were decided.

    A refusal is that member's result and touches no other. A case that somebody else holds just now stays
    pending for the next round. Members are taken in the order of their cases, so that two batches never wait
    for each other in a circle.
    """
    members = list(
        batch.members.filter(result=MemberResult.PENDING)
        .select_related("application__firm")
        .order_by("application_id")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)[:limit]
    )
    policies = PolicySet.objects.in_bulk({member.application.policy_set_id for member in members})
    made: list[Certificate] = []
    decided: list[BatchMember] = []
    for member in members:
        member.application.policy_set = policies[member.application.policy_set_id]
        try:
            certificate = decide(batch, member)
        except OperationalError:
            continue
        decided.append(member)
        if certificate:
            made.append(certificate)
    BatchMember.objects.bulk_update(decided, ["result", "refusal"])
    if made and batch.signed_by:
        certificates.draw_later(made, by=batch.signed_by)
    return len(decided)


def decide(batch: Batch, member: BatchMember) -> Certificate | None:
    """One member, by the signer, at the instant of the signature."""
    signer, signed_at = batch.signed_by, batch.signed_at
    if signer is None or signed_at is None:
        raise ValueError(batch)
    try:
        with transaction.atomic():
            certificate = decisions.grant(
                application=member.application,
                by=signer,
                at=signed_at,
                batch=batch,
                not_before=batch.opens_on,
            )
    except (DomainError, PermissionDenied) as refusal:
        member.result, member.refusal = MemberResult.REFUSED, kept(refusal)
        return None
    member.result = MemberResult.APPROVED
    return certificate


def tally(batch: Batch) -> Tally:
    """How many members have which result, in one query."""
    counts = {
        result.value: Count("pk", filter=Q(result=result))
        for result in (MemberResult.PENDING, MemberResult.APPROVED, MemberResult.REFUSED)
    }
    return Tally(**batch.members.aggregate(**counts))


@transaction.atomic
def finish(*, batch: Batch, at: datetime) -> Batch:
    """Every member has its result. Doing it again changes nothing."""
    batch.refresh_from_db()
    if batch.status != BatchStatus.SIGNING or batch.signed_by is None:
        return batch
    result = tally(batch)
    data = {"approved": result.approved, "refused": result.refused}
    with BATCH.transition(batch, "finish", by=batch.signed_by, at=at, data=data):
        notify(
            [batch.signed_by],
            "batch.signed",
            params={"number": batch.number, "approved": result.approved, "refused": result.refused},
            url=batch.get_absolute_url(),
        )
    return batch
