"""Suspending an area or a trade by one act, and letting it open again by one (docs/adr/0027)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Suspension, SuspensionStatus
from approvals.queries.suspensions import acting, approvers_of, firms_in, needs_two
from approvals.suspending import Scope, acting_on
from approvals.transitions import SUSPENSION
from core import audit, background
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, Role, User
from core.notifications import notify
from core.numbers import next_number
from core.permissions import in_jurisdiction
from core.services import jobs
from reopening.models import Application

LOCK = 4713  # shared by whoever grants approvals, taken alone by whoever suspends


class AreaSuspended(DomainError):
    status = 409
    code = "area_suspended"
    message = _(
        "The area or trade of this firm is suspended; nothing is approved there until that has ended."
    )


class BeginsInThePast(DomainError):
    code = "begins_in_the_past"
    message = _("The first day has passed. Please give today or a later day.")


class OutsideThePlace(DomainError):
    code = "outside_the_place"
    message = _("Every part must lie within the place that is suspended.")


class NobodyMeant(DomainError):
    code = "nobody_meant"
    message = _("No approved firm is meant by this.")


def hold_grants() -> None:
    """Wait for approvals that are being granted; later ones see the suspension. Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def refuse_in_suspended_areas(applications: Sequence[Application]) -> dict[int, AreaSuspended]:
    """
    Why not, by key, for those whose area or trade is suspended.

    A suspension that is being signed is waited for, and waits for this transaction: no approval slips between.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    in_force = acting()
    return (
        {each.pk: AreaSuspended() for each in applications if acting_on(each, in_force)} if in_force else {}
    )


@transaction.atomic
def suspend(*, scope: Scope, reason: str, begins_on: date, by: User, at: datetime) -> Suspension:
    """
    Suspend all approved firms of the scope from a day on; from `two_suspend_from_firms` of the policy on, this is the
    first of two signatures and nothing happens before the second.

    :raises PermissionDenied: outside the person's divisions
    :raises BeginsInThePast: if the day lies before today
    :raises OutsideThePlace: if a part is not of the place
    :raises NobodyMeant: if no approved firm is meant
    """
    if not in_jurisdiction(by, Role.APPROVER, scope.division):
        raise PermissionDenied
    if begins_on < shanghai_day(at):
        raise BeginsInThePast
    if not all(code.startswith(scope.division) for code in scope.within):
        raise OutsideThePlace
    firms = firms_in(scope)
    if not firms:
        raise NobodyMeant
    row = written(scope, reason=reason, begins_on=begins_on, firms=firms, by=by, at=at)
    if row.status == SuspensionStatus.PROPOSED:
        params = {"number": row.number, "by": str(by), "firms": firms}
        others = approvers_of(row.division_id).exclude(pk=by.pk)
        notify(others, "suspension.proposed", params=params, url=row.get_absolute_url())
    elif row.status == SuspensionStatus.SUSPENDING:
        begin_work(row, by=by)
    return row


def written(scope: Scope, *, reason: str, begins_on: date, firms: int, by: User, at: datetime) -> Suspension:
    """The row, under its number, in the state in which it starts."""
    hold_grants()
    today = shanghai_day(at)
    serial = next_number(f"suspension:{scope.division}:{today:%Y%m%d}")
    alone = not needs_two(scope.division, firms, on=today)
    row = Suspension(
        number=f"{scope.division}-{today:%Y%m%d}-S{serial:02d}",
        division=Division.objects.get(pk=scope.division),
        division_code=scope.division,
        within=list(scope.within),
        industries=list(scope.industries),
        firm_class=scope.firm_class,
        phase=scope.phase,
        reason=reason,
        begins_on=begins_on,
        firms_seen=firms,
        proposed_at=at,
        proposed_by=by,
        signed_at=at if alone else None,
        signed_by=by if alone else None,
        **starting_status(alone, begins_on, today),
    )
    row.save(force_insert=True)
    data = {"firms": firms, "scope": [*scope.places, *scope.industries, scope.firm_class, scope.phase]}
    audit.record(row, "suspension.suspend", by=by, at=at, note=reason, data=data, to_status=row.status)
    return row


def starting_status(alone: bool, begins_on: date, today: date) -> dict[str, str]:
    if not alone:
        return {"status": SuspensionStatus.PROPOSED}
    return {"status": SuspensionStatus.WAITING if begins_on > today else SuspensionStatus.SUSPENDING}


@transaction.atomic
def countersign(*, suspension: Suspension, by: User, at: datetime) -> Suspension:
    """Give the second signature; it is carried out in this signer's name, at once or from its day on."""
    hold_grants()
    later = suspension.begins_on > shanghai_day(at)
    with SUSPENSION.transition(suspension, "postpone" if later else "countersign", by=by, at=at):
        suspension.signed_at, suspension.signed_by = at, by
    if not later:
        begin_work(suspension, by=by)
    return suspension


@transaction.atomic
def decline(*, suspension: Suspension, note: str, by: User, at: datetime) -> Suspension:
    """Do not give the second signature; the one who proposed it reads why."""
    with SUSPENSION.transition(suspension, "decline", by=by, at=at, note=note):
        pass
    if suspension.proposed_by_id != by.pk:
        params = {"number": suspension.number, "by": str(by), "note": note}
        url = suspension.get_absolute_url()
        notify([suspension.proposed_by], "suspension.declined", params=params, url=url)
    return suspension


@transaction.atomic
def begin(*, suspension: Suspension, at: datetime) -> Suspension:
    """Its day has come: carry it out in the name of the one who signed."""
    if suspension.signed_by is None:
        raise ValueError(suspension)
    hold_grants()
    with SUSPENSION.transition(suspension, "begin", by=suspension.signed_by, at=at):
        pass
    begin_work(suspension, by=suspension.signed_by)
    return suspension


@transaction.atomic
def restore(*, suspension: Suspension, note: str, by: User, at: datetime) -> Suspension:
    """Let open again what this suspension stopped, and nothing else; carried out in the background."""
    with SUSPENSION.transition(suspension, "restore", by=by, at=at, note=note):
        suspension.restored_at, suspension.restored_by, suspension.restore_note = at, by, note
        suspension.job = background.enqueue(
            "approvals.tasks.restore_suspended",
            by=by,
            unique=f"suspension:{suspension.pk}:restore",
            suspension_id=suspension.pk,
        )
    return suspension


@transaction.atomic
def resume(*, suspension: Suspension, by: User, at: datetime) -> Suspension:
    """Go on with background work that has stopped; what was done stays done."""
    with SUSPENSION.transition(suspension, "resume", by=by, at=at):
        if suspension.job:
            jobs.retry(job=suspension.job, by=by, at=at)
    return suspension


def begin_work(suspension: Suspension, *, by: User) -> None:
    suspension.job = background.enqueue(
        "approvals.tasks.carry_out_suspension",
        by=by,
        unique=f"suspension:{suspension.pk}:suspend",
        suspension_id=suspension.pk,
    )
    suspension.save(update_fields=["job"])
