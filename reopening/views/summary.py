"""The answers of an application, section by section, as they are read before submitting and afterwards."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.desk import bracketed, grouped, shanghai
from reopening import industries, packs, wording
from reopening.case_records import CaseRecords, records_of
from reopening.models import Application, DocumentUse
from reopening.policy.base import Section
from reopening.policy.goods import Supply
from reopening.posts import filling
from reopening.roster_counts import staff_counts
from reopening.task_list import URL_NAMES
from reopening.timeline import filed_on_behalf
from reopening.wording import localise

YES_NO = {True: gettext_lazy("Yes"), False: gettext_lazy("Not yet"), None: ""}


@dataclass(frozen=True)
class SectionAnswers:
    """One section: its facts as (label, value) pairs, and where to change them."""

    title: str
    url: str
    facts: list[tuple[str, Any]]


def answers(application: Application) -> list[SectionAnswers]:
    records = records_of(application)
    facts = {
        Section.FIRM: firm_facts(application),
        Section.SCHEDULE: schedule_facts(application),
        Section.ROSTER: roster_facts(application),
        Section.POSTS: posts_facts(application, records),
        Section.SHIFTS: shifts_facts(application, records),
        Section.INVENTORY: inventory_facts(application, records),
        Section.PLAN: plan_facts(application, records),
        Section.DOCUMENTS: document_facts(application, records),
    }
    return [
        SectionAnswers(
            wording.section(section.value), reverse(URL_NAMES[section], args=[application.public_id]), rows
        )
        for section, rows in facts.items()
        if rows
    ]


def firm_facts(application: Application) -> list[tuple[str, Any]]:
    umbrella = application.umbrella
    firm, chosen = application.firm, application.policy_set.rules.firm_class(application.firm_class)
    return [
        (_("Firm"), firm.name),
        (_("Unified social credit code"), firm.credit_code),
        (_("Legal representative"), firm.legal_representative),
        (_("Industry"), industries.industry_name(firm.industry_code)),
        (_("Contact person"), f"{firm.contact_name} {firm.contact_phone}"),
        (_("Number of staff in all"), grouped(firm.staff_total)),
        (_("Kind of site"), application.get_site_kind_display()),
        (_("Street or township"), str(application.division)),
        (_("Address of the site"), application.site_address),
        (_("Floor area (m²)"), grouped(application.area_m2)),
        (_("Class of firm"), localise(chosen.name.model_dump()) if chosen else ""),
        (_("Why this class applies"), application.class_evidence),
        (_("Isolation area ready"), YES_NO[application.has_isolation_area]),
        *([(_("Umbrella filing"), f"{umbrella.name} · {umbrella.firm.name}")] if umbrella else []),
        *([(_("Filed on behalf"), filed)] if (filed := filed_on_behalf(application)) else []),
    ]


def schedule_facts(application: Application) -> list[tuple[str, Any]]:
    exposed = application.exposed_heads
    return [
        (_("Planned opening day"), shanghai(application.opens_on)),
        (_("People on site per day"), grouped(application.heads_on_site)),
        *([] if exposed is None else [(_("Of these, on exposed posts"), grouped(exposed))]),
    ]


def roster_facts(application: Application) -> list[tuple[str, Any]]:
    policy = application.policy_set.rules
    counts = staff_counts(application, policy, application.submitted_at or application.created_at)
    names = {each.key: localise(each.name.model_dump()) for each in policy.screening.classes}
    by_class = [
        (_("Class %(class)s: %(name)s") % {"class": key, "name": names.get(key, "")}, grouped(count))
        for key, count in policy.screening.ordered(counts.by_class).items()
    ]
    return [
        (_("People on the roster"), grouped(counts.on_roster)),
        (_("Of these, declared themselves"), grouped(counts.declared + counts.declared_old)),
        (_("Of these, on site"), grouped(counts.on_site)),
        *by_class,
    ]


def posts_facts(application: Application, records: CaseRecords) -> list[tuple[str, Any]]:
    """Counts, never names; nothing where no post is asked."""
    policy, on = application.policy_set.rules, application.opens_on or application.created_at.date()
    asked = policy.posts_for(
        application.heads_on_site or 0, application.site_kind, application.firm.industry_code
    )
    seats = records.seats(application, policy, on)
    facts = []
    for post in asked:
        found = filling(seats.get(post.key, ()), needed=post.holders, certificate=post.certificate)
        words = _("%(available)s of %(needed)s can be there on the opening day") % {
            "available": grouped(found.available),
            "needed": grouped(post.holders),
        }
        if found.filled_on:
            words += _("; filled from %(day)s") % {"day": shanghai(found.filled_on)}
        facts.append((localise(post.name.model_dump()), words))
    return facts


def shifts_facts(application: Application, records: CaseRecords) -> list[tuple[str, Any]]:
    """Nothing where shifts are not asked for."""
    if not application.policy_set.rules.asks_shifts(application.heads_on_site or 0):
        return []
    facts: list[tuple[str, Any]] = [(_("Entrances in use"), grouped(application.entrances))]
    for shift in records.shifts:
        words = _("%(start)s–%(end)s, %(people)s people") % {
            "start": f"{shift.starts_at:%H:%M}",
            "end": f"{shift.ends_at:%H:%M}",
            "people": grouped(shift.people),
        }
        facts.append((shift.name, words))
    return facts


def inventory_facts(application: Application, records: CaseRecords) -> list[tuple[str, Any]]:
    on_hand = records.inventory
    return [
        (
            localise(supply.name.model_dump()),
            inventory_words(supply, on_hand[supply.item]) if supply.item in on_hand else "",
        )
        for supply in application.policy_set.rules.supplies
    ]


def inventory_words(supply: Supply, quantity: int) -> str:
    """`130 pieces (2 boxes 3 packs)`; the packs only where there are any."""
    plain = packs.in_units(supply, quantity)
    return (
        f"{plain} {bracketed(packs.words(supply, quantity))}" if quantity >= supply.pack_units > 1 else plain
    )


def plan_facts(application: Application, records: CaseRecords) -> list[tuple[str, Any]]:
    asked = application.policy_set.rules.plan.sections_for(
        application.heads_on_site or 0, application.site_kind
    )
    return [(localise(each.name.model_dump()), records.plan.get(each.key, "")) for each in asked]


def document_facts(application: Application, records: CaseRecords) -> list[tuple[str, Any]]:
    """The papers of the policy, handed in or deferred, and how many other files there are."""
    papers = records.papers
    found = Counter((each["use"], each["key"]) for each in papers.documents)
    rows: list[tuple[str, Any]] = [
        (
            localise(paper.name.model_dump()),
            _("Follows after the decision")
            if paper.key in papers.deferred
            else files_counted(found[(DocumentUse.PAPER, paper.key)]),
        )
        for paper in application.policy_set.rules.papers
        if paper.section is None
    ]
    photos = sum(count for (use, _key), count in found.items() if use in (DocumentUse.SITE, DocumentUse.ITEM))
    rows.append((_("Other papers"), files_counted(found[(DocumentUse.OTHER, "")])))
    rows.append((_("Photos"), files_counted(photos)))
    return rows


def files_counted(count: int) -> str:
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": count} if count else ""
