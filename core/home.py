"""
What a person must do next: the first page after signing in.

Each package answers for itself in `home.py`: `tasks(user, at)` yields the tasks it has for this person, the
most pressing first. Core gathers them without knowing what a firm or a mask is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.dates import shanghai_day, start_of
from core.models import Export, Job, JobState, Role, User
from core.packages import modules
from core.paging import count_capped
from core.queries import audit_visible_to

Words = str | Promise


@dataclass(frozen=True)
class HomeTask:
    """
    One thing to do: where, how many, and how pressing.

    :param figure: the number that matters, ready to print (may be empty)
    :param state: `done`, `started`, `problem` or `open`, as in a task list
    :param action: the words on the button when this is the next step
    :param order: tasks of all packages are shown from small to large
    """

    title: Words
    url: str
    detail: Words = ""
    figure: str = ""
    icon: str = "right"
    state: str = "open"
    action: Words = ""
    order: int = 50


TaskSource = Callable[[User, datetime], Iterable[HomeTask]]


def of_auditor(user: User, at: datetime) -> Iterable[HomeTask]:
    """What changed?"""
    if Role.AUDITOR in user.roles:
        today = audit_visible_to(user).filter(at__gte=start_of(shanghai_day(at)))
        value, exact = count_capped(today)
        yield HomeTask(
            title=_("Acts since midnight"),
            figure=f"{value:,}" if exact else f"{value:,}+",
            url=reverse("core:audit"),
            icon="history",
            action=_("Read the audit trail"),
            order=40,
        )


def of_administrator(user: User, at: datetime) -> Iterable[HomeTask]:
    """Work that failed waits for a person."""
    failed = Job.objects.filter(state=JobState.FAILED).count() if Role.ADMINISTRATOR in user.roles else 0
    if failed:
        yield HomeTask(
            title=_("Failed work"),
            figure=f"{failed:,}",
            url=reverse("core:failed-jobs"),
            icon="warn",
            state="problem",
            order=5,
        )


def of_consents(user: User, at: datetime) -> Iterable[HomeTask]:
    """People's data that a colleague asks for as a file."""
    waiting = Export.objects.to_consent(user).count() if Role.APPROVER in user.roles else 0
    if waiting:
        yield HomeTask(
            title=_("Exports to consent to"),
            detail=_("A colleague asks for many people's data as a file."),
            figure=f"{waiting:,}",
            url=reverse("core:exports"),
            icon="download",
            order=13,
        )


@cache
def sources() -> tuple[TaskSource, ...]:
    return (
        of_auditor,
        of_administrator,
        of_consents,
        *(module.tasks for module in modules("home", besides="core")),
    )


def tasks_for(user: User, at: datetime) -> list[HomeTask]:
    """All tasks of `user`, the most pressing first."""
    found = [task for source in sources() for task in source(user, at)]
    return sorted(found, key=lambda task: task.order)
