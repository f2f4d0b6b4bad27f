"""
Days as the notices count them: Shanghai days, China's working days and lead times.

Working days follow the State Council's holidays with their adjusted working weekends, the extension of
the 2020 Spring Festival to 2 February included.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

import holidays

from core.dates import shanghai_day
from reopening.policy.timing import Counting, LeadTime

ONE_DAY = timedelta(days=1)


@cache
def _calendar_of(year: int) -> holidays.HolidayBase:
    # One object per year, filled before it is shared: the library's own lazy filling is not thread-safe.
    return holidays.country_holidays("CN", years=year, expand=False)


@lru_cache(maxsize=4_000)
def is_working_day(day: date) -> bool:
    """Whether offices work on `day`, adjusted weekends included."""
    return _calendar_of(day.year).is_working_day(day)


def working_days_after(day: date) -> Iterator[date]:
    """Every working day later than `day`."""
    while True:
        day += ONE_DAY
        if is_working_day(day):
            yield day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is not counted; `day` itself for 0."""
    later = working_days_after(day)
    for _ in range(count):
        day = next(later)
    return day


def earliest_opening(filed_at: datetime, lead: LeadTime) -> date:
    """
    The first day on which a firm that files at `filed_at` may open.

    Three calendar days, filing day not counted: filed on the 10th, open on the 13th (S17).
    """
    filed_on = shanghai_day(filed_at)
    working = lead.counting == Counting.WORKING
    counts_today = lead.filing_day_counted and (not working or is_working_day(filed_on))
    days = max(lead.days - 1, 0) if counts_today else lead.days
    return add_working_days(filed_on, days) if working else filed_on + days * ONE_DAY
