"""Who has how much: the officers of a division, what they hold, what is due, what they have answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from approvals.queries.queue import queue, waiting_counts
from core.dates import shanghai_day, start_of
from core.models import Appointment, AuditEvent, Role, User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus

IN_HAND = [ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_REVIEW]
ANSWERS = ["application.recommend", "application.return_for_correction", "application.reject"]
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Load:
    """
    One officer's work. `answered`: cases recommended, returned or rejected in the last seven days.

    :param is_appointed: whether the person still reviews there
    """

    officer: User
    is_appointed: bool
    in_hand: int
    due_today: int
    overdue: int
    answered: int


@dataclass(frozen=True)
class Total:
    """
    Everything that waits in the divisions of a lead: with the officers, with nobody, and before the approver.

    :ivar ready: recommended; their officers are done with them
    """

    waiting: int
    unclaimed: int
    ready: int


def total(user: User, loads: Iterable[Load]) -> Total:
    """As the kept counts have it, so that it costs the same however many wait. :param loads: `workload` of the lead"""
    counts = waiting_counts(user)
    waiting = sum(counts.values())
    ready = sum(
        cases for (status, _phase), cases in counts.items() if status == ApplicationStatus.RECOMMENDED
    )
    held = sum(load.in_hand for load in loads)
    return Total(waiting, max(waiting - ready - held, 0), ready)


def workload(user: User, at: datetime) -> list[Load]:
    """Everybody who reviews below the divisions of `user` or holds a case of theirs; the fullest first."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    held = {row["claimed_by"]: row for row in held_cases(user, at)}
    appointed = set(
        Appointment.objects.filter(prefix_q("division__code", codes), role=Role.REVIEWER).values_list(
            "user", flat=True
        )
    )
    answered = answered_since(appointed | held.keys(), codes, at - WEEK)
    people, higher = User.objects.in_bulk(appointed | held.keys()), above(codes)
    loads = [
        Load(
            officer=person,
            is_appointed=pk in appointed | higher,
            in_hand=held.get(pk, {}).get("in_hand", 0),
            due_today=held.get(pk, {}).get("due_today", 0),
            overdue=held.get(pk, {}).get("overdue", 0),
            answered=answered.get(pk, 0),
        )
        for pk, person in people.items()
    ]
    return sorted(loads, key=lambda load: (-load.in_hand, str(load.officer)))


def above(codes: Iterable[str]) -> set[int]:
    """Who reviews in a division above these, and so in these too."""
    over = {code[:length] for code in codes for length in (2, 4, 6, 9) if length < len(code)}
    rows = Appointment.objects.filter(role=Role.REVIEWER, division_id__in=over)
    return set(rows.values_list("user", flat=True))


def held_cases(user: User, at: datetime) -> QuerySet[Any]:
    """By officer: cases in hand, due today (and not late yet), and late."""
    tomorrow = start_of(shanghai_day(at) + timedelta(days=1))
    rows = queue(user).filter(status__in=IN_HAND, claimed_by__isnull=False)
    return (
        rows.values("claimed_by")
        .annotate(
            in_hand=Count("pk"),
            due_today=Count("pk", filter=Q(due_at__gte=at, due_at__lt=tomorrow)),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
        )
        .order_by("claimed_by")
    )


def answered_since(officers: Iterable[int], codes: Iterable[str], since: datetime) -> dict[int, int]:
    """By officer: answers given since then, on cases below `codes`; by the index of actor and time."""
    rows = AuditEvent.objects.filter(actor__in=officers, at__gte=since, verb__in=ANSWERS)
    events = list(rows.values_list("actor", "subject_id"))
    here = Application.objects.filter(prefix_q("division_code", codes))
    known = set(here.filter(pk__in={int(subject) for _actor, subject in events}).values_list("pk", flat=True))
    found: dict[int, int] = {}
    for actor, subject in events:
        if int(subject) in known:
            found[actor] = found.get(actor, 0) + 1
    return found


def cases_of(user: User, officer: User | None) -> QuerySet[Application]:
    """What an officer holds in the divisions of `user`; without one, what nobody holds."""
    return queue(user).filter(status__in=IN_HAND, claimed_by=officer)
