"""
The steps of a review: prepared when a case is taken up, done by those the policy names, joined stage by stage.

Every act holds the row of the case first: of two who finish the last parallel steps at once, the later one sees
the other's answer, and the next stage opens once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Step, StepStatus, Visit, VisitStatus
from approvals.models.steps import ANSWERED, TO_DO
from approvals.queries.steps import steps_of
from approvals.stages import to_open, unfinished
from approvals.transitions import STEP
from core import audit, workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from reopening.flags import flags_of
from reopening.models import Application, ApplicationStatus
from reopening.policy.content import ReviewStep, StepBy, StepKind
from reopening.routing import DIGITS
from reopening.wording import localise


class StepsUnfinished(DomainError):
    """Steps that the policy asks for are neither passed nor marked as not needed; each is in `errors`."""

    status = 409
    code = "steps_unfinished"
    message = _("Some steps of the review are not finished.")

    def __init__(self, steps: list[Step]) -> None:
        names = ", ".join(localise(step.name) for step in steps)
        sentence = _("These steps of the review are not finished: %(steps)s.") % {"steps": names}
        errors = [{"path": step.key, "code": step.status, "message": localise(step.name)} for step in steps]
        super().__init__(sentence, errors=errors)


class NotAllChecked(DomainError):
    code = "not_all_checked"
    message = _("Please tick every point of the checklist, or say that the step is not passed and why.")


class VisitMissing(DomainError):
    status = 409
    code = "visit_missing"
    message = _("This step is passed by a visit: please record first what was found there.")


class WhyMissing(DomainError):
    code = "why_missing"
    message = _("Please say why.")


@transaction.atomic
def prepare(*, application: Application, by: User, at: datetime) -> None:
    """
    Bring the rows up to what the policy asks of this submission; the case's row is locked by the caller.

    After a correction the officer's own steps and those not passed are done again; what others have passed stands.
    """
    known = {step.key: step for step in steps_of(application)}
    asked = application.policy_set.rules.steps_for(
        application.heads_on_site or 0,
        flags_of(application, (application.snapshot or {}).get("findings", [])),
        application.amendment_kind,
    )
    Step.objects.bulk_create(
        made(application, rule, place) for place, rule in enumerate(asked) if rule.key not in known
    )
    for step in known.values():
        if step.submission < application.submissions and is_done_again(step):
            back_to_wait(step, by=by, at=at)
    open_ready(application, by=by, at=at)


def made(application: Application, rule: ReviewStep, place: int) -> Step:
    return Step(
        application=application,
        key=rule.key,
        stage=rule.stage,
        place=place,
        by=rule.by.value,
        kind=rule.kind.value,
        office_code=application.division_code[: DIGITS[rule.office]],
        trade_office=rule.trade_office or "",
        name=rule.name.both,
        checklist=[point.both for point in rule.checklist],
        submission=application.submissions,
    )


def is_done_again(step: Step) -> bool:
    """Whether a corrected submission sends the step back to its beginning."""
    return step.status == StepStatus.NOT_PASSED or (
        step.by == StepBy.OFFICER and step.status == StepStatus.PASSED
    )


def open_ready(application: Application, *, by: User, at: datetime) -> None:
    """Open the stage whose turn it is; the case's row is locked by the caller."""
    STEP.transition_many(to_open(steps_of(application)), "open", by=by, at=at)


def back_to_wait(step: Step, *, by: User, at: datetime, note: str = "") -> None:
    with STEP.transition(step, "reopen", by=by, at=at, note=note, data=said_before(step)):
        step.taken_at = step.taken_by = step.answered_at = step.answered_by = None
        step.note, step.checked = "", []
        step.submission = step.application.submissions


def said_before(step: Step) -> dict[str, object]:
    """What the step said until now: its row forgets it, the trail does not."""
    answered_by = step.answered_by.username if step.answered_by else ""
    return {"note": step.note, "checked": step.checked, "by": answered_by, "submission": step.submission}


@contextmanager
def under_review(step: Step) -> Iterator[Application]:
    """
    Hold the case while one of its steps is done.

    :raises TransitionNotAllowed: if the case is not under review
    """
    with transaction.atomic():
        application = step.application
        workflow.lock(application)
        if application.status != ApplicationStatus.UNDER_REVIEW:
            raise TransitionNotAllowed(
                _("The case is not under review now: its steps rest."), current=application.status
            )
        yield application


def take(*, step: Step, by: User, at: datetime) -> Step:
    """:raises TransitionNotAllowed: if somebody else was quicker"""
    with under_review(step), STEP.transition(step, "take", by=by, at=at):
        step.taken_at, step.taken_by = at, by
    return step


