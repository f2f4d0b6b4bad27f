"""What happened to an application, in the firm's words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import instant_shown
from core.models import AuditEvent
from core.packages import modules
from reopening.models import Application, Mandate
from reopening.wording import localise

# Saving a section is not news; what only concerns the office is not told.
TITLES: dict[str, Promise] = {
    "application.start": _("Application started"),
    "application.submit": _("Application submitted"),
    "application.claim": _("An officer has begun to read it"),
    "application.release": _("Waiting for another officer"),
    "application.return_for_correction": _("Returned to you for correction"),
    "application.recommend": _("Checked; waiting for the decision"),
    "application.take_back": _("Being checked once more"),
    "application.approve": _("Approved"),
    "application.escalate": _("Handed up to the office above, because the answer is late"),
    "application.deem": _("Approved by the rule: nobody had answered in time"),
    "application.open_on_commitment": _("Opened on the signed commitment"),
    "application.roll_back": _("Rolled back with its batch"),
    "application.reject": _("Rejected"),
    "application.revoke": _("The right to open was revoked"),
    "application.lapse": _("The approval ended: a condition was not met in time"),
    "application.extend_condition": _("A condition may be met later"),
    "application.withdraw": _("Withdrawn by the firm"),
    "application.sign": _("Signed; another signature is needed"),
    "application.decline": _("Not signed"),
    "application.amend": _("A new version was begun"),
    "application.supersede": _("Replaced by a newer version"),
    "application.hand_in_paper": _("A paper was handed in later"),
    "application.confirm_paper": _("The office confirmed a paper"),
    "application.turn_down_paper": _("The office turned a paper down"),
    "application.stop": _("Stopped until it is mended"),
    "application.seal": _("The premises were sealed"),
    "application.report_mended": _("The firm says that it is mended"),
    "application.reopen": _("The stop was ended; open again"),
    "application.unseal": _("The seal was taken off; open again"),
    "application.reinstate": _("The approval was given back"),
    "application.appeal": _("The firm appealed"),
    "application.answer_appeal": _("The appeal was answered"),
    "application.reconsider": _("To be decided again"),
    "application.review_again": _("Being checked once more"),
    "application.suspend": _("Suspended with its area or trade"),
    "application.restore": _("The suspension of the area or trade ended"),
    "document.infected": _("A virus was found in a file"),
    "application.recheck": _("Judged again under new rules"),
    "application.announce_purge": _("The firm was told that the people's data will be deleted"),
    "application.purge": _("The people's data were deleted"),
    "roster.look": _("The list of people was opened"),
    "condition.set": _("A condition was set"),
    "condition.remind": _("Reminded of a condition"),
    "condition.overdue": _("A condition is overdue"),
    "condition.fulfil": _("A condition was met"),
}
# Acts whose note was written for the firm.
NOTES_FOR_THE_FIRM = {
    "application.return_for_correction",
    "application.reject",
    "application.revoke",
    "application.roll_back",
    "application.lapse",
    "application.extend_condition",
    "application.withdraw",
    "application.turn_down_paper",
    "application.decline",
    "application.stop",
    "application.seal",
    "application.report_mended",
    "application.reopen",
    "application.unseal",
    "application.reinstate",
    "application.appeal",
    "application.answer_appeal",
    "application.suspend",
    "application.restore",
}


@dataclass(frozen=True)
class TimelineEvent:
    """As templates/_components/timeline.html shows it."""

    title: Promise | str
    at: datetime
    who: str
    note: str


@dataclass(frozen=True)
class Deficiency:
    """One coded reason for which the case came back, and the section to mend."""

    text: str
    section: str


Source = Callable[[Application], Iterable[TimelineEvent]]


@cache
def sources() -> tuple[Source, ...]:
    """What other parts of the desk tell the firm: `events(application)` of each package's `firm_timeline.py`."""
    return tuple(module.events for module in modules("firm_timeline"))


def timeline_of(application: Application) -> list[TimelineEvent]:
    """Newest first. Officials act for their office: their names are not shown."""
    found = [*own_events(application), *(each for source in sources() for each in source(application))]
    return sorted(found, key=lambda event: event.at, reverse=True)


def own_events(application: Application) -> list[TimelineEvent]:
    """What stands in the trail of the case, newest first."""
    events = list(audit.trail(application))
    members = set(application.firm.memberships.values_list("user_id", flat=True))
    speakers = spoken_for(events)
    return [
        TimelineEvent(
            title=TITLES[event.verb],
            at=event.at,
            who=speakers.get(event.data.get("mandate", ""))
            or (str(event.actor) if event.actor_id in members else ""),
            note=event.note if event.verb in NOTES_FOR_THE_FIRM else "",
        )
        for event in reversed(events)
        if event.verb in TITLES
    ]


def spoken_for(events: Iterable[AuditEvent]) -> dict[str, str]:
    """By the number of a mandate: who filed on whose word, as `hotline for 王女士`; nothing without mandates."""
    numbers = {event.data["mandate"] for event in events if "mandate" in event.data}
    if not numbers:
        return {}
    rows = Mandate.objects.filter(number__in=numbers).select_related("holder_firm")
    return {row.number: on_behalf(row) for row in rows}


def on_behalf(mandate: Mandate) -> str:
    """By whom and for whom, in one line."""
    if mandate.holder_firm is not None:
        return gettext("%(operator)s, authorised by %(name)s") % {
            "operator": mandate.holder_firm.name,
            "name": mandate.giver_name,
        }
    return gettext("the hotline, for %(name)s") % {"name": mandate.giver_name}


def filed_on_behalf(application: Application) -> str:
    """Who handed the application in for the firm, when, and under which number; empty when it did so itself."""
    event = last_event(application, "submit")
    mandate = Mandate.objects.filter(number=event.data.get("mandate", "")).first() if event else None
    if event is None or mandate is None:
        return ""
    return gettext("By %(who)s, %(at)s (number %(number)s)") % {
        "who": on_behalf(mandate),
        "at": instant_shown(event.at),
        "number": mandate.number,
    }


def last_event(application: Application, verb: str) -> AuditEvent | None:
    events: QuerySet[AuditEvent] = audit.trail(application).filter(verb=f"application.{verb}")
    return events.last()


def reasons_of(application: Application, event: AuditEvent | None) -> list[Deficiency]:
    """The coded reasons of a return or a rejection, in words."""
    if event is None:
        return []
    policy = application.policy_set.rules
    known: dict[str, Any] = {each.code: each for each in (*policy.return_reasons, *policy.reject_reasons)}
    found = [known[code] for code in event.data.get("reasons", []) if code in known]
    return [
        Deficiency(localise(each.name.model_dump()), each.section.value if each.section else "")
        for each in found
    ]
