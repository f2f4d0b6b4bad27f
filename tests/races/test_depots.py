"""
What is closed stays closed, and what a run has taken stays set aside, whoever comes meanwhile.

Each race has its control: with the lock taken away the same race goes wrong.
"""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from core.dates import shanghai_day
from supplies.models import AwardLot, AwardLotState, StopItem
from supplies.queries.past_stock import stock_at
from supplies.services import counts, proof, reservations, runs, stock
from tests.races.crowd import together
from tests.supplies import makers

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 1  # seconds that somebody waits for the other, who waits for a lock in turn


# --- A day is closed while a late receipt is written into it ------------------------


def stock_of(day: Any) -> int:
    return sum(row.was for row in stock_at(makers.keeper(), counts.end_of(day)))


def close_during_a_late_receipt(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, int, int]:
    """The receipt has seen an open day and has not committed: what the closing saw, and what the day says now."""
    depot, keeper, day = makers.place(), makers.keeper(), shanghai_day(timezone.now()) - timedelta(days=1)
    makers.received(100, arrived_on=day)
    has_looked, is_closed = threading.Event(), threading.Event()
    refuse_closed = stock.refuse_closed

    def look_and_wait(*words: Any) -> None:
        refuse_closed(*words)
        has_looked.set()
        is_closed.wait(timeout=PATIENCE)

    def close() -> int:
        has_looked.wait(timeout=30)
        counts.close_day(depot=depot, day=day, by=keeper, at=timezone.now())
        seen = stock_of(day)
        is_closed.set()
        return seen

    monkeypatch.setattr(stock, "refuse_closed", look_and_wait)
    late, seen = together(lambda: makers.received(10, lot_no="late", arrived_on=day), close)
    return late, seen, stock_of(day)


def test_a_day_is_closed_after_the_late_receipt_that_began_before(monkeypatch):
    late, seen, now = close_during_a_late_receipt(monkeypatch)

    assert late.pk
    assert (seen, now) == (110, 110)


def test_control_without_the_lock_a_closed_day_changes(monkeypatch):
    monkeypatch.setattr(stock, "hold_days", lambda _depots: None)

    _late, seen, now = close_during_a_late_receipt(monkeypatch)

    assert (seen, now) == (100, 110)


# --- A reservation expires while a run takes it --------------------------------------


def expire_during_the_start_of_a_run(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The run has taken its parcels and has not committed; the nightly expiry comes just then."""
    makers.received(1_000)
    makers.order()
    makers.published_round()
    depot, keeper, late = makers.place(), makers.keeper(), timezone.now() + timedelta(days=9)
    has_taken, is_over = threading.Event(), threading.Event()
    add_stops = runs.add_stops

    def slowly(*words: Any, **more: Any) -> None:
        add_stops(*words, **more)
        has_taken.set()
        is_over.wait(timeout=PATIENCE)

    def expire() -> int:
        has_taken.wait(timeout=30)
        try:
            return reservations.expire(late)
        finally:
            is_over.set()

    monkeypatch.setattr(runs, "add_stops", slowly)
    start = lambda: runs.create(depot=depot, day=shanghai_day(late), by=keeper, at=timezone.now())  # noqa: E731
    return together(start, expire)


def test_what_a_run_is_taking_does_not_expire(monkeypatch):
    run, freed = expire_during_the_start_of_a_run(monkeypatch)

    assert (run.stops.count(), freed) == (1, 0)
    assert AwardLot.objects.get().state == AwardLotState.RESERVED
    assert list(proof.faults()) == []


def test_control_without_the_lock_a_run_carries_what_is_free_again(monkeypatch):
    lock = QuerySet.select_for_update

    def but_parcels(rows: Any, *words: Any, **more: Any) -> Any:
        return rows if rows.model is AwardLot else lock(rows, *words, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", but_parcels)

    _run, freed = expire_during_the_start_of_a_run(monkeypatch)

    assert freed == 1
    assert StopItem.objects.get().award_lot.state == AwardLotState.EXPIRED
