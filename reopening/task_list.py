"""The sections of an application as a list of tasks: what is done, what is begun, what stands in the way."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.dates import day_shown
from reopening import calendars, gates, wording
from reopening.findings import Finding, FindingLevel
from reopening.gates import Facts
from reopening.policy.base import Section
from reopening.policy.body import PolicyBody
from reopening.posts import filling

# Sentences that say that something is still to come, not that something is wrong.
UNFINISHED = {
    "opening_day_missing",
    "class_missing",
    "heads_missing",
    "staff_missing",
    "roster_empty",
    "roster_short",
    "declarations_missing",
    "declarations_old",
    "plan_short",
    "post_empty",
    "shifts_missing",
    "commitment_missing",
    "count_again",
    "signatories_missing",
    "being_screened",
    "paper_missing",
    "paper_undecided",
    "paper_waiting",
}


@dataclass(frozen=True)
class SectionTask:
    """One row of the list; `state` is done, started, problem or open. `is_noted`: done, but an official will ask."""

    key: str
    title: str
    state: str
    note: str
    side: str
    url_name: str
    is_noted: bool = False


URL_NAMES = {
    Section.FIRM: "reopening:section-firm",
    Section.SCHEDULE: "reopening:section-schedule",
    Section.ROSTER: "reopening:roster",
    Section.POSTS: "reopening:section-posts",
    Section.SHIFTS: "reopening:section-shifts",
    Section.INVENTORY: "reopening:section-inventory",
    Section.PLAN: "reopening:section-plan",
    Section.DOCUMENTS: "reopening:documents",
    Section.COMMITMENT: "reopening:submit",
}


def sections(facts: Facts, findings: list[Finding], policy: PolicyBody) -> list[SectionTask]:
    """Every section in order. The last one is begun by nobody: accepting the commitment submits the case."""
    begun = {
        Section.FIRM: bool(facts.site_kind or facts.firm_class or facts.area_m2),
        Section.SCHEDULE: bool(facts.opens_on or facts.heads_on_site),
        Section.ROSTER: facts.on_roster > 0,
        Section.POSTS: any(facts.posts.values()),
        Section.SHIFTS: bool(facts.shifts),
        Section.INVENTORY: bool(facts.inventory),
        Section.PLAN: any(facts.plan.values()),
        Section.DOCUMENTS: bool(facts.papers or facts.papers_deferred) or not asked_papers(policy),
        Section.COMMITMENT: False,
    }
    asked = policy.plan.sections_for(facts.heads_on_site, facts.site_kind)
    written = sum(facts.plan.get(each.key, 0) >= policy.plan.min_characters for each in asked)
    sides = {
        Section.SCHEDULE: facts.opens_on.isoformat() if facts.opens_on else "",
        Section.ROSTER: f"{facts.listed:,} / {facts.staff_total:,}",
        Section.POSTS: posts_side(facts, policy),
        Section.PLAN: f"{written} / {len(asked)}",
        Section.DOCUMENTS: papers_side(facts, policy),
    }
    return [
        task_of(
            section,
            begun[section],
            [each for each in findings if each.section == section],
            sides.get(section, ""),
            facts,
        )
        for section in asked_sections(facts, policy)
    ]


def asked_papers(policy: PolicyBody) -> list[str]:
    """Keys of the papers that must be handed in by themselves."""
    return [paper.key for paper in policy.papers if paper.required and paper.section is None]


def papers_side(facts: Facts, policy: PolicyBody) -> str:
    asked = asked_papers(policy)
    there = facts.papers | facts.papers_deferred
    return f"{sum(key in there for key in asked)} / {len(asked)}" if asked else ""


def asked_sections(facts: Facts, policy: PolicyBody) -> list[Section]:
    """The sections that this policy asks of such a firm, in order."""
    asked = {
        Section.POSTS: bool(policy.posts_for(facts.heads_on_site, facts.site_kind, facts.industry)),
        Section.SHIFTS: policy.asks_shifts(facts.heads_on_site),
    }
    return [section for section in Section if section in URL_NAMES and asked.get(section, True)]


def posts_side(facts: Facts, policy: PolicyBody) -> str:
    """How many of the safety posts are filled: `1 / 2`."""
    asked = policy.posts_for(facts.heads_on_site, facts.site_kind, facts.industry)
    filled = sum(
        not filling(facts.posts.get(post.key, ()), needed=post.holders, certificate=post.certificate).missing
        for post in asked
    )
    return f"{filled} / {len(asked)}"


def task_of(section: Section, begun: bool, findings: list[Finding], side: str, facts: Facts) -> SectionTask:
    blocks = [each for each in findings if each.level == FindingLevel.BLOCK]
    warnings = [each for each in findings if each.level == FindingLevel.WARN]
    wrong = [each for each in blocks if each.key not in UNFINISHED]
    is_noted = False
    if not begun:
        state, note = "open", ""
    elif wrong:
        state, note = "problem", wrong[0].message
    elif blocks:
        state, note = "started", blocks[0].message
    elif section in facts.unchecked:
        state, note = "started", _("Copied, please check.")
    elif section in facts.kept:
        state, note = "done", _("As approved. Change it only where something changes.")
    else:
        state, note, is_noted = "done", warnings[0].message if warnings else "", bool(warnings)
    title = wording.section(section.value)
    return SectionTask(section.value, title, state, note, side, URL_NAMES[section], is_noted)


def signed_task(task: SectionTask, signers: list[str], needed: int) -> SectionTask:
    """The commitment, once one of the `needed` people has signed: it waits for the others."""
    if not signers:
        return task
    note = _("Signed by %(names)s. Waiting for a second signature.") % {"names": ", ".join(signers)}
    return replace(task, state="started", note=note, side=f"{len(signers)} / {needed}")


def declined_task(task: SectionTask, *, who: str, note: str) -> SectionTask:
    """The commitment, while somebody's refusal to sign stands."""
    words = _("%(who)s did not sign: %(note)s") % {"who": who, "note": note}
    return replace(task, state="problem", note=words)


def next_task(tasks: list[SectionTask]) -> SectionTask:
    """Where to go on: the first section that is not done; the last one when all others are."""
    return next((task for task in tasks if task.state != "done"), tasks[-1])


@dataclass(frozen=True)
class EarliestDay:
    """The first lawful opening day if the firm submits now, and the sentences that explain it."""

    day: date
    reasons: list[str]
    phase: str


def earliest_day(facts: Facts, policy: PolicyBody) -> EarliestDay:
    """The later one of the lead time's day and the day on which the firm's phase opens."""
    lead_on = calendars.earliest_opening(facts.at, policy.lead_time)
    reason = gates.phase_for(facts.firm_class, policy)
    reasons = [lead_sentence(policy)] if policy.lead_time.days else []
    known = facts.firm_class or not policy.firm_classes
    if known:
        reasons.append(wording.localise(reason.explanation))
    opens_from = reason.phase.opens_from if known else None
    if opens_from and opens_from > lead_on:
        reasons.append(
            _("Your phase opens on %(day)s.") % {"day": day_shown(opens_from)},
        )
    day = max(filter(None, [lead_on, opens_from]))
    return EarliestDay(day, reasons, wording.localise(reason.phase.name.model_dump()) if known else "")


def lead_sentence(policy: PolicyBody) -> str:
    """How the days ahead are counted."""
    lead = policy.lead_time
    params: dict[str, Any] = {"count": lead.days}
    return wording.evidence(
        f"lead_{lead.counting.value}{'_counted' if lead.filing_day_counted else ''}", params
    )
