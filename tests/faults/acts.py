"""What a child of the nursery can be asked to do. Each says something that JSON can hold."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Job
from reopening.models import Application
from supplies.models import (
    OPEN_PLANS,
    Balance,
    DispatchPlan,
    EventKind,
    Lot,
    PlanStatus,
    Round,
    RoundStatus,
    Run,
    RunStatus,
    Stop,
    StopStatus,
    Transfer,
    TransferStatus,
)
from supplies.services import (
    balances,
    deliveries,
    lots,
    plans,
    reservations,
    round_work,
    rounds,
    runs,
    stock,
    transfers,
)
from supplies.services.hand_overs import Hand, Report
from tests.supplies import makers

NOW = timezone.now
UNFINISHED = [RoundStatus.DRAFT, RoundStatus.FROZEN, RoundStatus.COMPUTED]


def reserve(balance: int, times: int) -> int:
    """How many of so many single reservations were granted."""
    granted = 0
    for _time in range(times):
        try:
            with transaction.atomic():
                balances.reserve({balance: 1})
            granted += 1
        except balances.NotEnough:
            pass
    return granted


def publish(round_: int) -> bool:
    try:
        rounds.publish(round_=Round.objects.get(pk=round_), by=makers.keeper(), at=NOW())
    except DomainError:
        return False
    return True


# --- A day's work, one act after another, from wherever the books are ----------------


def receive(chance: Random) -> None:
    lot_no = f"K{chance.randrange(6)}"
    makers.received(chance.randrange(50, 600), lot_no=lot_no, expires_on=shanghai_day(NOW()) + makers.FAR)


def order(chance: Random) -> None:
    case = chance.choice(list(Application.objects.order_by("pk")))
    makers.order((case.heads_on_site or 0) * chance.randrange(1, 7), application=case)


def go_on_with_a_round(_chance: Random) -> None:
    """One press of a button; the worker freezes, computes and publishes, so that a kill falls between."""
    round_ = Round.objects.filter(status__in=UNFINISHED).order_by("pk").first()
    if round_ is None:
        rounds.create(division=makers.district(), day=shanghai_day(NOW()), by=makers.keeper(), at=NOW())
        return
    act = {RoundStatus.DRAFT: "freeze", RoundStatus.FROZEN: "compute"}.get(
        RoundStatus(round_.status), "publish"
    )
    press(round_.pk, "freeze" if round_.refusal else act)


def press(round_: int, act: str) -> None:
    round_work.begin(round_=Round.objects.get(pk=round_), act=act, by=makers.keeper(), at=NOW())


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
    """What the worker does. A job whose worker was killed is taken up again when its lease is over: say it is."""
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
    """The device sends each thing it knows with one number, until it is answered; sometimes once more."""
    stop = (
        Stop.objects.filter(status=StopStatus.WAITING, run__status=RunStatus.DEPARTED).order_by("?").first()
    )
    if stop is None:
        return
    rejected = {parcel.pk: chance.choice([0, 0, parcel.units // 3]) for parcel in stop.items.order_by("pk")}
    units = dict(stop.items.values_list("pk", "units"))
    hands = {
        pk: Hand(units[pk] - less, less, chance.choice(["damaged", "not_needed"]) if less else "")
        for pk, less in rejected.items()
    }
    report = Report(EventKind.DELIVER, code=deliveries.code_of(stop), receiver="张三", lines=hands)
    if chance.random() < 0.2:
        report = Report(EventKind.FAIL, reason="nobody_there")
    event_id = uuid.uuid5(uuid.NAMESPACE_URL, str(stop.public_id))
    for _time in range(chance.choice([1, 1, 2])):
        mine = Stop.objects.get(pk=stop.pk)
        deliveries.record(
            stop=mine, event_id=event_id, report=report, occurred_at=NOW(), by=makers.driver(), at=NOW()
        )


def close(_chance: Random) -> None:
    for run in Run.objects.filter(status=RunStatus.DEPARTED).order_by("pk"):
        runs.close(run=run, by=makers.driver(), at=NOW())


def transfer(chance: Random) -> None:
    if open_transfers():
        arrive(chance)
    else:
        makers.transfer(chance.randrange(1, 40))


def arrive(_chance: Random) -> None:
    for found in Transfer.objects.filter(status=TransferStatus.ON_THE_WAY).order_by("pk"):
        arrivals = {line.pk: transfers.Arrival(line.sent) for line in found.lines.all()}
        transfers.arrive(transfer=found, arrivals=arrivals, by=makers.keeper(), at=NOW())


def count(chance: Random) -> None:
    row = (
        Balance.objects.pool()
        .filter(place=makers.place())
        .order_by("?")
        .select_related("lot", "place")
        .first()
    )
    if row:
        counted = max(0, row.on_hand + chance.randrange(-9, 9))
        stock.count(balance=row, counted=counted, reason="torn", by=makers.keeper(), at=NOW())


def doubt(chance: Random) -> None:
    """A lot is held, and released the next time."""
    held = Lot.objects.filter(status="held").first()
    if held:
        lots.release(lot=held, reason="checked", by=makers.keeper(), at=NOW())
    elif chance.random() < 0.3 and (lot := Lot.objects.filter(status="released").order_by("?").first()):
        lots.hold(lot=lot, reason="torn", by=makers.keeper(), at=NOW())


def expire(chance: Random) -> None:
    if chance.random() < 0.2:
        reservations.expire(NOW() + timedelta(days=3))


Step = Callable[[Random], None]
STEPS: list[Step] = [
    receive, order, go_on_with_a_round, go_on_with_a_round, go_on_with_a_round, plan, work, work, work, start, depart,
    deliver, deliver, close, transfer, count, doubt, expire,
]  # fmt: skip
END: list[Step] = [doubt, arrive, work, depart, *[deliver] * 9, close, work]


def take(steps: list[Step], chance: Random) -> list[str]:
    settings.DISPATCH_ITERATIONS = 5
    done = []
    for step in steps:
        try:
            step(chance)
            done.append(step.__name__)
        except (DomainError, IndexError):  # refused, or there is nothing to do it with
            continue
    return done


def carry_on(seed: int, length: int) -> list[str]:
    """So many acts of the day by chance; those that were done."""
    chance = Random(seed)
    return take([chance.choice(STEPS) for _step in range(length)], chance)


def finish(seed: int) -> list[str]:
    """What is on its way arrives, and the day ends."""
    chance = Random(seed)
    done: list[str] = []
    while open_runs() or open_transfers() or not done:
        done += take(END, chance)
        if len(done) > 2_000:
            raise RuntimeError("the day does not end")
    return done


def open_transfers() -> bool:
    return Transfer.objects.filter(status=TransferStatus.ON_THE_WAY).exists()


def open_runs() -> bool:
    return Run.objects.filter(status__in=[RunStatus.DRAFT, RunStatus.PLANNED, RunStatus.DEPARTED]).exists()


ACTS: dict[str, Callable[..., Any]] = {
    "reserve": reserve,
    "publish": publish,
    "press": press,
    "work": lambda: work(Random(0)),
    "carry_on": carry_on,
    "finish": finish,
}
