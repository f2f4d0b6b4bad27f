"""Running all gates of a policy set, and what follows from their results."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from reopening import clock
from reopening.findings import Finding, FindingLevel
from reopening.gates import form, goods, people, schedule, work
from reopening.gates.facts import Facts, Result, Results
from reopening.policy.base import Level, Rule
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
    decided = [
        _finding("decider", result, Level.NONE, None, body) for result in schedule.decider(facts, body)
    ]
    told = [
        _finding("declarations", result, Level.NONE, None, body) for result in people.declared(facts, body)
    ]
    signed = [
        _finding("signatures", result, Level.BLOCK, None, body) for result in form.signatures(facts, body)
    ]
    taken_over = [_finding("copy", result, Level.BLOCK, None, body) for result in form.taken_over(facts)]
    return findings + told + signed + decided + taken_over


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
