"""Every verb is refused outside its source states, and nothing changes."""

import pytest
from django.utils import timezone

from core.errors import TransitionNotAllowed
from core.models import AuditEvent
from supplies.models import OrderStatus, RoundStatus, RunStatus, StopStatus
from supplies.transitions import ORDER, ROUND, RUN, STOP
from tests.supplies import makers

pytestmark = pytest.mark.django_db
REFUSED = [
    (name, verb, status)
    for name, table, statuses in (
        ("order", ORDER, OrderStatus),
        ("round", ROUND, RoundStatus),
        ("run", RUN, RunStatus),
        ("stop", STOP, StopStatus),
    )
    for verb, rule in table.items()
    for status in statuses
    if status not in rule.sources
]
TABLES = {"order": ORDER, "round": ROUND, "run": RUN, "stop": STOP}


@pytest.fixture
def records():
    makers.received(1_000)
    order = makers.order()
    round_ = makers.published_round()
    run = makers.departed_run()
    return {"order": order, "round": round_, "run": run, "stop": run.stops.get()}


def test_every_verb_is_refused_outside_its_source_states(records):
    for name, verb, status in REFUSED:
        record = records[name]
        record.status = status
        table = type(record)._base_manager.filter(pk=record.pk)
        extra = {"fail_reason": "refused" if status == "failed" else ""} if name == "stop" else {}
        table.update(status=status, **extra)
        before = AuditEvent.objects.count()

        with (
            pytest.raises(TransitionNotAllowed),
            TABLES[name].transition(record, verb, by=makers.keeper(), at=timezone.now()),
        ):
            pytest.fail("the body must not run")

        assert AuditEvent.objects.count() == before
