"""How a batch came about, for officials: by which rule or hand its cases were taken, who signed, what followed."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch
from approvals.queries.batches import FillRule
from core import audit
from core.models import AuditEvent
from reopening.timeline import TimelineEvent

TITLES = {
    "batch.create": _("Opened"),
    "batch.fill": _("Filled %(rule)s"),
    "batch.add": _("Cases added by hand"),
    "batch.remove": _("Cases taken out by hand"),
    "batch.change": _("Day or quota changed"),
    "batch.discard": _("Discarded"),
    "batch.propose": _("First signature"),
    "batch.send_back": _("Sent back"),
    "batch.sign": _("Signed"),
    "batch.countersign": _("Countersigned"),
    "batch.resume": _("Signing went on"),
    "batch.finish": _("Every case has its result"),
    "batch.publish": _("List published"),
}


def batch_timeline(batch: Batch) -> list[TimelineEvent]:
    """Newest first; one query."""
    return [
        TimelineEvent(title_of(event), event.at, str(event.actor or ""), note_of(event))
        for event in reversed(audit.trail(batch))
        if event.verb in TITLES
    ]


def title_of(event: AuditEvent) -> str:
    rule = event.data.get("rule", "")
    words = FillRule(rule).label if rule in FillRule.values else ""
    return str(TITLES[event.verb]) % {"rule": words}


def note_of(event: AuditEvent) -> str:
    """How many cases it was about, or what was said."""
    data = event.data
    if "after" in data:
        return (
            gettext("Now: from %(opens_on)s, at most %(quota_firms)s firms, %(quota_heads)s people.")
            % data["after"]
        )
    cases = next(
        (data[key] for key in ("added", "freed", "firms") if key in data), len(data.get("applications", ()))
    )
    if event.verb == "batch.finish":
        return gettext("%(approved)s approved, %(refused)s not approved.") % data
    if event.note or not (cases or "added" in data):
        return event.note
    words = ngettext("%(count)s case", "%(count)s cases", cases) % {"count": f"{cases:,}"}
    if lost := len(data.get("elsewhere", ())):
        words += gettext("; %(count)s more went to another batch first") % {"count": f"{lost:,}"}
    return words
