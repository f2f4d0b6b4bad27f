"""
The ledger's invariants L1 to L5 under any course of receipts, transfers, counts and reversals.

Whatever was refused has left no trace; whatever was done, the books prove themselves, agree with a plain model of
where the goods are, and say the same when they are asked for the stock of this moment.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from core.dates import shanghai_day
from core.errors import DomainError
from supplies.models import Balance, Movement, Place, PlaceKind, Posting, Transfer, TransferStatus
from supplies.queries.past_stock import stock_at
from supplies.queries.traces import whereabouts_of
from supplies.services import proof, stock, transfers
from tests.supplies import makers
from tests.supplies.examples import MANY, hold

pytestmark = pytest.mark.django_db
NOW = timezone.now

UNITS = st.integers(-2, 60)
STEPS = st.one_of(
    st.tuples(st.just("receive"), UNITS, st.sampled_from("AB"), st.integers(-1, 3)),
    st.tuples(st.just("send"), UNITS, st.sampled_from("AB"), st.booleans()),
    st.tuples(st.just("arrive"), UNITS, st.booleans()),
    st.tuples(st.just("call_back")),
    st.tuples(st.just("count"), UNITS, st.sampled_from("AB")),
    st.tuples(st.just("reverse"), st.integers(0, 9)),
)
COURSES = st.lists(STEPS, max_size=8)


def take(step: tuple[Any, ...]) -> None:
    act, *words = step
    {
        "receive": receive,
        "send": send,
        "arrive": arrive,
        "call_back": call_back,
        "count": count,
        "reverse": reverse,
    }[act](*words)


def receive(units: int, lot: str, days: int) -> None:
    expires = shanghai_day(NOW()) + makers.FAR
    day = shanghai_day(NOW()) - timedelta(days=days)
    makers.received(units, lot_no=lot, expires_on=expires, arrived_on=day)


def row_of(place: Place, lot: str) -> Balance | None:
    return Balance.objects.filter(place=place, lot__lot_no=lot).select_related("lot", "place").first()


def send(units: int, lot: str, back: bool) -> None:
    depots = [makers.place(), makers.other_depot()]
    source, target = reversed(depots) if back else depots
    if row := row_of(source, lot):
        goods = [(row, units)]
        transfers.send(source=source, target=target, goods=goods, by=makers.keeper(), at=NOW())


def on_the_way() -> Transfer | None:
    return Transfer.objects.filter(status=TransferStatus.ON_THE_WAY).order_by("pk").first()


def arrive(units: int, has_reason: bool) -> None:
    if transfer := on_the_way():
        line = transfer.lines.get()
        arrivals = {line.pk: transfers.Arrival(units, "counted" if has_reason else "")}
        transfers.arrive(transfer=transfer, arrivals=arrivals, by=makers.keeper(), at=NOW())


def call_back() -> None:
    if transfer := on_the_way():
        transfers.call_back(transfer=transfer, reason="rain", by=makers.keeper(), at=NOW())


def count(units: int, lot: str) -> None:
    if row := row_of(makers.place(), lot):
        stock.count(balance=row, counted=units, reason="torn", by=makers.keeper(), at=NOW())


def reverse(number: int) -> None:
    rows = list(Movement.objects.order_by("pk"))
    if rows:
        stock.reverse(movement=rows[number % len(rows)], reason="mistake", by=makers.keeper(), at=NOW())


def books() -> Counter[tuple[int, int]]:
    sums: Counter[tuple[int, int]] = Counter()
    for place, lot, units in Posting.objects.values_list("place", "lot", "quantity"):
        sums[place, lot] += units
    return sums


def walk(course: list[tuple[Any, ...]]) -> None:
    posted = list(Posting.objects.order_by("pk").values_list())
    for step in course:
        before = books()
        try:
            with transaction.atomic():
                take(step)
        except DomainError:
            assert books() == before
        # L4: what was posted stays as it was posted.
        now = list(Posting.objects.order_by("pk").values_list())
        assert now[: len(posted)] == posted
        posted = now
    check()


def check() -> None:
    assert list(proof.faults()) == []  # L1, L2, L3, L5
    sums = books()
    rows = {(row.place_id, row.lot_id): row for row in Balance.objects.select_related("place", "lot")}
    assert {key: row.on_hand for key, row in rows.items() if row.on_hand} == {
        key: units for key, units in sums.items() if units
    }
    inside = [row for row in rows.values() if row.place.kind in (PlaceKind.DEPOT, PlaceKind.IN_TRANSIT)]
    assert all(row.on_hand >= row.reserved >= 0 for row in inside)
    assert all(whereabouts_of(row.lot).adds_up for row in rows.values())
    now = {row.pk: row.was for row in stock_at(makers.keeper(), NOW())}  # type: ignore[attr-defined]
    depots = [row for row in inside if row.place.kind == PlaceKind.DEPOT and row.on_hand]
    assert now == {row.pk: row.on_hand for row in depots}


def prepared() -> None:
    makers.place(), makers.other_depot(), makers.keeper(), makers.supplier(), makers.item()


@pytest.mark.parametrize("examples", [10, MANY])
def test_the_books_hold_after_any_course(examples):
    prepared()
    hold(walk, COURSES, examples=examples)
