from functools import partial
from typing import Any

from django.utils import timezone

from core.background import progress, task, telling
from core.models import Job
from supplies.models import DispatchPlan, OrderFile, Round, RoundLine
from supplies.services import (
    alarms,
    announcements,
    daily_rounds,
    order_files,
    plans,
    reservations,
    round_work,
)


@task(lease_seconds=60)
def tell_firms(*, job: Job, round_id: int) -> None:
    """Safe to run twice: a line whose firm was told is marked in the same transaction."""
    round_ = Round.objects.get(pk=round_id)
    waiting = RoundLine.objects.filter(round_item__round=round_, award__packs__gt=0)
    total, told = waiting.count(), waiting.filter(is_told=True).count()
    while count := announcements.tell_some(round_):
        told += count
        progress(job, done=told, total=total)


@task(lease_seconds=120)
def work_on_round(*, job: Job, round_id: int, act: str) -> dict[str, Any]:
    """Safe to run twice: an act that was carried out is not asked for any more."""
    round_ = Round.objects.get(pk=round_id)
    with telling(job) as tell:
        round_work.carry_out(round_=round_, act=act, job=job, at=timezone.now(), tell=tell)
    return {"url": round_.get_absolute_url()}


@task(lease_seconds=300)
def expire_reservations(*, job: Job) -> dict[str, int]:
    """Safe to run twice: what is free already is not set aside any more."""
    return {"parcels": reservations.expire(timezone.now())}


@task(lease_seconds=60)
def warn_keepers(*, job: Job) -> dict[str, int]:
    """Once a day: each keeper is told at most once for each day."""
    return {"people": alarms.warn(timezone.now())}


@task(lease_seconds=120)
def solve_plan(*, job: Job, plan_id: int) -> dict[str, Any]:
    """Safe to run twice: a plan that was proposed or discarded is left alone."""
    plan = DispatchPlan.objects.get(pk=plan_id)
    plans.solve(plan=plan, at=timezone.now(), tell=partial(tell_job, job))
    return {"url": plan.get_absolute_url()}


def tell_job(job: Job, done: int, total: int) -> None:
    progress(job, done=done, total=total)


@task(queue="import", lease_seconds=120)
def check_orders(*, job: Job, file_id: int) -> dict[str, Any]:
    """Safe to run twice: a list that was checked is left alone."""
    file = OrderFile.objects.select_related("division", "uploaded_by").get(pk=file_id)
    by = job.created_by or file.uploaded_by
    return order_files.check(file=file, job=job, by=by, at=timezone.now())


@task(queue="import", lease_seconds=120)
def take_in_orders(*, job: Job, file_id: int) -> dict[str, Any]:
    """Safe to run twice: a firm's order of the list is found again."""
    file = OrderFile.objects.select_related("division", "confirmed_by").get(pk=file_id)
    if file.confirmed_by is None:
        return {}
    return order_files.carry_out(file=file, job=job, by=file.confirmed_by, at=timezone.now())


@task(lease_seconds=120)
def open_rounds(*, job: Job) -> dict[str, Any]:
    """Safe to run twice: a district that has a round of the day is left alone."""
    with telling(job) as tell:
        return {"rounds": daily_rounds.open_all(timezone.now(), tell)}
