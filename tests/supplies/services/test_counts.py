"""A closed day is changed by two people only (L10); stock as it was follows every correction."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.dates import shanghai_day
from supplies.models import AdjustmentStatus, Balance, CountDay, Movement
from supplies.queries.past_stock import item_sums, stock_at
from supplies.services import counts, proof, stock
from tests.supplies import makers

pytestmark = pytest.mark.django_db
NOW = timezone.now


def days_ago(number: int):
    return shanghai_day(NOW()) - timedelta(days=number)


def row() -> Balance:
    return Balance.objects.get(place=makers.place())


def close(number: int) -> CountDay:
    return counts.close_day(depot=makers.place(), day=days_ago(number), by=makers.keeper(), at=NOW())


def propose(difference: int = -5, number: int = 2):
    return counts.propose(
        balance=row(),
        day=days_ago(number),
        difference=difference,
        reason="torn",
        by=makers.keeper(),
        at=NOW(),
    )


def was(number: int) -> int:
    return sum(each.was for each in stock_at(makers.keeper(), counts.end_of(days_ago(number))))


def test_a_late_receipt_changes_history_by_a_posting_until_the_day_is_closed():
    makers.received(100, arrived_on=days_ago(3))
    makers.received(50, arrived_on=days_ago(1))
    before = (was(4), was(3), was(1))

    close(2)
    with pytest.raises(stock.DayClosed):
        makers.received(10, arrived_on=days_ago(2))
    makers.received(10, arrived_on=days_ago(1))

    assert before == (0, 100, 150)
    assert (was(2), was(1)) == (100, 160)


def test_today_and_tomorrow_cannot_be_closed_and_nothing_comes_in_the_future():
    for number in (0, -1):
        with pytest.raises(counts.DayNotOver):
            close(number)
    with pytest.raises(stock.InTheFuture):
        makers.received(10, arrived_on=days_ago(-1))


def test_a_correction_is_posted_when_a_second_person_signs_it():
    makers.received(100, arrived_on=days_ago(3))
    close(2)
    adjustment = propose()

    with pytest.raises(PermissionDenied):
        counts.sign(adjustment=adjustment, by=makers.keeper(), at=NOW())
    unsigned = (was(2), row().on_hand)
    counts.sign(adjustment=adjustment, by=makers.second(), at=NOW())

    assert unsigned == (100, 100)
    assert (was(3), was(2), row().on_hand) == (100, 95, 95)
    assert adjustment.status == AdjustmentStatus.SIGNED
    assert list(proof.faults()) == []


def test_a_declined_correction_posts_nothing():
    makers.received(100, arrived_on=days_ago(3))
    close(2)
    movements = Movement.objects.count()

    counts.decline(adjustment=propose(), reason="seen again", by=makers.second(), at=NOW())

    assert Movement.objects.count() == movements


def test_an_open_day_is_corrected_by_a_count_and_not_so():
    makers.received(100, arrived_on=days_ago(3))

    with pytest.raises(counts.DayNotClosed):
        propose()


def test_the_database_refuses_one_signature_twice():
    makers.received(100, arrived_on=days_ago(3))
    close(2)
    adjustment = propose()

    with pytest.raises(IntegrityError, match="adjustment_by_two"), transaction.atomic():
        type(adjustment).objects.filter(pk=adjustment.pk).update(
            status="signed",
            movement=Movement.objects.get(),
            answered_by=adjustment.proposed_by,
            answered_at=NOW(),
        )


def test_stock_as_of_a_moment_costs_the_same_however_long_the_ledger(django_assert_num_queries):
    for _ in range(5):
        makers.received(10)
    user, at = makers.keeper(), NOW()

    with django_assert_num_queries(2):  # with the appointments of the person
        rows = list(stock_at(user, at))
    with django_assert_num_queries(1):
        sums = item_sums(stock_at(user, at))

    assert len(rows) == 5
    assert [each["units"] for each in sums] == [50]
