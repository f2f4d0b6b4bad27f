"""Where a filed case stands in the queue: its marks, its office, and what happens next if nobody answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.models import AuditEvent
from reopening.case_records import BEGINS_ANEW
from reopening.clock import Run, due_at
from reopening.late import next_step
from reopening.marks import queue_columns
from reopening.models import Application


def place(application: Application, snapshot: dict[str, Any], *, deems: bool) -> None:
    """
    Set the columns; the caller saves. A case that was handed up stays with the office above.

    :param deems: whether silence may count as yes, where the policy says so
    """
    for name, value in queue_columns(application.policy_set.rules, snapshot).items():
        setattr(application, name, value)
    if application.escalated_to:
        application.office_code, application.trade_office = application.escalated_to, ""
    plan_next(application, deems=deems)


def begin_anew(application: Application, at: datetime) -> None:
    """A decision was taken back: a whole new time for the next one, in which no silence counts as yes."""
    application.due_at = due_at(application.policy_set.rules.answer_for(application.lane), Run(at))
    plan_next(application, deems=False)


def begun_anew(applications: Iterable[Application]) -> set[int]:
    """The keys of those that are decided anew; one query."""
    rows = AuditEvent.objects.filter(
        subject_type=Application._meta.label_lower,
        subject_id__in=[str(each.pk) for each in applications],
        verb__in=BEGINS_ANEW,
    )
    return {int(key) for key in rows.values_list("subject_id", flat=True)}


def plan_next(application: Application, *, deems: bool) -> None:
    """Write down when the policy acts next by itself."""
    if application.due_at is None:
        return
    step = next_step(
        application.policy_set.rules,
        lane=application.lane,
        division_code=application.division_code,
        office_code=application.office_code,
        due_at=application.due_at,
        deems=deems,
    )
    application.acts_at = step.at if step else None
