"""Cases further along the way than `tests.factories` makes them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from approvals.models import Batch, Certificate
from approvals.services import batches, decisions, filling, review, signing
from core import background
from core.dates import shanghai_day
from core.models import Division, User
from reopening.models import AmendmentKind, Application, Firm
from reopening.services import amendments, applications
from reopening.services.sections import edit
from tests.factories import (
    MembershipFactory,
    StaffMemberFactory,
    ready_application,
    submitted_application,
)


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
    filling.add(batch=batch, applications=applications, by=approver, at=timezone.now())
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


def opened(reviewer: User, approver: User, firm: Firm | None = None, **fields: Any) -> Certificate:
    """A firm that was approved ten days ago and has been open for five."""
    at = timezone.now() - timedelta(days=10)
    application = ready_application(firm, opens_in_days=-5, **fields)
    signatory = application.firm.memberships.filter(is_signatory=True).first()
    by = (signatory or MembershipFactory(firm=application.firm)).user
    applications.submit(application=application, committed=True, by=by, at=at)
    review.claim(application=application, by=reviewer, at=at)
    review.recommend(application=application, by=reviewer, at=at)
    return decisions.approve(application=application, by=approver, at=at)


def amendment(certificate: Certificate, *, staff: int = 1, **changes: Any) -> Application:
    """A new version of the certificate's case, still a draft, with some people more."""
    application = Application.objects.get(pk=certificate.application_id)
    by = application.firm.memberships.get(is_signatory=True).user
    new = amendments.amend(application=application, kind=AmendmentKind.ADD_STAFF, by=by, at=timezone.now())
    StaffMemberFactory.create_batch(staff, application=new)
    heads = (new.heads_on_site or 0) + staff
    Firm.objects.filter(pk=new.firm_id).update(staff_total=heads)
    edit(application=new, changes={"heads_on_site": heads} | changes, by=by, at=timezone.now())
    return Application.objects.get(pk=new.pk)


def amended(certificate: Certificate, reviewer: User, **changes: Any) -> Application:
    """The new version, ready for a decision."""
    new = amendment(certificate, **changes)
    by = new.firm.memberships.get(is_signatory=True).user
    applications.submit(application=new, committed=True, by=by, at=timezone.now())
    review.claim(application=new, by=reviewer, at=timezone.now())
    return review.recommend(application=new, by=reviewer, at=timezone.now())
