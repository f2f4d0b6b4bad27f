"""What happened to a case, for officials: with names, and with the acts that do not concern the firm."""

from django.utils.translation import gettext_lazy as _

from approvals.models import Step
from core import audit
from core.models import AuditEvent
from reopening.models import Application
from reopening.timeline import TITLES, TimelineEvent, spoken_for
from reopening.wording import localise

OFFICE_TITLES = TITLES | {
    "application.claim": _("Claimed"),
    "application.release": _("Put back into the queue"),
    "application.hand_over": _("Handed over"),
    "application.take_up": _("Taken up by the office above"),
    "application.hand_back": _("Handed back"),
    "application.return_for_correction": _("Returned for correction"),
    "application.recommend": _("Recommended"),
    "application.take_back": _("Taken back for another look"),
    "visit.arrange": _("A visit was arranged"),
    "visit.call_off": _("A visit was called off"),
    "visit.pass_site": _("Visited: all in order"),
    "visit.object_to_site": _("Visited: not in order"),
    "question.ask": _("Advice was asked for"),
    "question.answer": _("Advice was given"),
    "question.withdraw": _("A question was taken back"),
    "note.write": _("A note for colleagues was written"),
    "document.download": _("A document was downloaded"),
    "roster.read_names": _("Names of staff were read"),
}


STEP_TITLES = {
    "step.complete": _("Step passed: %(step)s"),
    "step.fail": _("Step not passed: %(step)s"),
    "step.skip": _("Step not needed: %(step)s"),
    "step.reopen": _("Step to be done again: %(step)s"),
}


def office_timeline(application: Application) -> list[TimelineEvent]:
    """Newest first: what happened to the case and to its steps."""
    events = [*of_case(application), *of_steps(application)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def of_steps(application: Application) -> list[TimelineEvent]:
    """In one query; none where the case has no steps."""
    names = {str(step.pk): localise(step.name) for step in application.steps.all()}
    rows = AuditEvent.objects.filter(
        subject_type=Step._meta.label_lower, subject_id__in=names, verb__in=STEP_TITLES
    )
    return [
        TimelineEvent(
            STEP_TITLES[event.verb] % {"step": names[event.subject_id]},
            event.at,
            str(event.actor or ""),
            event.note,
        )
        for event in rows.select_related("actor").order_by("-pk")
    ]


def of_case(application: Application) -> list[TimelineEvent]:
    events = list(audit.trail(application))
    speakers = spoken_for(events)
    return [
        TimelineEvent(
            OFFICE_TITLES[event.verb],
            event.at,
            " · ".join(
                filter(None, [str(event.actor or ""), speakers.get(event.data.get("mandate", ""), "")])
            ),
            event.note,
        )
        for event in reversed(events)
        if event.verb in OFFICE_TITLES
    ]
