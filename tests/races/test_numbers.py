"""Certificate numbers under concurrency: all different, in the order of the commits, and without gaps."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from approvals.numbering import certificate_number, scope
from core.numbers import next_numbers, number_in
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)

SCOPE = scope("330106002", date(2020, 2, 17))
ROUNDS = 20


def taken(results):
    """The numbers that all acts took; an error of one is raised here."""
    for result in results:
        if isinstance(result, Exception):
            raise result
    return [number for numbers in results for number in numbers]


def take_many():
    return [next_numbers(SCOPE, 1)[0] for _round in range(ROUNDS)]


def test_numbers_taken_by_many_at_once_are_all_different_and_without_a_gap():
    results = together(*[take_many] * 4)

    assert sorted(taken(results)) == list(range(1, 4 * ROUNDS + 1))
    assert all(numbers == sorted(numbers) for numbers in results)
    assert all(
        number_in(certificate_number("330106002", date(2020, 2, 17), number)) for number in taken(results)
    )


def test_control_counting_first_and_writing_then_gives_a_number_twice():
    both_have_read = threading.Barrier(2)

    def read_then_write():
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM core_counter WHERE scope = %s", [SCOPE])
            last = cursor.fetchone()[0]
            both_have_read.wait(timeout=30)
            cursor.execute("UPDATE core_counter SET value = %s WHERE scope = %s", [last + 1, SCOPE])
        return [last + 1]

    next_numbers(SCOPE, 1)

    numbers = taken(together(read_then_write, read_then_write))

    assert len(set(numbers)) == 1


def test_a_decision_that_is_rolled_back_gives_its_number_back_so_that_no_gap_remains():
    with transaction.atomic():
        next_numbers(SCOPE, 3)
        transaction.set_rollback(True)

    assert next_numbers(SCOPE, 1)[0] == 1


def test_each_district_and_each_day_counts_for_itself():
    next_numbers(SCOPE, 5)

    assert next_numbers(scope("330106002", date(2020, 2, 18)), 1)[0] == 1
    assert next_numbers(scope("330109001", date(2020, 2, 17)), 1)[0] == 1
    assert next_numbers(scope("330106001", date(2020, 2, 17)), 1)[0] == 6  # another street, the same district
