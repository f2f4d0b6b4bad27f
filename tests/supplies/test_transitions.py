"""Every verb is refused outside its source states, and nothing changes."""

import pytest
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import AuditEvent
from supplies.models import (
    DispatchPlan,
    ErrandStatus,
    LodgingStatus,
    Lot,
    LotStatus,
    OrderStatus,
    PlaceStatus,
    PlanStatus,
    RoundStatus,
    RunStatus,
    StopStatus,
    TransferStatus,
)
from supplies.transitions import ERRAND, LODGING, LOT, ORDER, PLACE, PLAN, ROUND, RUN, STOP, TRANSFER
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db
REFUSED = [
    (name, verb, status)
    for name, table, statuses in (
        ("lot", LOT, LotStatus),
        ("place", PLACE, PlaceStatus),
        ("transfer", TRANSFER, TransferStatus),
        ("order", ORDER, OrderStatus),
        ("errand", ERRAND, ErrandStatus),
        ("lodging", LODGING, LodgingStatus),
        ("round", ROUND, RoundStatus),
        ("plan", PLAN, PlanStatus),
        ("run", RUN, RunStatus),
        ("stop", STOP, StopStatus),
    )
    for verb, rule in table.items()
    for status in statuses
    if status not in rule.sources
]
TABLES = {
    "lot": LOT,
    "place": PLACE,
    "transfer": TRANSFER,
    "order": ORDER,
    "errand": ERRAND,
    "lodging": LODGING,
    "plan": PLAN,
    "round": ROUND,
    "run": RUN,
    "stop": STOP,
}


@pytest.fixture
def records():
    makers.received(1_000)
    order = makers.order()
    round_ = makers.published_round()
    plan = makers.plan()
    DispatchPlan.objects.update(length_m=1, greedy_m=1, plan_sha256="0" * 64)
    run = makers.departed_run()
    return {
        "lot": Lot.objects.get(),
        "place": makers.place(),
        "transfer": makers.transfer(),
        "order": order,
        "errand": makers.errand(application=order.application),
        "lodging": makers.lodging(application=order.application, order=order),
        "plan": plan,
        "round": round_,
        "run": run,
        "stop": run.stops.get(),
    }


def fitting(name, status):
    """What the state asks of the record's other columns."""
    if name == "lodging":
        return {"place": "x", "address": "y", "lodged": 1, "answer": "z"}
    extra = {"answer": "z"} if name == "errand" else {}
    return extra | (
        {"fail_reason": "refused" if status == "failed" else ""} if name in {"stop", "errand"} else {}
    )


def test_every_verb_is_refused_outside_its_source_states(records):
    for name, verb, status in REFUSED:
        record = records[name]
        record.status = status
        rows = type(record)._base_manager.filter(pk=record.pk)
        force(rows, status=status, **fitting(name, status))
        before = AuditEvent.objects.count()

        with (
            pytest.raises(TransitionNotAllowed),
            TABLES[name].transition(record, verb, by=makers.keeper(), at=timezone.now()),
        ):
            pytest.fail("the body must not run")

        assert AuditEvent.objects.count() == before
