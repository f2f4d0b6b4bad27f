"""What differs between two versions, in words: section by section, before and now."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import day_shown
from core.models import Division
from core.templatetags.desk import bracketed, grouped
from reopening import industries, wording
from reopening.changes import Change, Changes, StaffChanges
from reopening.models import Application, SiteKind
from reopening.models.documents import DocumentUse
from reopening.policy.base import Section
from reopening.task_list import URL_NAMES
from reopening.wording import localise

LABELS: dict[str, str | Promise] = {
    "firm.name": gettext_lazy("Firm"),
    "firm.credit_code": gettext_lazy("Unified social credit code"),
    "firm.legal_representative": gettext_lazy("Legal representative"),
    "firm.address": gettext_lazy("Address of the firm"),
    "firm.industry_code": gettext_lazy("Industry"),
    "firm.contact_name": gettext_lazy("Contact person"),
    "firm.staff_total": gettext_lazy("Number of staff in all"),
    "division": gettext_lazy("Street or township"),
    "site_kind": gettext_lazy("Kind of site"),
    "site_address": gettext_lazy("Address of the site"),
    "area_m2": gettext_lazy("Floor area (m²)"),
    "firm_class": gettext_lazy("Class of firm"),
    "class_evidence": gettext_lazy("Why this class applies"),
    "has_isolation_area": gettext_lazy("Isolation area ready"),
    "opens_on": gettext_lazy("Planned opening day"),
    "heads_on_site": gettext_lazy("People on site per day"),
    "exposed_heads": gettext_lazy("Of these, on exposed posts"),
    "documents": gettext_lazy("Documents"),
    "deferred_papers": gettext_lazy("Papers promised for later"),
    "entrances": gettext_lazy("Entrances in use"),
}


@dataclass(frozen=True)
class Difference:
    """One field in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class SectionDifferences:
    """A section of the application; without rows it is as it was approved."""

    key: str
    title: str
    rows: list[Difference] = field(default_factory=list)


def differences(application: Application, found: Changes) -> list[SectionDifferences]:
    """Every section in the order of the list, changed or not."""
    rows: dict[Section, list[Difference]] = {section: [] for section in URL_NAMES}
    for change in found.fields:
        rows.setdefault(change.section, []).append(
            Difference(
                label_of(change.path, application),
                said(change, change.before, application),
                said(change, change.after, application),
            )
        )
    rows.setdefault(Section.ROSTER, []).extend(staff_rows(found.staff, application))
    return [
        SectionDifferences(section.value, wording.section(section.value), rows[section])
        for section in Section
        if section in rows and section != Section.COMMITMENT
    ]


def label_of(path: str, application: Application) -> str:
    """The name of a field; one that only the policy names is named by it."""
    head, _dot, key = path.partition(".")
    rules = application.policy_set.rules
    if path in LABELS:
        return str(LABELS[path])
    if head == "inventory" and (supply := rules.supply(key)):
        return localise(supply.name.model_dump())
    sections = {each.key: each.name.model_dump() for each in rules.plan.sections}
    if head == "plan" and key in sections:
        return localise(sections[key])
    posts = {each.key: each.name.model_dump() for each in rules.posts}
    if head == "posts" and key in posts:
        return localise(posts[key])
    return f"{wording.section(head)} · {key}" if key else wording.section(head)


def said(change: Change, value: Any, application: Application) -> str:
    """A value as people read it; nothing said is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("Not yet")
    reader = READERS.get(change.path)
    if reader:
        return reader(value, application)
    if change.section == Section.POSTS:
        return _("holders and certificates, mark %(mark)s") % {"mark": value}
    if isinstance(value, int):
        return grouped(value)
    return "\n".join(str(each) for each in value) if isinstance(value, list) else str(value)


def class_name(key: str, application: Application) -> str:
    chosen = application.policy_set.rules.firm_class(key)
    return localise(chosen.name.model_dump()) if chosen else key


def documents(value: list[str], application: Application) -> str:
    """`use/key/hash` of each, one a line."""
    names = {each.key: localise(each.name.model_dump()) for each in application.policy_set.rules.papers}
    lines = []
    for use, key, digest in (each.split("/") for each in value):
        label = names.get(key) or str(DocumentUse(use).label)
        lines.append(f"{label} {bracketed(digest)}")
    return "\n".join(lines)


def papers(value: list[str], application: Application) -> str:
    names = {each.key: localise(each.name.model_dump()) for each in application.policy_set.rules.papers}
    return "\n".join(names.get(key, key) for key in value)


def shift_words(shift: dict[str, Any]) -> str:
    words = _("%(start)s–%(end)s, %(people)s people") % {
        "start": shift["starts_at"],
        "end": shift["ends_at"],
        "people": grouped(shift["people"]),
    }
    return f"{shift['name']} {words}"


READERS: dict[str, Any] = {
    "opens_on": lambda value, _row: day_shown(date.fromisoformat(value)),
    "site_kind": lambda value, _row: str(SiteKind(value).label),
    "firm_class": class_name,
    "documents": documents,
    "deferred_papers": papers,
    "firm.industry_code": lambda value, _row: industries.industry_name(value),
    "shifts": lambda value, _row: "\n".join(shift_words(each) for each in value),
    "division": lambda value, _row: str(Division.objects.filter(pk=value).first() or value),
}


def staff_rows(staff: StaffChanges, application: Application) -> list[Difference]:
    """Counts only; names are read elsewhere, and the look is recorded."""
    ordered = application.policy_set.rules.screening.ordered
    rows = [
        (_("People added"), sum(staff.added.values()), by_class(ordered(staff.added))),
        (_("People taken off"), sum(staff.removed.values()), by_class(ordered(staff.removed))),
        (_("People whose data was corrected"), staff.edited, ""),
    ]
    return [Difference(label, "", people(count) + more) for label, count, more in rows if count]


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": grouped(count)}


def by_class(counts: dict[str, int]) -> str:
    """` (D 12, A 1)`"""
    listed = _(", ").join(f"{key or _('not declared yet')} {grouped(count)}" for key, count in counts.items())
    return f" {bracketed(listed)}" if listed else ""
