"""What is due today: the tasks of reviewers and approvers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Batch, BatchStatus
from approvals.queries.queue import queue
from core.dates import shanghai_day, start_of
from core.home import HomeTask
from core.models import Role, User
from core.templatetags.desk import grouped
from reopening.models import ApplicationStatus

S = ApplicationStatus


def tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    if not user.roles & {Role.REVIEWER, Role.APPROVER}:
        return
    tomorrow = start_of(shanghai_day(at) + timedelta(days=1))
    counts = (
        queue(user)
        .order_by()
        .aggregate(
            mine=Count("pk", filter=Q(claimed_by=user, status=S.UNDER_REVIEW)),
            late=Count("pk", filter=Q(due_at__lt=at)),
            today=Count("pk", filter=Q(due_at__gte=at, due_at__lt=tomorrow)),
            new=Count("pk", filter=Q(status=S.SUBMITTED)),
            ready=Count("pk", filter=Q(status=S.RECOMMENDED)),
        )
    )
    if Role.REVIEWER in user.roles:
        yield from of_reviewer(counts)
    if Role.APPROVER in user.roles:
        yield from of_approver(user, counts)


def of_reviewer(counts: dict[str, int]) -> Iterator[HomeTask]:
    address = reverse("approvals:queue")
    if counts["late"] or counts["today"]:
        yield HomeTask(
            title=_("Due today or overdue"),
            figure=grouped(counts["late"] + counts["today"]),
            detail=_("%(late)s overdue, %(today)s due before midnight.")
            % {"late": grouped(counts["late"]), "today": grouped(counts["today"])},
            url=address,
            icon="waiting",
            state="problem" if counts["late"] else "started",
            action=_("Open the queue"),
            order=10,
        )
    if counts["mine"]:
        yield HomeTask(
            title=_("Claimed by you"),
            figure=grouped(counts["mine"]),
            url=f"{address}?mine=on",
            icon="review",
            action=_("Go on reading"),
            order=11,
        )
    if counts["new"]:
        yield HomeTask(
            title=_("Waiting for a reviewer"),
            figure=grouped(counts["new"]),
            url=f"{address}?status={S.SUBMITTED}",
            icon="queue",
            action=_("Open the queue"),
            order=12,
        )


def of_approver(user: User, counts: dict[str, int]) -> Iterator[HomeTask]:
    if counts["ready"]:
        yield HomeTask(
            title=_("Ready for decision"),
            figure=grouped(counts["ready"]),
            detail=_("Put them into a batch and sign."),
            url=reverse("approvals:batches"),
            icon="batch",
            action=_("Open the batches"),
            order=10,
        )
    signed = Batch.objects.visible_to(user).filter(status=BatchStatus.SIGNED).count()
    if signed:
        yield HomeTask(
            title=_("Signed, not published yet"),
            figure=grouped(signed),
            url=reverse("approvals:batches"),
            icon="send",
            order=20,
        )
