"""How much time an answer still has, in the largest unit that tells enough."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, ngettext

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


def days_left(due_on: date, today: date) -> TimeLeft:
    """Until the end of the day `due_on`; on the day itself nothing is late."""
    days = (due_on - today).days
    if days < 0:
        return TimeLeft(
            ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days},
            is_over=True,
            is_soon=False,
        )
    words = ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return TimeLeft(words if days else gettext("due today"), is_over=False, is_soon=days <= 1)


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
