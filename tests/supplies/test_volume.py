"""Foshan's first day: 4,261 firms ask for 462,528 masks; the day brings 15,000."""

import json
import time
import tracemalloc
from collections import deque

import pytest
from django.utils import timezone

from core.stretches import stretches
from supplies.models import AwardLot, Order, OrderLine, OrderStatus
from supplies.queries import public_rounds
from supplies.services import proof, rounds
from tests.factories import MembershipFactory
from tests.supplies import makers
from tests.supplies.foshan import CAME, asked_by, many_cases

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def many_orders() -> None:
    """Straight into the tables too; `test_foshan` brings them with a list."""
    at, person, item, applications = timezone.now(), MembershipFactory().user, makers.item(), many_cases()
    orders = Order.objects.bulk_create(
        Order(
            number=f"S{number}",
            application=application,
            firm=application.firm,
            division_code=application.division_code,
            status=OrderStatus.SUBMITTED,
            submitted_at=at,
            submitted_by=person,
        )
        for number, application in enumerate(applications)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, item=item, quantity=asked_by(number)) for number, order in enumerate(orders)
    )


def test_from_freeze_to_published_in_half_a_minute():
    many_orders()
    makers.received(CAME)
    started = time.perf_counter()

    round_ = makers.published_round()

    item = round_.items.get()
    assert time.perf_counter() - started < 30
    assert sum(AwardLot.objects.values_list("units", flat=True)) == item.granted * item.unit == CAME
    assert round_.status == "published"
    assert list(proof.faults()) == []
    assert rounds.computing.result_digest(round_) == round_.result_sha256


def test_the_public_file_is_written_a_stretch_at_a_time(monkeypatch):
    many_orders()
    makers.received(CAME)
    round_ = makers.computed_round()
    words = "".join(public_rounds.written(round_))
    assert len(json.loads(words)["items"][0]["lines"]) == round_.items.get().lines.count() > 4_000

    monkeypatch.setattr(public_rounds, "STRETCH", 20)
    monkeypatch.setattr(stretches, "__defaults__", (20,))
    tracemalloc.start()
    deque(public_rounds.written(round_), maxlen=0)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < len(words) / 3
