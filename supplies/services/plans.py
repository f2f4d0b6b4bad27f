"""
Dispatch plans: the day's parcels, firms and vehicles are frozen, tours are found in the worker, then accepted.

A plan proposes; nothing is touched until somebody accepts it. Accepting makes the runs in one transaction, or none.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue
from core.dates import start_of
from core.errors import DomainError, TransitionNotAllowed
from core.models import Division, User
from supplies import plan_sheets
from supplies.digests import digest
from supplies.models import OPEN_PLANS, AwardLot, AwardLotState, DispatchPlan, Place, PlanStatus, Run
from supplies.permissions import is_keeper
from supplies.serials import serial
from supplies.services import plan_intake, runs
from supplies.services.plan_intake import Asked
from supplies.transitions import PLAN, RUN


class PlanOpen(DomainError):
    code = "plan_open"
    message = _("A plan for this day is open already. Accept or discard it first.")


class PlanStale(DomainError):
    """A run left, or a parcel went another way, since the plan was made; it is made again, not patched."""

    code = "plan_stale"
    message = _("Runs or parcels have changed since this plan was made. Please discard it and plan again.")


@transaction.atomic
def create(*, division: Division, asked: Asked, by: User, at: datetime) -> DispatchPlan:
    """
    Freeze the day's task and have tours found in the background.

    :raises NothingToDeliver: if no parcel waits
    :raises PlanOpen: if a plan for that day is neither accepted nor discarded
    """
    plan = DispatchPlan(number=serial("T", division.pk, at), division=division, day=asked.day, created_by=by)
    if not is_keeper(by, plan):
        raise PermissionDenied
    if DispatchPlan.objects.filter(division=division, day=asked.day, status__in=OPEN_PLANS).exists():
        raise PlanOpen
    plan.problem = plan_intake.sheet_of(asked)
    if not plan.problem["depots"]:
        raise runs.NothingToDeliver
    plan.problem_sha256 = digest(plan.problem)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        raise PlanOpen from error
    plan.job = enqueue("supplies.tasks.solve_plan", by=by, plan_id=plan.pk)
    plan.save(update_fields=["job"])
    audit.record(
        plan, "plan.create", by=by, at=at, to_status=plan.status, data={"problem_sha256": plan.problem_sha256}
    )
    return plan


def solve(*, plan: DispatchPlan, at: datetime, tell: Callable[[int, int], None]) -> DispatchPlan:
    """Find the tours; outside any transaction, for it takes minutes. A plan that has moved on is left alone."""
    if plan.status != PlanStatus.WAITING:
        return plan
    result = plan_sheets.solve(
        plan.problem, iterations=settings.DISPATCH_ITERATIONS, seconds=settings.DISPATCH_SECONDS, tell=tell
    )
    try:
        return propose(plan=plan, result=result, by=plan.created_by, at=at)
    except TransitionNotAllowed:  # discarded, or solved by another worker meanwhile
        return plan


@transaction.atomic
def propose(*, plan: DispatchPlan, result: dict[str, Any], by: User, at: datetime) -> DispatchPlan:
    data: dict[str, Any] = {}
    with PLAN.transition(plan, "solve", by=by, at=at, data=data):
        depots = result["depots"]
        plan.result, plan.plan_sha256 = result, digest(result)
        plan.made_by = ", ".join(sorted({depot["made_by"] for depot in depots}))
        plan.length_m = sum(depot["metres"] for depot in depots)
        plan.greedy_m = sum(depot["greedy_metres"] for depot in depots)
        plan.left_out = sum(len(depot["left"]) for depot in depots)
        plan.greedy_left_out = sum(depot["greedy_left"] for depot in depots)
        data |= {"plan_sha256": plan.plan_sha256, "made_by": plan.made_by, "length_m": plan.length_m}
    return plan


@transaction.atomic
def accept(*, plan: DispatchPlan, by: User, at: datetime) -> DispatchPlan:
    """
    Make the plan's runs, ready to leave; runs it replaces are given up. All or nothing.

    :raises PlanStale: if a run it replaces has left, or a parcel is no longer set aside and free
    """
    with PLAN.transition(plan, "accept", by=by, at=at, data={"plan_sha256": plan.plan_sha256}):
        give_up_replaced(plan, by=by, at=at)
        parcels = free_parcels(plan)
        depots = Place.objects.in_bulk([depot["id"] for depot in plan.problem["depots"]])
        for task, result in zip(plan.problem["depots"], plan.result["depots"], strict=True):
            for tour in result["tours"]:
                make_run(plan, depots[task["id"]], task, tour, parcels, by=by, at=at)
        plan.accepted_at, plan.accepted_by = at, by
    return plan


def give_up_replaced(plan: DispatchPlan, *, by: User, at: datetime) -> None:
    for run in Run.objects.filter(pk__in=plan.problem["replaces"]).order_by("pk"):
        try:
            runs.cancel(run=run, reason=plan.number, by=by, at=at)
        except TransitionNotAllowed as error:
            raise PlanStale from error


def free_parcels(plan: DispatchPlan) -> dict[int, AwardLot]:
    """Every parcel of the plan, locked. :raises PlanStale: if one is loaded, given back or on another run"""
    wanted = {
        parcel for depot in plan.problem["depots"] for drop in depot["drops"] for parcel in drop["parcels"]
    }
    rows = AwardLot.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=wanted, state=AwardLotState.RESERVED, stop_item__isnull=True
    )
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) != len(wanted):
        raise PlanStale
    return found


def make_run(
    plan: DispatchPlan,
    depot: Place,
    task: dict[str, Any],
    tour: dict[str, Any],
    parcels: dict[int, AwardLot],
    *,
    by: User,
    at: datetime,
) -> Run:
    van = task["vehicles"][tour["vehicle"]]
    courier = User.objects.filter(pk=van["courier"]).first()
    runs.check_courier(courier, depot)
    run = Run.objects.create(
        number=serial("D", depot.division_id, at),
        depot=depot,
        day=plan.day,
        courier=courier,
        vehicle=van["name"],
        dispatch_plan=plan,
        length_m=tour["metres"],
    )
    drops = [task["drops"][drop] for drop in tour["drops"]]
    midnight = start_of(plan.day)
    runs.add_stops(
        run,
        {drop["firm"]: [parcels[pk] for pk in drop["parcels"]] for drop in drops},
        planned={
            drop["firm"]: midnight + timedelta(seconds=arrives)
            for drop, arrives in zip(drops, tour["arrives"], strict=True)
        },
    )
    with RUN.transition(run, "plan", by=by, at=at, data={"plan": plan.number}):
        run.plan_sha256 = runs.order_digest(run)
    return run


@transaction.atomic
def discard(*, plan: DispatchPlan, by: User, at: datetime) -> DispatchPlan:
    """Give a plan up that nobody has accepted. Nothing was touched yet."""
    with PLAN.transition(plan, "discard", by=by, at=at):
        pass
    return plan
