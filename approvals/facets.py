"""The counts beside the queue's filters: exact where they are kept, else up to a cap."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from approvals.forms.queue import FLAGS, STATUSES, QueueFilter
from approvals.queries.queue import waiting_counts
from core.models import User
from core.paging import count_capped
from reopening.models import Application

KEPT = {"division", "status", "phase"}  # what the kept counts tell apart
Count = tuple[int, bool]


@dataclass(frozen=True)
class Facet:
    """One value of a filter: its name, how many cases it would leave (value, exact), the list that shows them."""

    value: str
    label: Any
    count: Count
    url: str
    current: bool


def facets_of(filters: QueueFilter, user: User) -> dict[str, list[Facet]]:
    """By filter. Each counts under all other filters in use, so that a click shows as many as it says."""
    kept = kept_counts(filters, user)
    choices = {
        "status": STATUSES,
        "phase": filters.form.fields["phase"].choices,
        "class": filters.form.fields["class"].choices,
        "lane": filters.form.fields["lane"].choices,
        "flag": FLAGS,
    }
    return {
        name: [facet(filters, name, value, label, kept) for value, label in values if value]
        for name, values in choices.items()
    }


def facet(filters: QueueFilter, name: str, value: str, label: Any, kept: dict[str, dict[str, int]]) -> Facet:
    current = str(filters.used.get(name, "")) == str(value)
    count = (kept[name].get(value, 0), True) if name in kept else counted(filters, name, value)
    query = address(filters, **{name: None if current else value})
    return Facet(str(value), label, count, query, current)


def kept_counts(filters: QueueFilter, user: User) -> dict[str, dict[str, int]]:
    """Exact numbers by state and by phase, when no other filter is in use."""
    used = filters.used
    if used.keys() - KEPT:
        return {}
    counts = waiting_counts(user, used.get("division", ""))
    by_status: dict[str, int] = {}
    by_phase: dict[str, int] = {}
    for (status, phase), cases in counts.items():
        if used.get("phase", phase) == phase:
            by_status[status] = by_status.get(status, 0) + cases
        if used.get("status", status) == status:
            by_phase[phase] = by_phase.get(phase, 0) + cases
    return {"status": by_status, "phase": by_phase}


def total(filters: QueueFilter, user: User, rows: QuerySet[Application]) -> Count:
    """How many cases the filters leave."""
    used = filters.used
    if used.keys() - KEPT:
        return count_capped(rows)
    counts = waiting_counts(user, used.get("division", ""), used.get("phase", ""))
    return sum(n for (status, _phase), n in counts.items() if used.get("status", status) == status), True


def counted(filters: QueueFilter, name: str, value: str) -> Count:
    rows = filters.filters[name].filter(filters.rows_without(name), value)
    return count_capped(rows)


def address(filters: QueueFilter, **changes: str | None) -> str:
    """The list's address with some filters changed or, by None, taken off; always its first page."""
    return "?" + urlencode({name: value for name, value in (query_of(filters) | changes).items() if value})


def query_of(filters: QueueFilter) -> dict[str, Any]:
    """The filters in use, as in an address; what is no filter is left out."""
    known = filters.base_filters
    return {name: value for name, value in filters.data.items() if name in known and value}


def chips(filters: QueueFilter) -> list[tuple[str, str]]:
    """Each filter in use in words, and the address without it."""
    return [
        (in_words(filters, name, value), address(filters, **{name: None}))
        for name, value in filters.used.items()
    ]


def in_words(filters: QueueFilter, name: str, value: Any) -> str:
    field = filters.form.fields[name]
    choices = dict(getattr(field, "choices", ()))
    shown = "" if value is True else choices.get(value, value)
    return f"{field.label}: {shown}" if shown else str(field.label)
