"""Batches: firms of one phase and division, approved together within a quota (S01, S04)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.batch_list import refuse_unlisted
from approvals.models import Batch, StagePlan
from approvals.permissions import prepares_here
from approvals.queries.batches import Usage, needs_two, usage
from approvals.queries.quotas import day_room
from approvals.services import publications
from approvals.services.filling import refuse_full_day, refuse_over_quota
from approvals.services.quotas import hold_day
from approvals.transitions import BATCH
from core import audit, background
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Appointment, Division, Role, User
from core.notifications import notify
from core.numbers import next_number
from core.services import jobs
from reopening.models import PolicySet


class UnknownPhase(DomainError):
    code = "unknown_phase"
    message = _("The policy in force there has no such phase.")


class OpeningDayPast(DomainError):
    code = "opening_day_past"
    message = _("The opening day of the batch has passed. Please choose a later day.")


class TwoMustSign(DomainError):
    code = "two_must_sign"
    message = _(
        "A batch of so many firms needs two signatures: propose it, and another approver signs after you."
    )


class EmptyBatch(DomainError):
    code = "empty_batch"
    message = _("The batch has no members yet.")


@dataclass(frozen=True)
class Plan:
    """What a batch is for."""

    division: Division
    phase: str
    opens_on: date
    quota_firms: int
    quota_heads: int


@transaction.atomic
def create(*, plan: Plan, stage_plan: StagePlan | None = None, by: User, at: datetime) -> Batch:
    """
    Open a batch.

    :param stage_plan: the plan of stages that it comes from
    :raises PermissionDenied: outside the person's divisions
    :raises UnknownPhase: if the policy there knows no such phase
    :raises OpeningDayPast: if the day lies before today
    """
    day = shanghai_day(at)
    batch = Batch(
        division=plan.division,
        phase=plan.phase,
        opens_on=plan.opens_on,
        quota_firms=plan.quota_firms,
        quota_heads=plan.quota_heads,
        created_at=at,
        created_by=by,
        plan=stage_plan,
    )
    if not prepares_here(by, batch):
        raise PermissionDenied
    policy_set = PolicySet.objects.effective(plan.division.pk, day)
    if policy_set is None or policy_set.rules.phase(plan.phase) is None:
        raise UnknownPhase
    if plan.opens_on < day:
        raise OpeningDayPast
    serial = next_number(f"batch:{plan.division.pk}:{day:%Y%m%d}")
    batch.number = f"{plan.division.pk}-{day:%Y%m%d}-B{serial:02d}"
    batch.save()
    audit.record(batch, "batch.create", by=by, at=at, to_status=batch.status)
    return batch


@transaction.atomic
def sign(*, batch: Batch, by: User, at: datetime) -> Batch:
    """
    Sign once for all members; each is then decided in the background, with a result of its own.

    :raises EmptyBatch: if there is nothing to sign
    :raises OpeningDayPast: if the opening day has passed
    :raises TwoMustSign: if the policy asks for a second signature on so many firms
    """
    data: dict[str, int] = {}
    with BATCH.transition(batch, "sign", by=by, at=at, data=data):
        state = signable(batch, at)
        if needs_two(batch, state.firms):
            raise TwoMustSign
        begin_signing(batch, by=by, at=at)
        data |= {"firms": state.firms, "heads": state.heads}
    return batch


@transaction.atomic
def propose(*, batch: Batch, by: User, at: datetime) -> Batch:
    """
    Give the first of two signatures. The members stay as they are until somebody else countersigns or sends it back.

    :raises EmptyBatch: if there is nothing to sign
    :raises OpeningDayPast: if the opening day has passed
    """
    data: dict[str, int] = {}
    with BATCH.transition(batch, "propose", by=by, at=at, data=data):
        state = signable(batch, at)
        batch.proposed_at, batch.proposed_by = at, by
        data |= {"firms": state.firms, "heads": state.heads}
    params = {"number": batch.number, "by": str(by), "firms": state.firms}
    notify(
        approvers_but(by, batch.division_id), "batch.proposed", params=params, url=batch.get_absolute_url()
    )
    return batch


@transaction.atomic
def countersign(*, batch: Batch, by: User, at: datetime) -> Batch:
    """
    Give the second signature; the members are then decided in the background by this signer.

    :raises OpeningDayPast: if the opening day has passed
    """
    data: dict[str, int] = {}
    with BATCH.transition(batch, "countersign", by=by, at=at, data=data):
        state = signable(batch, at)
        begin_signing(batch, by=by, at=at)
        data |= {"firms": state.firms, "heads": state.heads}
    return batch


@transaction.atomic
def send_back(*, batch: Batch, note: str, by: User, at: datetime) -> Batch:
    """Undo the first signature, so that the members can be changed; the one who gave it reads why."""
    proposer = batch.proposed_by
    with BATCH.transition(batch, "send_back", by=by, at=at, note=note):
        batch.proposed_at = batch.proposed_by = None
    if proposer is not None and proposer != by:
        params = {"number": batch.number, "by": str(by), "note": note}
        notify([proposer], "batch.sent_back", params=params, url=batch.get_absolute_url())
    return batch


def signable(batch: Batch, at: datetime) -> Usage:
    """
    What is about to be signed.

    :raises EmptyBatch: if that is nothing
    :raises OpeningDayPast: if the opening day has passed
    :raises OverQuota: if the members are too many
    :raises DayFull: if they are too many for the day, whose quota was lowered since
    """
    state = usage(batch)
    if state.firms == 0:
        raise EmptyBatch
    if batch.opens_on < shanghai_day(at):
        raise OpeningDayPast
    refuse_over_quota(state)
    hold_day(batch.division_id, batch.opens_on)
    codes = batch.members.values_list("application__division_code", flat=True)
    refuse_full_day(day_room(batch), set(codes))
    return state


def begin_signing(batch: Batch, *, by: User, at: datetime) -> None:
    batch.signed_at, batch.signed_by = at, by
    batch.job = background.enqueue(
        "approvals.tasks.sign_batch", by=by, unique=f"batch:{batch.pk}:sign", batch_id=batch.pk
    )


def approvers_but(by: User, division: str) -> QuerySet[User]:
    """The other approvers whose division covers this one."""
    covering = [division[:length] for length in range(len(division) + 1)]
    appointed = Appointment.objects.filter(role=Role.APPROVER, division__in=covering)
    return User.objects.filter(pk__in=appointed.values("user"), is_active=True).exclude(pk=by.pk)


@transaction.atomic
def resume(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Go on with a signing whose background work has stopped; what was decided stays decided."""
    with BATCH.transition(batch, "resume", by=by, at=at):
        if batch.job:
            jobs.retry(job=batch.job, by=by, at=at)
    return batch


@transaction.atomic
def publish(*, batch: Batch, by: User, at: datetime) -> Batch:
    """
    Show the list of approved firms to everybody (公示).

    :raises NotForLists: if the policy of its firms has no lists
    """
    with BATCH.transition(batch, "publish", by=by, at=at):
        refuse_unlisted(batch)
        batch.published_at, batch.published_by = at, by
    publications.make_later(batch, by=by)
    return batch
