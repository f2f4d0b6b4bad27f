"""Days are Shanghai's; instants are UTC in the database."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext_lazy

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = [
    pgettext_lazy("weekday beside a date", "Mon"),
    pgettext_lazy("weekday beside a date", "Tue"),
    pgettext_lazy("weekday beside a date", "Wed"),
    pgettext_lazy("weekday beside a date", "Thu"),
    pgettext_lazy("weekday beside a date", "Fri"),
    pgettext_lazy("weekday beside a date", "Sat"),
    pgettext_lazy("weekday beside a date", "Sun"),
]


def shanghai_day(at: datetime) -> date:
    """The day in Shanghai at the instant `at`."""
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The instant at which `day` begins in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def day_shown(day: date) -> str:
    """`2020-02-17 (周一)`, in the reader's language."""
    return f"{day:%Y-%m-%d} ({WEEKDAYS[day.weekday()]})"


def instant_shown(at: datetime) -> str:
    """`2020-02-17 (周一) 14:30`, in Shanghai and in the reader's language."""
    return f"{day_shown(shanghai_day(at))} {at.astimezone(SHANGHAI):%H:%M}"
