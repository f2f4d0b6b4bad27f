"""What officials must decide next, for the page after signing in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Batch, BatchStatus, Suspension, SuspensionStatus
from approvals.queries.advice import ADVISERS, questions_for
from approvals.queries.appeals import to_answer
from approvals.queries.certificates import lists_to_publish
from approvals.queries.checks import checks_for
from approvals.queries.conditions import CONFIRMERS, conditions_here, handed_in
from approvals.queries.queue import handed_in_again, queue
from approvals.queries.steps import STEP_ROLES, steps_for
from approvals.queries.stops import STOPPERS, mended_to_look_at
from approvals.queries.visits import visits_for
from core.dates import shanghai_day, start_of
from core.home import HomeTask
from core.models import Role, User
from core.paging import count_capped
from core.templatetags.desk import capped
from reopening.models import ApplicationStatus


def tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    """
    Reviewers: what is due today and what they hold. Approvers: what waits for a signature. Who confirms papers:
    what firms handed in late. Who stops firms: those to check, and those that say they have mended it.
    """
    if user.roles & set(CONFIRMERS):
        yield from confirmers_tasks(user, at)
    if user.roles & set(ADVISERS):
        yield from advisers_tasks(user, at)
    if Role.INSPECTOR in user.roles:
        yield from visits_tasks(user, at)
    if user.roles & STEP_ROLES:
        yield from steps_tasks(user)
    if user.roles & set(STOPPERS):
        yield from stoppers_tasks(user, at)
    if Role.REVIEWER in user.roles:
        yield from reviewers_tasks(user, at)
    if Role.APPROVER in user.roles:
        yield from approvers_tasks(user, at)


def counted(
    rows: QuerySet[Any], title: str | Promise, url: str, *, late: Q | None = None, **looks: Any
) -> Iterator[HomeTask]:
    """
    A task with the number of its rows, up to a cap; none where there are none.

    :param late: which of its rows are late; with one of them the task is a problem
    """
    count = count_capped(rows)
    if count[0]:
        if late is not None and rows.filter(late).exists():
            looks["state"] = "problem"
        yield HomeTask(title, url, figure=capped(count), **looks)


def steps_tasks(user: User) -> Iterator[HomeTask]:
    yield from counted(
        steps_for(user),
        _("Steps for you"),
        reverse("approvals:steps"),
        detail=_("Cases go on when your office has done its step."),
        icon="plan",
        state="started",
        action=_("Open the steps"),
        order=12,
    )


def advisers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    yield from counted(
        questions_for(user),
        _("Questions to you"),
        reverse("approvals:questions"),
        detail=_("Officers wait for your advice."),
        icon="inbox",
        state="started",
        late=Q(due_at__lt=at),
        action=_("Open the questions"),
        order=9,
    )


def visits_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    today = shanghai_day(at)
    yield from counted(
        visits_for(user).filter(planned_on__lte=today),
        _("Visits today"),
        reverse("approvals:visits"),
        detail=_("Their pages can be filled without a network."),
        icon="pin",
        state="started",
        late=Q(planned_on__lt=today),
        action=_("Open the visits"),
        order=8,
    )


def confirmers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    yield from counted(
        handed_in(conditions_here(user)),
        _("Papers to confirm"),
        reverse("approvals:conditions") + "?state=handed_in",
        detail=_("Handed in after the approval; the firms wait for your word."),
        icon="file",
        late=Q(due_on__lt=shanghai_day(at)),
        action=_("Look at them"),
        order=25,
    )


def stoppers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    """Firms that opened on their commitment, and stopped ones that say they have mended it."""
    yield from counted(
        checks_for(user),
        _("Firms to check"),
        reverse("approvals:checks"),
        detail=_("They opened on their commitment; nobody has looked yet."),
        icon="check",
        state="started",
        late=Q(due_on__lt=shanghai_day(at)),
        action=_("Open the checks"),
        order=9,
    )
    yield from counted(
        mended_to_look_at(user),
        _("Firms say that it is mended"),
        f"{reverse('approvals:stops')}?reported=true",
        detail=_("They are stopped, and wait for you to look."),
        icon="stopped",
        state="started",
        action=_("Look at them"),
        order=13,
    )


def reviewers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    tomorrow = start_of(shanghai_day(at) + timedelta(days=1))
    address = reverse("approvals:queue")
    undecided = queue(user).exclude(status=ApplicationStatus.RECOMMENDED)
    yield from counted(
        undecided.filter(due_at__lt=tomorrow),
        _("Due today"),
        f"{address}?{urlencode({'due_before': tomorrow.isoformat()})}",
        detail=_("Cases whose answer is due today or late."),
        icon="waiting",
        state="problem",
        action=_("Open the queue"),
        order=10,
    )
    yield from corrected(user)
    yield from counted(
        undecided.filter(claimed_by=user),
        pgettext_lazy("cases", "With you"),
        f"{address}?mine=on",
        detail=_("Cases that you have claimed."),
        icon="user",
        state="started",
        order=20,
    )
    yield from counted(
        undecided.filter(claimed_by__isnull=True),
        _("Unclaimed cases"),
        f"{address}?status=submitted&flag=unclaimed",
        detail=_("Nobody reads them yet."),
        icon="queue",
        order=30,
    )


def corrected(user: User) -> Iterator[HomeTask]:
    """What the person sent back and the firm has handed in again."""
    yield from counted(
        queue(user).filter(handed_in_again(user), claimed_by=user),
        _("Corrected and handed in again"),
        f"{reverse('approvals:queue')}?flag=resubmitted&mine=on",
        detail=_("Firms have answered what you sent back to them."),
        icon="refresh",
        state="started",
        action=_("Open the queue"),
        order=12,
    )


def approvers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    yield from batches_to_sign(user, at)
    yield from suspensions_to_sign(user)
    yield from appeals_to_answer(user, at)
    yield from counted(
        queue(user).filter(status=ApplicationStatus.RECOMMENDED),
        _("Ready for decision"),
        reverse("approvals:batch-create"),
        detail=_("Recommended cases, to be taken into a batch."),
        icon="batch",
        action=_("Make a batch"),
        order=14,
    )
    yield from counted(
        lists_to_publish(Batch.objects.visible_to(user)),
        _("Lists to publish"),
        reverse("approvals:batches"),
        detail=_("Signed batches whose list is not public yet."),
        icon="globe",
        order=40,
    )


def suspensions_to_sign(user: User) -> Iterator[HomeTask]:
    """Those that a colleague proposed."""
    proposed = Suspension.objects.visible_to(user).filter(status=SuspensionStatus.PROPOSED)
    yield from counted(
        proposed.exclude(proposed_by=user),
        _("Suspensions to countersign"),
        reverse("approvals:suspensions"),
        detail=_("A colleague asks to suspend an area or trade; nothing happens before you sign too."),
        icon="stopped",
        state="problem",
        action=_("Read and sign"),
        order=6,
    )


def appeals_to_answer(user: User, at: datetime) -> Iterator[HomeTask]:
    """Those against decisions of others."""
    yield from counted(
        to_answer(user),
        _("Appeals to answer"),
        reverse("approvals:appeals"),
        detail=_("Firms ask that a decision be looked at again."),
        icon="history",
        state="started",
        late=Q(due_on__lt=shanghai_day(at)),
        action=_("Open the appeals"),
        order=10,
    )


def batches_to_sign(user: User, at: datetime) -> Iterator[HomeTask]:
    """Those that a colleague proposed first."""
    visible = Batch.objects.visible_to(user)
    looks: dict[str, Any] = {"icon": "pen", "state": "started", "action": _("Open the batches")}
    yield from counted(
        visible.filter(status=BatchStatus.PROPOSED).exclude(proposed_by=user),
        _("Batches to countersign"),
        reverse("approvals:batches"),
        detail=_("A colleague has signed; nothing is decided before you sign too."),
        order=11,
        **looks,
    )
    yield from counted(
        visible.filter(status=BatchStatus.DRAFT),
        _("Batches to sign"),
        reverse("approvals:batches"),
        detail=_("Being prepared; they wait for your signature."),
        late=Q(opens_on__lt=shanghai_day(at)),
        order=12,
        **looks,
    )
