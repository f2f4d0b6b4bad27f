"""Days are Shanghai's; instants are UTC in the database."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai_day(at: datetime) -> date:
    """The day in Shanghai at the instant `at`."""
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The instant at which `day` begins in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