def put_back(*, step: Step, by: User, at: datetime) -> Step:
    """Let a colleague do it."""
    with under_review(step), STEP.transition(step, "put_back", by=by, at=at):
        step.taken_at = step.taken_by = None
    return step


def complete(*, step: Step, checked: list[int], note: str = "", by: User, at: datetime) -> Step:
    """
    The step is passed; the next stage opens when it was the last one of its own.

    :param checked: places in the checklist, from 0, that were found in order
    :raises NotAllChecked: unless that is all of them
    :raises VisitMissing: if it is done on a site or by a call, and no visit has found all in order
    """
    with under_review(step) as application:
        with STEP.transition(step, "complete", by=by, at=at, note=note, data={"checked": sorted(checked)}):
            if not was_visited(step):
                raise VisitMissing
            if set(checked) != set(range(len(step.checklist))):
                raise NotAllChecked
            answer(step, checked, note, by=by, at=at)
            step.submission = application.submissions
        open_ready(application, by=by, at=at)
    return step


def fail(*, step: Step, checked: list[int], note: str, by: User, at: datetime) -> Step:
    """
    The step is not passed: the officer returns the case, rejects it, or asks for the step again.

    :raises WhyMissing: without a note
    """
    with under_review(step) as application:
        refuse_silence(note)
        with STEP.transition(step, "fail", by=by, at=at, note=note, data={"checked": sorted(checked)}):
            answer(step, checked, note, by=by, at=at)
            step.submission = application.submissions
    return step


def skip(*, step: Step, note: str, by: User, at: datetime) -> Step:
    """
    The step is not needed for this case.

    :raises WhyMissing: without a note
    """
    with under_review(step) as application:
        refuse_silence(note)
        with STEP.transition(step, "skip", by=by, at=at, note=note):
            answer(step, [], note, by=by, at=at)
        open_ready(application, by=by, at=at)
    return step


def reopen(*, step: Step, note: str, by: User, at: datetime) -> Step:
    """
    Have the step done again; steps of later stages that were open wait once more, answered ones stand.

    :raises WhyMissing: without a note
    """
    with under_review(step) as application:
        refuse_silence(note)
        back_to_wait(step, by=by, at=at, note=note)
        for later in steps_of(application):
            if later.stage > step.stage and later.status in TO_DO:
                back_to_wait(later, by=by, at=at, note=note)
        open_ready(application, by=by, at=at)
        step.refresh_from_db()
    return step


def was_visited(step: Step) -> bool:
    """Whether a visit since the step was opened has found all in order; a step at the desk needs none."""
    if step.kind == StepKind.DESK:
        return True
    opened = audit.trail(step).filter(verb="step.open").last()
    found = Visit.objects.filter(step=step, status=VisitStatus.PASSED)
    return opened is not None and found.filter(recorded_at__gte=opened.at).exists()


def answer(step: Step, checked: list[int], note: str, *, by: User, at: datetime) -> None:
    step.answered_at, step.answered_by = at, by
    step.checked, step.note = sorted(set(checked)), note


def refuse_silence(note: str) -> None:
    """:raises WhyMissing: if nothing was said"""
    if not note.strip():
        raise WhyMissing(errors=[{"path": "note", "code": WhyMissing.code, "message": WhyMissing.message}])


def finish(*, application: Application, by: User, at: datetime) -> None:
    """
    To recommend is to pass the officer's own steps; the case's row is locked by the caller.

    :raises StepsUnfinished: naming every step of the policy that is still missing
    """
    prepare(application=application, by=by, at=at)
    while mine := [step for step in steps_of(application) if is_own(step)]:
        for step in mine:
            everything = list(range(len(step.checklist)))
            with STEP.transition(step, "complete", by=by, at=at, data={"checked": everything}):
                answer(step, everything, "", by=by, at=at)
                step.submission = application.submissions
        open_ready(application, by=by, at=at)
    missing = unfinished(steps_of(application))
    if missing:
        raise StepsUnfinished(missing)


def is_own(step: Step) -> bool:
    """Whether recommending passes it."""
    return step.by == StepBy.OFFICER and step.status in TO_DO


def verbs_for(step: Step, *, by: User) -> list[str]:
    """What the person may do with the step now; nothing while the case is not under review."""
    if step.application.status != ApplicationStatus.UNDER_REVIEW:
        return []
    verbs = STEP.verbs_for(step, by=by)
    if "complete" in verbs and not was_visited(step):
        verbs.remove("complete")
    return (
        verbs if step.status in ANSWERED else [verb for verb in verbs if verb != "reopen" or step.taken_by_id]
    )
