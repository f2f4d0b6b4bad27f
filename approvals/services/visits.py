"""Visits on the site and by video: arranged by the officer, recorded by the inspector, once however often sent."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Step, StepStatus, Visit, VisitKind, VisitPhoto, VisitStatus
from approvals.models.steps import TO_DO
from approvals.permissions import arranges_visits, does_step, may_visit
from approvals.services import steps
from approvals.transitions import VISIT
from core import audit, workflow
from core.dates import day_shown, shanghai_day
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.models import Application, ApplicationStatus
from reopening.services import files
from reopening.services.documents import Harmless, Place, Sent, harmless

PLACE = Place("site")


class ArrangedAlready(DomainError):
    code = "arranged_already"
    message = _("Such a visit is arranged already.")


class LinkMissing(DomainError):
    code = "link_missing"
    message = _("A video call needs its time and its address.")


@dataclass(frozen=True)
class Plan:
    """When and how the site is looked at; `points`: what is looked at besides the step's checklist."""

    kind: str
    planned_on: date
    starts_at: time | None = None
    link: str = ""
    inspector: User | None = None
    points: tuple[str, ...] = ()


@transaction.atomic
def arrange(*, application: Application, plan: Plan, by: User, at: datetime) -> Visit:
    """
    Ask for a visit; the step of the policy that it belongs to, if there is one, is answered by it.

    :raises PermissionDenied: unless `by` handles the case
    :raises TransitionNotAllowed: if the case is not under review
    :raises LinkMissing: for a video call without time or address
    :raises ArrangedAlready: if one of the kind is arranged
    """
    workflow.lock(application)
    if not arranges_visits(by, application):
        raise PermissionDenied
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise TransitionNotAllowed(of=application)
    if plan.kind == VisitKind.VIDEO and not (plan.starts_at and plan.link):
        raise LinkMissing
    step = step_for(application, plan.kind)
    visit = planned(application, plan, step, by=by, at=at)
    if plan.inspector:
        notify([plan.inspector], "visit.arranged", params=words_of(visit), url=visit_path(visit))
    tell_the_firm(visit, "visit.call_coming" if plan.kind == VisitKind.VIDEO else "visit.coming")
    return visit


def words_of(visit: Visit) -> dict[str, Any]:
    case = visit.application
    return {"number": case.number, "firm": case.firm.name}


def tell_the_firm(visit: Visit, kind: str) -> None:
    """When its site is looked at; the way into a call stands on the page of the application."""
    day = day_shown(visit.planned_on)
    when = f"{day} {visit.starts_at:%H:%M}" if visit.starts_at else day
    firm = visit.application.firm
    url = visit.application.get_absolute_url()
    notify(firm.members.all(), kind, params=words_of(visit) | {"when": when}, url=url)


def step_for(application: Application, kind: str) -> Step | None:
    """The step of this kind that is to be done now."""
    rows = Step.objects.filter(application=application, kind=kind, status__in=TO_DO)
    return rows.order_by("stage", "place").first()


def planned(application: Application, plan: Plan, step: Step | None, *, by: User, at: datetime) -> Visit:
    points = [{"zh": point, "en": point} for point in plan.points]
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                application=application,
                step=step,
                kind=plan.kind,
                planned_on=plan.planned_on,
                starts_at=plan.starts_at,
                link=plan.link,
                inspector=plan.inspector,
                checklist=(step.checklist if step else []) + points,
                arranged_at=at,
                arranged_by=by,
            )
    except IntegrityError as error:
        raise ArrangedAlready from error
    data = {"visit": str(visit.public_id), "kind": plan.kind, "day": plan.planned_on.isoformat()}
    audit.record(application, "visit.arrange", by=by, at=at, data=data)
    return visit


