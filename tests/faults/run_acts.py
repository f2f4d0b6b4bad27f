"""The day on the road: tours are planned, driven, broken off and closed."""

import uuid
from datetime import timedelta
from random import Random

from django.utils import timezone

from core import background
from core.dates import shanghai_day
from core.models import Job, JobState
from supplies.models import (
    OPEN_PLANS,
    DispatchPlan,
    EventKind,
    PlanStatus,
    Run,
    RunStatus,
    Stop,
    StopStatus,
)
from supplies.services import breakdowns, deliveries, plans, runs
from supplies.services.hand_overs import Hand, Report
from tests.faults.people import any_of
from tests.supplies import makers

NOW = timezone.now


def plan(_chance: Random) -> None:
    """Ask for tours, let the worker find them, and accept them: three acts."""
    found = DispatchPlan.objects.filter(status__in=OPEN_PLANS).first()
    if found is None:
        makers.plan()
    elif found.status == PlanStatus.PROPOSED:
        try:
            plans.accept(plan=found, by=makers.keeper(), at=NOW())
        except plans.PlanStale:
            plans.discard(plan=found, by=makers.keeper(), at=NOW())


def work(_chance: Random) -> None:
    """
    What the worker does. A job whose worker was killed is taken up again when its lease is over, and one that found
    a lock held when it has waited: say that both are so.
    """
    Job.objects.filter(state=JobState.QUEUED).update(available_at=NOW())
    Job.objects.exclude(leased_until=None).update(leased_until=NOW() - timedelta(seconds=1))
    background.run_waiting()


def start(chance: Random) -> None:
    run = runs.create(
        depot=makers.place(),
        day=shanghai_day(NOW()),
        most_stops=chance.randrange(1, 4),
        by=makers.keeper(),
        at=NOW(),
    )
    runs.plan(run=run, courier=makers.driver(), by=makers.keeper(), at=NOW())


def depart(_chance: Random) -> None:
    if run := Run.objects.filter(status=RunStatus.PLANNED).order_by("pk").first():
        if run.courier_id is None:
            runs.plan(run=run, courier=makers.driver(), by=makers.keeper(), at=NOW())
        try:
            runs.depart(run=run, by=makers.driver(), at=NOW())
        except runs.NothingToDeliver:
            runs.cancel(run=run, reason="empty", by=makers.keeper(), at=NOW())


def deliver(chance: Random) -> None:
    stop = any_of(Stop.objects.filter(status=StopStatus.WAITING, run__status=RunStatus.DEPARTED), chance)
    report = Report(EventKind.FAIL, reason="nobody_there") if chance.random() < 0.2 else handed(stop, chance)
    say(stop, report, chance)


def deliver_late(chance: Random) -> None:
    """A run was broken off, and its courier has handed over after all."""
    stop = any_of(Stop.objects.filter(status=StopStatus.STRANDED), chance)
    say(stop, handed(stop, chance), chance)


def handed(stop: Stop, chance: Random) -> Report:
    rejected = {parcel.pk: chance.choice([0, 0, parcel.units // 3]) for parcel in stop.items.order_by("pk")}
    units = dict(stop.items.values_list("pk", "units"))
    hands = {
        pk: Hand(units[pk] - less, less, chance.choice(["damaged", "not_needed"]) if less else "")
        for pk, less in rejected.items()
    }
    return Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", lines=hands)


def say(stop: Stop, report: Report, chance: Random) -> None:
    """The device sends each thing it knows with one number, until it is answered; sometimes once more."""
    event_id = uuid.uuid5(uuid.NAMESPACE_URL, str(stop.public_id))
    for _time in range(chance.choice([1, 1, 2])):
        mine = Stop.objects.get(pk=stop.pk)
        deliveries.record(
            stop=mine, event_id=event_id, report=report, occurred_at=NOW(), by=makers.driver(), at=NOW()
        )


def break_down(chance: Random) -> None:
    """A vehicle drops out; what it has not delivered waits for another one."""
    run = any_of(Run.objects.filter(status=RunStatus.DEPARTED), chance)
    breakdowns.abort(run=run, reason="gearbox", by=makers.keeper(), at=NOW())


def close(_chance: Random) -> None:
    for run in Run.objects.filter(status=RunStatus.DEPARTED).order_by("pk"):
        runs.close(run=run, by=makers.driver(), at=NOW())


def open_runs() -> bool:
    return Run.objects.filter(status__in=[RunStatus.DRAFT, RunStatus.PLANNED, RunStatus.DEPARTED]).exists()
