"""Carrying out a signature, in chunks: each member of a batch has a result of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from approvals.models import Batch, BatchMember, BatchStatus, Certificate, MemberResult
from approvals.refusals import kept
from approvals.services import certificates, decisions
from approvals.transitions import BATCH
from core import workflow
from core.notifications import notify
from reopening.models import Application, PolicySet

CHUNK = 100  # cases in one transaction


@dataclass(frozen=True)
class Tally:
    """Where a signing stands."""

    pending: int
    approved: int
    refused: int
    rolled_back: int = 0

    @property
    def total(self) -> int:
        return self.pending + self.decided

    @property
    def decided(self) -> int:
        return self.approved + self.refused + self.rolled_back


def sign_next(batch: Batch) -> int:
    """The next chunk; case by case where the database refuses the chunk, so that one holds up no other."""
    try:
        return sign_chunk(batch=batch)
    except IntegrityError:
        return sign_chunk(batch=batch, limit=1)


@transaction.atomic
def sign_chunk(*, batch: Batch, limit: int = CHUNK) -> int:
    """
    Decide up to `limit` pending members, by the signer at the instant of the signature; how many were decided.

    A refusal is that member's result and touches no other. A case that somebody else holds just now stays
    pending for the next round. Cases are locked in the order of their keys, so that two batches never wait
    for each other in a circle.
    """
    if batch.signed_by is None or batch.signed_at is None:
        raise ValueError(batch)
    pending = batch.members.filter(result=MemberResult.PENDING)
    members = {
        member.application_id: member
        for member in pending.order_by("application_id").select_for_update(
            of=("self",), no_key=True, skip_locked=True
        )[:limit]
    }
    cases = workflow.lock_many(Application.objects.filter(pk__in=members).select_related("firm"))
    share_policies(cases)
    results = decisions.grant(cases, by=batch.signed_by, at=batch.signed_at, batch=batch)
    made = [result for result in results.values() if isinstance(result, Certificate)]
    approved = [members[certificate.application_id].pk for certificate in made]
    BatchMember.objects.filter(pk__in=approved).update(result=MemberResult.APPROVED)
    refused = []
    for key, result in results.items():
        if not isinstance(result, Certificate):
            members[key].result, members[key].refusal = MemberResult.REFUSED, kept(result)
            refused.append(members[key])
    BatchMember.objects.bulk_update(refused, ["result", "refusal"])
    if made:
        certificates.draw_later(made, by=batch.signed_by)
    return len(results)


def share_policies(cases: Sequence[Application]) -> None:
    """One policy set object for all cases under it: its rules are read and parsed once."""
    policies = PolicySet.objects.in_bulk({case.policy_set_id for case in cases})
    for case in cases:
        case.policy_set = policies[case.policy_set_id]


def tally(batch: Batch) -> Tally:
    """How many members have which result, in one query."""
    counts = {result.value: Count("pk", filter=Q(result=result)) for result in MemberResult}
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
