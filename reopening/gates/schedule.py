"""Checks of when and how many: lead time, phase, closed trades, heads; and who decides by when."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from reopening import calendars, clock
from reopening.gates.facts import Facts, Result
from reopening.policy.base import CaseFlag, Level, Section, milder
from reopening.policy.body import Mode, PolicyBody
from reopening.policy.gates import HeadcountGate, LeadTimeGate, NegativeListGate, PhaseGate
from reopening.policy.timing import LeadTime, Phase


@dataclass(frozen=True)
class PhaseReason:
    """The phase of a firm and why: its kind and the policy's own words. `tier` 1 is served first."""

    phase: Phase
    tier: int
    firm_class: dict[str, str]
    explanation: dict[str, str]


def phase_for(firm_class: str, body: PolicyBody) -> PhaseReason:
    """The phase of a kind of firm; a kind the policy does not name belongs to the rest."""
    phase = body.phase_of(firm_class)
    named = body.firm_class(firm_class)
    return PhaseReason(
        phase=phase,
        tier=body.tier_of(phase.key),
        firm_class=named.name.both if named else {},
        explanation=phase.explanation.both,
    )


def lead_time(facts: Facts, body: PolicyBody, gate: LeadTimeGate) -> Iterator[Result]:
    """A day that was approved before stays good: only another one is measured again."""
    earliest_on = calendars.earliest_opening(facts.at, body.lead_time)
    if facts.opens_on and facts.opens_on == facts.approved_opens_on:
        yield Result(True, "opening_day_approved", Section.SCHEDULE, {"opens_on": facts.opens_on.isoformat()})
        return
    params: dict[str, Any] = {"earliest_on": earliest_on.isoformat(), "count": body.lead_time.days}
    key = "opening_day_missing"
    if facts.opens_on:
        key = "opening_day_early" if facts.opens_on < earliest_on else "opening_day_kept"
        params["opens_on"] = facts.opens_on.isoformat()
    yield Result(
        key == "opening_day_kept",
        key,
        Section.SCHEDULE,
        params,
        _lead_evidence(body.lead_time),
        rule=body.lead_time,
    )


def _lead_evidence(lead: LeadTime) -> str:
    return f"lead_{lead.counting.value}{'_counted' if lead.filing_day_counted else ''}"


def phase(facts: Facts, body: PolicyBody, gate: PhaseGate) -> Iterator[Result]:
    if not facts.firm_class and body.firm_classes:
        yield Result(False, "class_missing", Section.FIRM)
        return
    reason = phase_for(facts.firm_class, body)
    opens_from, opens_until = reason.phase.opens_from, reason.phase.opens_until
    params: dict[str, Any] = {
        "phase": reason.phase.name.both,
        "explanation": reason.explanation,
        "firm_class": reason.firm_class,
    }
    key = "phase_open"
    if facts.opens_on:
        params["opens_on"] = facts.opens_on.isoformat()
        if opens_from and facts.opens_on < opens_from:
            key, params["phase_from_on"] = "phase_not_yet", opens_from.isoformat()
        elif opens_until and facts.opens_on > opens_until:
            key, params["phase_until_on"] = "phase_over", opens_until.isoformat()
    named = body.firm_class(facts.firm_class)
    if named and named.firms and not named.firms.name(facts.credit_code, facts.industry):
        listed = {"firm_class": reason.firm_class}
        yield Result(False, "class_not_listed", Section.FIRM, listed, level=Level.WARN, rule=named)
    evidence = "" if named is None else "firm_class_white_list" if named.white_list else "firm_class"
    if facts.class_by_list:
        evidence = "firm_class_by_list"
    yield Result(key == "phase_open", key, Section.FIRM, params, evidence, rule=reason.phase)


def negative_list(facts: Facts, body: PolicyBody, gate: NegativeListGate) -> Iterator[Result]:
    is_open = True
    for entry in body.negative_list:
        if entry.firms.name(facts.credit_code, facts.industry):
            key = "trade_closed" if entry.level == Level.BLOCK else "trade_on_promise"
        elif entry.firms.may_name(facts.credit_code, facts.industry):
            key = "trade_too_wide"
        else:
            continue
        is_open = False
        params = {"trade": entry.name.both, "industry": facts.industry}
        yield Result(False, key, Section.FIRM, params, level=milder(entry.level, gate.level), rule=entry)
    if is_open and facts.industry:
        yield Result(True, "trade_open", Section.FIRM)


def headcount(facts: Facts, body: PolicyBody, gate: HeadcountGate) -> Iterator[Result]:
    rule = body.exposed_posts
    if rule and facts.heads_on_site and facts.exposed_heads is None:
        yield Result(False, "exposed_missing", Section.SCHEDULE, {"posts": rule.posts.both}, rule=rule)
    params = {"heads": facts.heads_on_site, "staff": facts.staff_total, "marked": facts.marked_on_site}
    if not facts.heads_on_site:
        key = "heads_missing"
    elif facts.staff_total and facts.heads_on_site > facts.staff_total:
        key = "heads_above_staff"
    elif facts.listed and facts.marked_on_site != facts.heads_on_site:
        key = "heads_differ"
    else:
        key = "heads_agree"
        if not facts.listed:
            return  # nothing to agree with yet; the roster's own check says so
    yield Result(key == "heads_agree", key, Section.SCHEDULE, params)


def decider(facts: Facts, body: PolicyBody, flags: Collection[CaseFlag]) -> Iterator[Result]:
    """Who decides, and by when if the firm submits now; only information."""
    if not facts.heads_on_site:
        return
    rule = body.decider_for(
        facts.heads_on_site,
        firm_class=facts.firm_class,
        credit_code=facts.credit_code,
        industry=facts.industry,
        flags=flags,
        change=facts.change,
    )
    limit = body.answer_for(facts.lane)
    due_at = clock.due_if_answered(limit, facts.run or clock.Run(facts.at), facts.at)
    params: dict[str, Any] = {
        "heads": facts.heads_on_site,
        "decider": rule.name.both,
        "count": limit.amount,
        "due_at": due_at.isoformat(),
    }
    key = "decided_on_promise" if body.mode == Mode.COMMITMENT else "decided_by"
    yield Result(True, key, Section.SCHEDULE, params, f"answer_{limit.unit.value}", rule=rule)
