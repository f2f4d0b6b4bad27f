"""What officials must decide next, for the page after signing in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Batch, BatchStatus
from approvals.queries.papers import CONFIRMERS, papers_to_confirm
from approvals.queries.queue import queue
from core.dates import shanghai_day, start_of
from core.home import HomeTask
from core.models import Role, User
from core.paging import count_capped
from core.templatetags.desk import capped
from reopening.models import ApplicationStatus


def tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    """
    Reviewers: what is due today and what they hold. Approvers: what waits for a signature. Who confirms papers:
    what firms handed in late.
    """
    if user.roles & set(CONFIRMERS):
        yield from confirmers_tasks(user, at)
    if Role.REVIEWER in user.roles:
        yield from reviewers_tasks(user, at)
    if Role.APPROVER in user.roles:
        yield from approvers_tasks(user)


def confirmers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    papers = papers_to_confirm(user)
    waiting = count_capped(papers)
    if waiting[0]:
        is_late = papers.filter(due_on__lt=shanghai_day(at)).exists()
        yield HomeTask(
            _("Papers to confirm"),
            reverse("approvals:papers"),
            detail=_("Handed in after the approval; the firms wait for your word."),
            figure=capped(waiting),
            icon="file",
            state="problem" if is_late else "open",
            action=_("Look at them"),
            order=25,
        )


def reviewers_tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    tomorrow = start_of(shanghai_day(at) + timedelta(days=1))
    address = reverse("approvals:queue")
    undecided = queue(user).exclude(status=ApplicationStatus.RECOMMENDED)
    due = count_capped(undecided.filter(due_at__lt=tomorrow))
    mine = count_capped(undecided.filter(claimed_by=user))
    if due[0]:
        yield HomeTask(
            _("Due today"),
            address,
            detail=_("Cases whose answer is due today or late."),
            figure=capped(due),
            icon="waiting",
            state="problem",
            action=_("Open the queue"),
            order=10,
        )
    if mine[0]:
        yield HomeTask(
            pgettext_lazy("cases", "With you"),
            f"{address}?mine=on",
            detail=_("Cases that you have claimed."),
            figure=capped(mine),
            icon="user",
            state="started",
            order=20,
        )
    waiting = count_capped(undecided.filter(claimed_by__isnull=True))
    if waiting[0]:
        yield HomeTask(
            _("Unclaimed cases"),
            f"{address}?status=submitted",
            detail=_("Nobody reads them yet."),
            figure=capped(waiting),
            icon="queue",
            order=30,
        )


def approvers_tasks(user: User) -> Iterator[HomeTask]:
    yield from batches_to_sign(user)
    ready = count_capped(queue(user).filter(status=ApplicationStatus.RECOMMENDED))
    if ready[0]:
        yield HomeTask(
            _("Ready for decision"),
            reverse("approvals:batch-create"),
            detail=_("Recommended cases, to be taken into a batch."),
            figure=capped(ready),
            icon="batch",
            action=_("Make a batch"),
            order=14,
        )
    signed = count_capped(Batch.objects.visible_to(user).filter(status=BatchStatus.SIGNED))
    if signed[0]:
        yield HomeTask(
            _("Lists to publish"),
            reverse("approvals:batches"),
            detail=_("Signed batches whose list is not public yet."),
            figure=capped(signed),
            icon="globe",
            order=40,
        )


def batches_to_sign(user: User) -> Iterator[HomeTask]:
    """Those that a colleague proposed first."""
    visible = Batch.objects.visible_to(user)
    proposed = visible.filter(status=BatchStatus.PROPOSED).exclude(proposed_by=user)
    for rows, title, detail, order in (
        (
            proposed,
            _("Batches to countersign"),
            _("A colleague has signed; nothing is decided before you sign too."),
            11,
        ),
        (
            visible.filter(status=BatchStatus.DRAFT),
            _("Batches to sign"),
            _("Being prepared; they wait for your signature."),
            12,
        ),
    ):
        count = count_capped(rows)
        if count[0]:
            yield HomeTask(
                title,
                reverse("approvals:batches"),
                detail=detail,
                figure=capped(count),
                icon="pen",
                state="started",
                action=_("Open the batches"),
                order=order,
            )
