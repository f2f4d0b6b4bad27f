"""How much time an answer still has, in the largest unit that tells enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

SOON = timedelta(hours=24)


@dataclass(frozen=True)
class TimeLeft:
    """`is_soon` counts from 24 hours before; an overdue answer is late, not soon."""

    words: str
    is_over: bool
    is_soon: bool


def time_left(due_at: datetime, at: datetime) -> TimeLeft:
    """From `at` until `due_at`: days from two days on, else hours, else minutes."""
    span = abs(due_at - at)
    is_over = due_at < at
    return TimeLeft(overdue(span) if is_over else remaining(span), is_over, not is_over and span < SOON)


def remaining(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def overdue(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:
        days = hours // 24
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    hours = max(hours, 1)
    return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