@transaction.atomic
def begin(*, step: Step, by: User, at: datetime) -> Visit:
    """
    Go today, without waiting to be sent: the inspector's own visit for a step that is to be done.

    :raises PermissionDenied: unless the step is theirs
    :raises TransitionNotAllowed: if the step or the case has moved on
    """
    with steps.under_review(step) as application:
        workflow.lock(step)
        if not does_step(by, step):
            raise PermissionDenied
        if step.status not in TO_DO:
            raise TransitionNotAllowed(of=step)
        standing = Visit.objects.filter(application=application, kind=step.kind, status=VisitStatus.PLANNED)
        if visit := standing.first():
            return visit
        if step.status == StepStatus.OPEN:
            steps.take(step=step, by=by, at=at)
        plan = Plan(step.kind, shanghai_day(at), inspector=by)
        return planned(application, plan, step, by=by, at=at)


def call_off(*, visit: Visit, note: str = "", by: User, at: datetime) -> Visit:
    """It does not take place."""
    with VISIT.transition(visit, "call_off", by=by, at=at, note=note):
        audit.record(visit.application, "visit.call_off", by=by, at=at, note=note)
        tell_the_firm(visit, "visit.called_off")
    return visit


def record(
    *,
    visit: Visit,
    key: uuid.UUID,
    is_in_order: bool,
    checked: Sequence[int],
    note: str,
    photos: Sequence[Sent],
    by: User,
    at: datetime,
) -> Visit:
    """
    Put down what was found; sent again with the same key it changes nothing.

    The finding stands whatever became of the case meanwhile; the step is answered while the case is under review.

    :raises FileRefused: naming the photo that cannot be taken; then nothing is kept
    :raises NotAllChecked: if all is said to be in order, and a point is not
    :raises WhyMissing: if it is not in order, without a word why
    """
    if visit.key == key:
        return visit
    if not may_visit(by, visit):
        raise PermissionDenied
    read = harmless(photos, PLACE) if photos else []
    with transaction.atomic():
        application = visit.application
        workflow.lock(application)
        visit.refresh_from_db()
        if visit.key == key:
            return visit
        put_down(visit, is_in_order, list(checked), note, key=key, by=by, at=at)
        keep(visit, application, read, by=by)
        answer_step(visit, by=by, at=at)
    return visit


def put_down(
    visit: Visit, is_in_order: bool, checked: list[int], note: str, *, key: uuid.UUID, by: User, at: datetime
) -> None:
    if is_in_order and set(checked) != set(range(len(visit.checklist))):
        raise steps.NotAllChecked
    if not is_in_order:
        steps.refuse_silence(note)
    verb = "pass_site" if is_in_order else "object_to_site"
    with VISIT.transition(visit, verb, by=by, at=at, note=note, data={"key": str(key)}):
        visit.key, visit.checked, visit.note = key, sorted(set(checked)), note
        visit.recorded_at, visit.recorded_by = at, by
    words: dict[str, Any] = {"visit": str(visit.public_id), "kind": visit.kind}
    audit.record(visit.application, f"visit.{verb}", by=by, at=at, note=note, data=words)


def keep(visit: Visit, application: Application, read: list[Harmless], *, by: User) -> None:
    """The photos, in the storage of the case's own files."""
    stored = {files.store(application, each, by=by, is_of_office=True).pk for _name, each in read}
    VisitPhoto.objects.bulk_create(VisitPhoto(visit=visit, file_id=pk) for pk in sorted(stored))


def answer_step(visit: Visit, *, by: User, at: datetime) -> None:
    """Nothing, where the visit has no step, or the step or the case has moved on."""
    step = visit.step
    if step is None or step.status not in TO_DO or not does_step(by, step):
        return
    if visit.application.status != ApplicationStatus.UNDER_REVIEW:
        return
    checked = [place for place in visit.checked if place < len(step.checklist)]
    act = steps.complete if visit.status == VisitStatus.PASSED else steps.fail
    act(step=step, checked=checked, note=visit.note, by=by, at=at)


def visit_path(visit: Visit) -> str:
    return f"/queue/visits/{visit.public_id}/"
