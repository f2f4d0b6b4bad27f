"""What happened to a case, for officials: with names, and with the acts that do not concern the firm."""

from django.utils.translation import gettext_lazy as _

from core import audit
from reopening.models import Application
from reopening.timeline import TITLES, TimelineEvent, spoken_for

OFFICE_TITLES = TITLES | {
    "application.claim": _("Claimed"),
    "application.release": _("Put back into the queue"),
    "application.hand_over": _("Handed over"),
    "application.hand_back": _("Handed back"),
    "application.return_for_correction": _("Returned for correction"),
    "application.recommend": _("Recommended"),
    "application.take_back": _("Taken back for another look"),
    "document.download": _("A document was downloaded"),
    "roster.read_names": _("Names of staff were read"),
}


def office_timeline(application: Application) -> list[TimelineEvent]:
    """Newest first."""
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
