"""Cases further along the way than `tests.factories` makes them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from approvals.models import Batch, Certificate
from approvals.services import batches, decisions, review, signing
from core import background
from core.dates import shanghai_day
from core.models import Division, User
from reopening.models import Application, Firm
from tests.factories import submitted_application


def claimed(reviewer: User, firm: Firm | None = None, **fields: Any) -> Application:
    application = submitted_application(firm, **fields)
    return review.claim(application=application, by=reviewer, at=timezone.now())


def recommended(reviewer: User, firm: Firm | None = None, **fields: Any) -> Application:
    application = claimed(reviewer, firm, **fields)
    return review.recommend(application=application, by=reviewer, at=timezone.now())


def certified(reviewer: User, approver: User, firm: Firm | None = None, **fields: Any) -> Certificate:
    application = recommended(reviewer, firm, **fields)
    return decisions.approve(application=application, by=approver, at=timezone.now())


def draft_batch(
    approver: User, *, firms: int = 10, heads: int = 1000, opens_in_days: int = 5, phase: str
) -> Batch:
    """A batch of the approver's own division."""
    plan = batches.Plan(
        division=Division.objects.get(pk=approver.appointments.get().division_id),
        phase=phase,
        opens_on=shanghai_day(timezone.now()) + timedelta(days=opens_in_days),
        quota_firms=firms,
        quota_heads=heads,
    )
    return batches.create(plan=plan, by=approver, at=timezone.now())


def signed_batch(approver: User, applications: list[Application]) -> Batch:
    """A batch of these cases, signed and carried out."""
    batch = draft_batch(approver, phase=applications[0].phase)
    batches.add(batch=batch, applications=applications, by=approver, at=timezone.now())
    batches.sign(batch=batch, by=approver, at=timezone.now())
    carry_out(batch)
    return batch


def carry_out(batch: Batch) -> None:
    """What the background work does, without drawing the files."""
    while signing.sign_chunk(batch=batch):
        pass
    signing.finish(batch=batch, at=timezone.now())
    batch.refresh_from_db()


def work_off() -> None:
    """Everything that waits in the outbox, files included."""
    background.run_waiting()
