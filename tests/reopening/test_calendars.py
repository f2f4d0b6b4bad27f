"""Days as notices count them, across the 2020 Spring Festival and the turn of the year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import SHANGHAI, shanghai_day
from reopening.calendars import add_working_days, earliest_opening, is_working_day
from reopening.policy.timing import LeadTime

INSTANTS = st.datetimes(datetime(2019, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 1))


def lead(days, counting="calendar", counted=False):
    return LeadTime(source="s", days=days, counting=counting, filing_day_counted=counted)


def shanghai(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 1, 19), True),  # a Sunday worked for the festival
        (date(2020, 1, 24), False),
        (date(2020, 1, 31), False),  # the extension of the festival
        (date(2020, 2, 1), False),  # a Saturday that would have been worked
        (date(2020, 2, 2), False),
        (date(2020, 2, 3), True),
        (date(2020, 2, 15), False),
        (date(2020, 4, 6), False),
        (date(2020, 4, 26), True),
        (date(2020, 10, 10), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_working_days_follow_the_state_councils_calendar(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("filed_at", "rule", "earliest"),
    [
        (shanghai(2020, 2, 10, 9), lead(3), date(2020, 2, 13)),  # S17
        (shanghai(2020, 2, 10, 23, 59), lead(3), date(2020, 2, 13)),
        (datetime(2020, 2, 10, 16, 30, tzinfo=UTC), lead(3), date(2020, 2, 14)),  # past midnight in Shanghai
        (shanghai(2020, 2, 10), lead(3, counted=True), date(2020, 2, 12)),
        (shanghai(2020, 1, 22), lead(3, "working"), date(2020, 2, 4)),  # the whole festival lies between
        (shanghai(2020, 1, 22), lead(3, "working", counted=True), date(2020, 2, 3)),
        (shanghai(2020, 2, 1), lead(1, "working", counted=True), date(2020, 2, 3)),  # filed on a day off
        (shanghai(2020, 2, 28), lead(3), date(2020, 3, 2)),  # leap year
        (shanghai(2020, 12, 30), lead(3), date(2021, 1, 2)),
        (shanghai(2020, 2, 10), lead(0), date(2020, 2, 10)),
    ],
)
def test_earliest_opening_day(filed_at, rule, earliest):
    assert earliest_opening(filed_at, rule) == earliest


@given(INSTANTS, st.integers(0, 30), st.sampled_from(["calendar", "working"]), st.booleans())
def test_filing_later_never_allows_an_earlier_day(at, days, counting, counted):
    rule = lead(days, counting, counted)

    assert earliest_opening(at, rule) <= earliest_opening(at + timedelta(hours=20), rule)
    assert earliest_opening(at, rule) >= shanghai_day(at)


@given(INSTANTS, st.integers(1, 20))
def test_three_days_ahead_is_a_difference_of_three(at, days):
    assert (earliest_opening(at, lead(days)) - shanghai_day(at)).days == days


@given(DAYS, st.integers(1, 20))
def test_exactly_n_working_days_lie_after_the_start(day, count):
    end = add_working_days(day, count)

    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert is_working_day(end)
