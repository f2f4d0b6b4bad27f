"""
The application form as it was filed, from the frozen submission: facts under headings, in both languages.

Counts only: no name, number or state of health of anybody on the roster stands in it.
"""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.papers.bilingual import both, count, plain_day_or_none, same
from core.papers.filling import Pair
from reopening import industries, packs, wording
from reopening.models import Application, DocumentUse, PolicySet, SiteKind
from reopening.policy.base import Section
from reopening.policy.body import PolicyBody

Row = dict[str, Pair]
READY = {True: gettext_lazy("Yes"), False: gettext_lazy("Not yet")}


def sections_of(application: Application) -> list[dict[str, Any]]:
    """`[{"title", "rows": [{"label", "value"}]}]`; what was not filled in stays away, and so does an empty heading."""
    snapshot, policy = application.snapshot or {}, policy_of(application)
    found = [
        (Section.FIRM, firm_rows(snapshot, policy)),
        (Section.SCHEDULE, schedule_rows(snapshot)),
        (Section.INVENTORY, inventory_rows(snapshot, policy)),
        (Section.SHIFTS, shift_rows(snapshot)),
        (Section.PLAN, plan_rows(snapshot, policy)),
        (Section.DOCUMENTS, document_rows(snapshot, policy)),
    ]
    return [
        {"title": both(partial(wording.section, section.value)), "rows": kept}
        for section, rows in found
        if (kept := [row for row in rows if row["value"]["zh"]])
    ]


def policy_of(application: Application) -> PolicyBody:
    """Of the set that the submission was judged by, whatever the case has been moved to since."""
    named = (application.snapshot or {}).get("policy_set", {})
    row = PolicySet.objects.filter(slug=named.get("slug"), version=named.get("version") or 0).first()
    return (row or application.policy_set).rules


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def row(label: Any, value: Pair) -> Row:
    return {"label": both(label), "value": value}


def firm_rows(snapshot: dict[str, Any], policy: PolicyBody) -> list[Row]:
    firm, umbrella = snapshot["firm"], snapshot.get("umbrella")
    chosen, ready = policy.firm_class(snapshot["firm_class"]), snapshot["has_isolation_area"]
    kind = snapshot["site_kind"]
    return [
        row(gettext_lazy("Legal representative"), same(firm["legal_representative"])),
        row(gettext_lazy("Industry"), both(lambda: industries.industry_name(firm["industry_code"]))),
        row(gettext_lazy("Contact person"), same(firm["contact_name"])),
        row(gettext_lazy("Number of staff in all"), count(firm["staff_total"])),
        row(gettext_lazy("Kind of site"), both(SiteKind(kind).label) if kind else same("")),
        row(gettext_lazy("Address of the site"), same(snapshot["site_address"])),
        row(gettext_lazy("Floor area (m²)"), count(snapshot["area_m2"])),
        row(gettext_lazy("Class of firm"), chosen.name.both if chosen else same("")),
        row(gettext_lazy("Why this class applies"), same(snapshot["class_evidence"])),
        row(gettext_lazy("Isolation area ready"), same("") if ready is None else both(READY[ready])),
        row(
            gettext_lazy("Umbrella filing"),
            same(f"{umbrella['name']} · {umbrella['operator']}" if umbrella else ""),
        ),
    ]


def schedule_rows(snapshot: dict[str, Any]) -> list[Row]:
    exposed = snapshot.get("exposed_heads")
    return [
        row(gettext_lazy("Planned opening day"), plain_day_or_none(day_of(snapshot["opens_on"]))),
        row(gettext_lazy("People on site per day"), count(snapshot["heads_on_site"])),
        *([] if exposed is None else [row(gettext_lazy("Of these, on exposed posts"), count(exposed))]),
        row(gettext_lazy("People on the roster"), count(sum(snapshot["staff_by_class"].values()))),
    ]


def inventory_rows(snapshot: dict[str, Any], policy: PolicyBody) -> list[Row]:
    on_hand = snapshot["inventory"]
    return [
        {
            "label": supply.name.both,
            "value": both(partial(packs.in_units, supply, on_hand[supply.item])),
        }
        for supply in policy.supplies
        if supply.item in on_hand
    ]


def shift_rows(snapshot: dict[str, Any]) -> list[Row]:
    return [
        {"label": same(shift["name"]), "value": both(partial(shift_words, shift))}
        for shift in snapshot["shifts"]
    ]


def shift_words(shift: dict[str, Any]) -> str:
    return _("%(start)s–%(end)s, %(people)s people") % {
        "start": shift["starts_at"],
        "end": shift["ends_at"],
        "people": f"{shift['people']:,}",
    }


def plan_rows(snapshot: dict[str, Any], policy: PolicyBody) -> list[Row]:
    """In the policy's order: the database keeps the keys of a snapshot in one of its own."""
    names, plan = {each.key: each.name.both for each in policy.plan.sections}, snapshot["plan"]
    keys = [key for key in names if key in plan] + [key for key in plan if key not in names]
    return [{"label": names.get(key, same(key)), "value": same(plan[key])} for key in keys]


def document_rows(snapshot: dict[str, Any], policy: PolicyBody) -> list[Row]:
    """Papers of the policy that were handed in, or that follow."""
    keys = [each["key"] for each in snapshot["documents"] if each["use"] == DocumentUse.PAPER]
    rows = []
    for paper in policy.papers:
        if paper.key in keys:
            value = both(gettext_lazy("Handed in"))
        elif paper.key in snapshot["deferred_papers"]:
            value = both(gettext_lazy("Follows after the decision"))
        else:
            continue
        rows.append({"label": paper.name.both, "value": value})
    return rows
