"""What happened to an order, an errand or a lodging, in the words of its page."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import audit
from core.models import AuditEvent
from reopening.timeline import TimelineEvent, spoken_for
from supplies.models import Errand, FailReason, Item, Lodging, Order

TITLES: dict[str, Promise] = {
    "order.submit": gettext_lazy("Order sent"),
    "order.bring_in": gettext_lazy("Brought in with a list of the district"),
    "order.change": gettext_lazy("Order changed"),
    "order.buy_rest": gettext_lazy("The rest is to be bought"),
    "order.expedite": gettext_lazy("Shared out at once, ahead of the day's round"),
    "order.cancel": gettext_lazy("Order cancelled"),
    "order.complete": gettext_lazy("Everything has arrived"),
    "errand.ask": gettext_lazy("Errand asked for"),
    "errand.accept": gettext_lazy("Accepted"),
    "errand.decline": pgettext_lazy("answer", "Declined"),
    "errand.assign": gettext_lazy("Assigned to somebody"),
    "errand.finish": gettext_lazy("Done"),
    "errand.fail": gettext_lazy("Could not be done"),
    "errand.cancel": gettext_lazy("Errand cancelled"),
    "lodging.ask": gettext_lazy("Lodging asked for"),
    "lodging.provide": gettext_lazy("A place was found"),
    "lodging.decline": pgettext_lazy("answer", "Declined"),
    "lodging.cancel": gettext_lazy("Lodging cancelled"),
}


def history_of(order: Order | Errand | Lodging) -> list[TimelineEvent]:
    """Newest first, as templates/_components/timeline.html shows it; officials act for their office, unnamed."""
    events = [event for event in audit.trail(order) if event.verb in TITLES]
    members = set(order.firm.memberships.values_list("user_id", flat=True))
    speakers = spoken_for(events)
    names = {item.code: str(item) for item in Item.objects.all()}
    return [
        TimelineEvent(
            title=TITLES[event.verb],
            at=event.at,
            who=speakers.get(event.data.get("mandate", ""))
            or (str(event.actor) if event.actor_id in members else _("the office")),
            note=note_of(event, names),
        )
        for event in reversed(events)
    ]


def note_of(event: AuditEvent, names: dict[str, str]) -> str:
    """The reason that was given; of a change also what was asked for before and after."""
    before, after = event.data.get("before", {}), event.data.get("after", {})
    changes = [
        _("%(item)s: %(before)s → %(after)s")
        % {"item": names.get(code, code), "before": f"{before.get(code, 0):,}", "after": f"{units:,}"}
        for code, units in sorted(after.items())
        if units != before.get(code, 0)
    ]
    reason = event.data.get("reason", "")
    said = [
        *changes,
        FailReason(reason).label if reason in FailReason.values else "",
        event.note,
        event.data.get("order", ""),
        event.data.get("round", ""),
        event.data.get("list", ""),
    ]
    return " · ".join(str(word) for word in said if word)
