"""
Taking back what a signature gave: all of a batch or some, in the background, with a result per case (docs/adr/0026).

A rolled-back case is ready for a decision again: its certificate is revoked, its open conditions end.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch, BatchMember, BatchStatus, RollBack, RollBackMember
from approvals.permissions import signs_here
from approvals.queries.batches import needs_two
from approvals.queries.roll_backs import open_members
from approvals.services.batches import TwoMustSign, approvers_but
from approvals.transitions import ROLL_BACK
from core import audit, background
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from core.services import jobs

MOST_MEMBERS = 20_000


class NobodyChosen(DomainError):
    code = "nobody_chosen"
    message = _("Nothing was chosen that was approved with this batch and can still be rolled back.")


@transaction.atomic
def start(
    *, batch: Batch, members: Iterable[BatchMember] | None, reason: str, by: User, at: datetime
) -> RollBack:
    """
    Ask for a roll-back; where one signature is enough it is carried out at once, in the background.

    :param members: those to roll back; None: all that were approved
    :raises PermissionDenied: unless the person signs batches there
    :raises TransitionNotAllowed: before the batch is signed
    :raises NobodyChosen: if none of them can be rolled back
    """
    if not signs_here(by, batch):
        raise PermissionDenied
    # One at a time, so that a member is never in two roll-backs.
    batch = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    if batch.status not in (BatchStatus.SIGNED, BatchStatus.PUBLISHED):
        raise TransitionNotAllowed(of=batch)
    keys = set(open_members(batch).values_list("pk", flat=True)[:MOST_MEMBERS])
    if members is not None:
        keys &= {member.pk for member in members}
    if not keys:
        raise NobodyChosen
    two = needs_two(batch, len(keys))
    roll_back = RollBack.objects.create(
        batch=batch, reason=reason, proposed_at=at, proposed_by=by, two_sign=two
    )
    RollBackMember.objects.bulk_create(
        [RollBackMember(roll_back=roll_back, member_id=key) for key in sorted(keys)]
    )
    data = {"members": len(keys), "batch": batch.number}
    audit.record(
        roll_back, "roll_back.start", by=by, at=at, note=reason, data=data, to_status=roll_back.status
    )
    audit.record(batch, "batch.roll_back", by=by, at=at, note=reason, data={"members": len(keys)})
    if two:
        params = {"number": batch.number, "by": str(by), "firms": len(keys)}
        people = approvers_but(by, batch.division_id)
        notify(people, "roll_back.proposed", params=params, url=roll_back.get_absolute_url())
        return roll_back
    return sign(roll_back=roll_back, by=by, at=at)


@transaction.atomic
def sign(*, roll_back: RollBack, by: User, at: datetime) -> RollBack:
    """
    The only signature, where one is enough.

    :raises TwoMustSign: where it is not
    """
    if roll_back.two_sign:
        raise TwoMustSign
    with ROLL_BACK.transition(roll_back, "sign", by=by, at=at):
        begin(roll_back, by=by, at=at)
    return roll_back


@transaction.atomic
def countersign(*, roll_back: RollBack, by: User, at: datetime) -> RollBack:
    """The second signature, by somebody else; the cases are then rolled back in the background."""
    with ROLL_BACK.transition(roll_back, "countersign", by=by, at=at):
        begin(roll_back, by=by, at=at)
    return roll_back


def begin(roll_back: RollBack, *, by: User, at: datetime) -> None:
    roll_back.signed_at, roll_back.signed_by = at, by
    roll_back.job = background.enqueue(
        "approvals.tasks.roll_back", by=by, unique=f"roll_back:{roll_back.pk}", roll_back_id=roll_back.pk
    )


@transaction.atomic
def drop(*, roll_back: RollBack, by: User, at: datetime) -> RollBack:
    """Give up a roll-back that nobody countersigned; nothing has changed by it."""
    with ROLL_BACK.transition(roll_back, "drop", by=by, at=at):
        pass
    return roll_back


@transaction.atomic
def resume(*, roll_back: RollBack, by: User, at: datetime) -> RollBack:
    """Go on with one whose background work has stopped; what was rolled back stays so."""
    with ROLL_BACK.transition(roll_back, "resume", by=by, at=at):
        if roll_back.job:
            jobs.retry(job=roll_back.job, by=by, at=at)
    return roll_back
