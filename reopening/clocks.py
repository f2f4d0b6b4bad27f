"""The clock of a case as pages and programs show it, to the firm and to the office alike."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from core.models import Division
from reopening.case_records import BEGINS_ANEW, TURNS, run_from
from reopening.clock import Pause, Reading, Run, read
from reopening.deadlines import TimeLeft, remaining, time_left
from reopening.late import next_step
from reopening.models import WITH_OFFICIALS, Application, ApplicationStatus, Escalation
from reopening.wording import evidence

Turn = tuple[str, datetime]  # an act, and when


@dataclass(frozen=True)
class ClockShown:
    """
    :param limit: the rule in words
    :param due_at: when the answer is due; None while the clock stands still with time left
    :param left: how long until then; None while it stands still
    :param kept: the time that is left when the firm answers, while it stands still
    :param handed_up: the offices above that the late case went to, and when
    :param then: what the policy does by itself if nobody answers
    :param pauses: when it stood still, the current one included
    """

    limit: str
    started_at: datetime
    due_at: datetime | None
    left: TimeLeft | None
    kept: str
    stopped_since: datetime | None
    breached_since: datetime | None
    pauses: tuple[Pause, ...]
    handed_up: list[tuple[Division, datetime]]
    then: str


def clock_of(application: Application, at: datetime) -> ClockShown | None:
    """What the clock of a case shows while its answer is awaited; one query."""
    if application.status not in [*WITH_OFFICIALS, ApplicationStatus.RETURNED]:
        return None
    turns, limit = turns_of(application), application.policy_set.rules.answer_for(application.lane)
    run = case_run(application, turns)
    if run is None:
        return None
    reading: Reading = read(limit, run, at)
    stands = reading.stopped_since is not None
    due = reading.due_at if stands else application.due_at  # the queue's column, once it runs
    return ClockShown(
        limit=evidence(f"answer_{limit.unit.value}", {"count": limit.amount}),
        started_at=run.started_at,
        due_at=due,
        left=None if stands or due is None else time_left(due, at),
        kept=remaining(reading.left) if stands else "",
        stopped_since=reading.stopped_since,
        breached_since=due if due is not None and due < at else None,
        pauses=run.pauses,
        handed_up=handed_up(application),
        then=what_then(application, due, deems=is_first_answer(application, turns)),
    )


def handed_up(application: Application) -> list[tuple[Division, datetime]]:
    """The offices above that a late case went to, the first one first."""
    if not application.escalated_to:
        return []
    rows = Escalation.objects.filter(application=application).order_by("pk")
    steps = list(rows.values_list("office_code", "escalated_at"))
    places = Division.objects.in_bulk([code for code, _at in steps])
    return [(places[code], at) for code, at in steps]


def is_first_answer(application: Application, turns: list[Turn]) -> bool:
    """Whether silence may count as yes: not once the case was handed up, nor on what is decided anew."""
    return not application.escalated_to and not any(verb in BEGINS_ANEW for verb, _at in turns)


def what_then(application: Application, due: datetime | None, *, deems: bool) -> str:
    """What the policy does by itself if nobody answers; empty: nothing, or nothing more."""
    rules, at = application.policy_set.rules, due or application.due_at
    step = at and next_step(
        rules,
        lane=application.lane,
        division_code=application.division_code,
        office_code=application.office_code,
        due_at=at,
        deems=deems,
    )
    if not step:
        return ""
    if step.rule is None:
        return _("If nobody answers by then, silence counts as yes: the application is approved by the rule.")
    names = {"office": Division.objects.get(pk=step.office_code), "count": step.rule.after_hours}
    if step.rule.after_hours == 0:
        return _("If nobody answers by then, the case goes up to the office above: %(office)s.") % names
    return (
        ngettext(
            "If the answer is %(count)s hour late, the case goes up to the office above: %(office)s.",
            "If the answer is %(count)s hours late, the case goes up to the office above: %(office)s.",
            step.rule.after_hours,
        )
        % names
    )


def turns_of(application: Application) -> list[Turn]:
    """What stopped the clock, let it go on, and began it anew."""
    return list(audit.trail(application).filter(verb__in=TURNS).values_list("verb", "at"))


def case_run(application: Application, turns: list[Turn]) -> Run | None:
    """From what the audit trail says; of a case that came by a load, from its submission on."""
    run = run_from(turns)
    return run or (Run(application.submitted_at) if application.submitted_at else None)
