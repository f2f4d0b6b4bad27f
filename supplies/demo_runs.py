"""Runs of the demo: one on the road, one whose vehicle dropped out."""

import uuid
from datetime import datetime, timedelta

from core.dates import shanghai_day
from core.models import User
from core.papers.kinds import kinds
from core.services import papers
from supplies.models import EventKind, Place, Run
from supplies.services import breakdowns, deliveries, hand_overs, runs


def drive(
    depot: Place, by: User, courier: User, at: datetime, *, vehicle: str = "浙A·演示01", stops: int = 8
) -> Run:
    """A run with half of its stops delivered; the demo applicant's own delivery is still on its way."""
    run = runs.create(
        depot=depot, day=shanghai_day(at), courier=courier, vehicle=vehicle, most_stops=stops, by=by, at=at
    )
    runs.plan(run=run, by=by, at=at)
    runs.depart(run=run, by=courier, at=at)
    papers.make(kind=kinds()["delivery"], subject=run, by=by, at=at)
    waiting = run.stops.exclude(firm__members__username="applicant").order_by("sequence")
    for number, stop in enumerate(waiting[: run.stops.count() // 2]):
        report = hand_overs.Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="演示·收货人")
        delivered_at = at + timedelta(minutes=7 * number)
        deliveries.record(
            stop=stop,
            event_id=uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{stop.pk}"),
            report=report,
            occurred_at=delivered_at,
            by=courier,
            at=delivered_at,
        )
    return run


def break_off(depot: Place, by: User, courier: User, at: datetime) -> None:
    """The vehicle drops out: what it has not delivered waits in the depot for another one."""
    run = drive(depot, by, courier, at - timedelta(minutes=20), vehicle="浙A·演示06", stops=3)
    breakdowns.abort(run=run, reason="车辆故障，等候拖车（演示）", by=by, at=at)
