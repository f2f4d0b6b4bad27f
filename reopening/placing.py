"""Where a filed case stands in the queue: its marks, its office, and what happens next if nobody answers."""

from typing import Any

from reopening.late import next_step
from reopening.marks import queue_columns
from reopening.models import Application


def place(application: Application, snapshot: dict[str, Any]) -> None:
    """Set the columns; the caller saves. A case that was handed up stays with the office above."""
    for name, value in queue_columns(application.policy_set.rules, snapshot).items():
        setattr(application, name, value)
    if application.escalated_to:
        application.office_code, application.trade_office = application.escalated_to, ""
    plan_next(application)


def plan_next(application: Application, *, deems: bool = True) -> None:
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
