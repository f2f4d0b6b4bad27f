"""What happened to an application, in the firm's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit
from core.models import AuditEvent
from reopening.models import Application
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
    "application.reject": _("Rejected"),
    "application.revoke": _("The right to open was revoked"),
    "application.withdraw": _("Withdrawn by the firm"),
    "application.sign": _("Signed; another signature is needed"),
    "application.decline": _("Not signed"),
    "application.amend": _("A new version was begun"),
    "application.supersede": _("Replaced by a newer version"),
    "application.hand_in_paper": _("A paper was handed in later"),
    "application.confirm_paper": _("The office confirmed a paper"),
    "application.turn_down_paper": _("The office turned a paper down"),
    "document.infected": _("A virus was found in a file"),
    "application.recheck": _("Judged again under new rules"),
    "condition.set": _("A condition was set"),
    "condition.fulfil": _("A condition was met"),
}
# Acts whose note was written for the firm.
NOTES_FOR_THE_FIRM = {
    "application.return_for_correction",
    "application.reject",
    "application.revoke",
    "application.withdraw",
    "application.turn_down_paper",
    "application.decline",
}


@dataclass(frozen=True)
class TimelineEvent:
    """As templates/_components/timeline.html shows it."""

    title: Promise
    at: datetime
    who: str
    note: str


@dataclass(frozen=True)
class Deficiency:
    """One coded reason for which the case came back, and the section to mend."""

    text: str
    section: str


def timeline_of(application: Application) -> list[TimelineEvent]:
    """Newest first. Officials act for their office: their names are not shown."""
    events = list(audit.trail(application))
    members = set(application.firm.memberships.values_list("user_id", flat=True))
    return [
        TimelineEvent(
            title=TITLES[event.verb],
            at=event.at,
            who=str(event.actor) if event.actor_id in members else "",
            note=event.note if event.verb in NOTES_FOR_THE_FIRM else "",
        )
        for event in reversed(events)
        if event.verb in TITLES
    ]


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
