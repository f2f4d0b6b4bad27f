"""Running all gates of a policy set, and what follows from their results."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reopening import clock
from reopening.findings import Finding, FindingLevel
from reopening.flags import flags_of
from reopening.gates import form, goods, people, schedule, work
from reopening.gates.facts import Facts, Result, Results
from reopening.marks import cover_of_masks
from reopening.policy.base import CaseFlag, Level, Rule
from reopening.policy.body import Mode, PolicyBody

CHECKS: dict[str, Callable[[Facts, PolicyBody, Any], Results]] = {
    "lead_time": schedule.lead_time,
    "phase": schedule.phase,
    "negative_list": schedule.negative_list,
    "headcount": schedule.headcount,
    "roster_complete": people.roster_complete,
    "declarations": people.declarations,
    "people_once": people.people_once,
    "on_site_classes": people.on_site_classes,
    "safety_posts": work.safety_posts,
    "staggered_shifts": work.staggered_shifts,
    "supplies": goods.supplies,
    "isolation_area": goods.isolation_area,
    "plan_complete": form.plan_complete,
    "papers": form.papers,
    "commitment": form.commitment,
    "preconditions": form.preconditions,
}


def evaluate(facts: Facts, body: PolicyBody) -> list[Finding]:
    """What the policy says of these facts, in the order of its gates."""
    if body.mode == Mode.NONE:
        return [Finding("mode", FindingLevel.PASS, "no_filing_needed", "schedule")]
    findings = [
        _finding(gate.kind, result, gate.level, gate, body)
        for gate in body.gates_for(facts.division)
        if gate.level != Level.NONE
        for result in CHECKS[gate.kind](facts, body, gate)
        if result.level != Level.NONE
    ]
    told = [
        _finding("declarations", result, Level.NONE, None, body) for result in people.declared(facts, body)
    ]
    signed = [
        _finding("signatures", result, Level.BLOCK, None, body) for result in form.signatures(facts, body)
    ]
    taken_over = [_finding("copy", result, Level.BLOCK, None, body) for result in form.taken_over(facts)]
    flags = flags_now(facts, body, [*findings, *told, *signed, *taken_over])
    decided = [
        _finding("decider", result, Level.NONE, None, body) for result in schedule.decider(facts, body, flags)
    ]
    return findings + told + signed + decided + taken_over


@dataclass(frozen=True)
class Standing:
    """What of a case `flags_of` looks at, before it is handed in."""

    people_held: int
    points_to_note: int
    is_short: bool


def flags_now(facts: Facts, body: PolicyBody, findings: list[Finding]) -> frozenset[CaseFlag]:
    """The flags that the case would have if it were handed in as it stands."""
    masks = cover_of_masks(
        goods.asked(facts, body),
        heads=facts.heads_on_site,
        exposed=facts.exposed_heads or 0,
        area_m2=facts.area_m2,
        inventory=facts.inventory,
    )
    points = [finding for finding in findings if finding.level != FindingLevel.PASS]
    standing = Standing(facts.people_held, len(points), masks is not None and not masks.is_enough)
    return flags_of(standing, [{"rule": finding.rule, "level": finding.level} for finding in findings])


def _finding(rule: str, result: Result, level: Level, gate: Rule | None, body: PolicyBody) -> Finding:
    origin = result.rule or gate
    missed = FindingLevel((result.level or level).value) if not result.holds else FindingLevel.PASS
    return Finding(
        rule=rule,
        level=missed,
        key=result.key,
        section=result.section.value,
        params=result.params,
        evidence_key=result.evidence,
        source=body.source_of(origin) if origin else {},
    )


def due_at(facts: Facts, body: PolicyBody) -> datetime:
    """When the office must have answered, if the firm files at the instant of the facts."""
    return clock.due_if_answered(body.answer_for(facts.lane), facts.run or clock.Run(facts.at), facts.at)
