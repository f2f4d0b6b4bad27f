"""
L10 on drawn courses: a closed day says what it said, until two people have signed that it changes.

Goods come late, days are closed, counts and adjustments follow; each sealed day is asked again after every step.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User
from supplies.models import Balance, Posting
from supplies.queries.past_stock import stock_at
from supplies.services import counts, proof, stock
from tests.supplies import makers
from tests.supplies.examples import MANY, hold

pytestmark = pytest.mark.django_db
NOW = timezone.now

AGO = st.integers(0, 4)  # days
STEPS = st.one_of(
    st.tuples(st.just("receive"), st.integers(1, 60), AGO),
    st.tuples(st.just("close"), AGO),
    st.tuples(st.just("count"), st.integers(0, 200)),
    st.tuples(st.just("adjust"), st.integers(-80, 30), AGO),
)
COURSES = st.lists(STEPS, min_size=2, max_size=8)


def day(ago: int) -> date:
    return shanghai_day(NOW()) - timedelta(days=ago)


def was(on: date) -> int:
    return sum(row.was for row in stock_at(makers.keeper(), counts.end_of(on)))  # type: ignore[attr-defined]


def row() -> Balance | None:
    return Balance.objects.filter(place=makers.place()).select_related("lot", "place").first()


class Books:
    """The days that are closed and what they said."""

    def __init__(self, other: User) -> None:
        self.other, self.sealed = other, dict[date, int]()

    def receive(self, units: int, ago: int) -> None:
        is_closed = any(day(ago) <= sealed for sealed in self.sealed)
        try:
            makers.received(units, lot_no="A", expires_on=day(0) + makers.FAR, arrived_on=day(ago))
        except stock.DayClosed:
            assert is_closed
        else:
            assert not is_closed or not ago

    def close(self, ago: int) -> None:
        counts.close_day(depot=makers.place(), day=day(ago), by=makers.keeper(), at=NOW())
        self.sealed |= {
            day(number): was(day(number)) for number in range(ago, 6) if day(number) not in self.sealed
        }

    def count(self, units: int) -> None:
        if found := row():
            stock.count(balance=found, counted=units, reason="torn", by=makers.keeper(), at=NOW())

    def adjust(self, difference: int, ago: int) -> None:
        if found := row():
            wish = counts.propose(
                balance=found,
                day=day(ago),
                difference=difference,
                reason="torn",
                by=makers.keeper(),
                at=NOW(),
            )
            self.check()  # nothing has changed before the second signature
            counts.sign(adjustment=wish, by=self.other, at=NOW())
            self.sealed = {on: units + difference * (on >= day(ago)) for on, units in self.sealed.items()}

    def check(self) -> None:
        assert {on: was(on) for on in self.sealed} == self.sealed


def l10_a_closed_day_changes_by_two_signatures_only(course: list[tuple[Any, ...]], other: User) -> None:
    books = Books(other)
    posted = list[Any]()
    for act, *words in course:
        try:
            with transaction.atomic():
                getattr(books, act)(*words)
        except DomainError:
            pass  # refused, and nothing has changed
        books.check()
        now = list(Posting.objects.order_by("pk").values_list())
        assert now[: len(posted)] == posted
        posted = now
    assert list(proof.faults()) == []


@pytest.mark.parametrize("examples", [6, MANY])
def test_l10(examples):
    makers.place(), makers.supplier(), makers.item()
    hold(
        l10_a_closed_day_changes_by_two_signatures_only, COURSES, st.just(makers.second()), examples=examples
    )
