from datetime import UTC, datetime, timedelta

import pytest

from reopening.deadlines import time_left

AT = datetime(2020, 2, 17, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=3, hours=5), "3 days"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(0), "0 minutes"),
        (-timedelta(minutes=1), "1 hour late"),
        (-timedelta(hours=30), "30 hours late"),
        (-timedelta(days=10), "10 days late"),
    ],
)
def test_the_largest_unit_that_tells_enough(span, words):
    assert time_left(AT + span, AT).words == words


@pytest.mark.parametrize(
    ("span", "is_soon", "is_over"),
    [
        (timedelta(hours=24), False, False),
        (timedelta(hours=23), True, False),
        (-timedelta(seconds=1), False, True),
    ],
)
def test_soon_is_within_a_day_and_late_is_not_soon(span, is_soon, is_over):
    left = time_left(AT + span, AT)

    assert (left.is_soon, left.is_over) == (is_soon, is_over)
