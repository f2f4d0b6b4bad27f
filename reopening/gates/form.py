"""Checks of what is written and handed in: plan, papers, commitment, the three preconditions."""

from collections.abc import Iterator
from typing import Any

from reopening.gates.facts import Facts, Result
from reopening.gates.goods import shortages
from reopening.policy.base import Level, Section
from reopening.policy.body import PolicyBody
from reopening.policy.content import Paper
from reopening.policy.gates import CommitmentGate, PapersGate, PlanGate, PreconditionsGate


def plan_complete(facts: Facts, body: PolicyBody, gate: PlanGate) -> Iterator[Result]:
    asked = body.plan.sections_for(facts.heads_on_site, facts.site_kind)
    missing = [each for each in asked if facts.plan.get(each.key, 0) < body.plan.min_characters]
    params: dict[str, Any] = {"asked": len(asked), "count": len(missing)}
    if missing:
        params["missing"] = [each.name.model_dump() for each in missing]
    params["short_form_heads"] = body.plan.short_form_heads
    evidence = "short_form" if len(asked) < len(body.plan.sections) else ""
    yield Result(
        not missing,
        "plan_short" if missing else "plan_complete",
        Section.PLAN,
        params,
        evidence,
        rule=body.plan,
    )


def papers(facts: Facts, body: PolicyBody, gate: PapersGate) -> Iterator[Result]:
    """Papers that a section stands for are checked by that section's own gate."""
    missing = missing_papers(facts, body)
    for paper in missing:
        params: dict[str, Any] = {"paper": paper.name.model_dump()}
        if paper.deferrable:
            params["count"] = paper.due_after_days
            yield Result(False, "paper_later", Section.COMMITMENT, params, level=Level.WARN, rule=paper)
        else:
            yield Result(False, "paper_missing", Section.COMMITMENT, params, rule=paper)
    if not missing and any(paper.section is None for paper in body.papers):
        yield Result(True, "papers_ready", Section.COMMITMENT)


def missing_papers(facts: Facts, body: PolicyBody) -> list[Paper]:
    return [
        paper
        for paper in body.papers
        if paper.required and paper.section is None and paper.key not in facts.papers
    ]


def taken_over(facts: Facts) -> Iterator[Result]:
    """What was copied from an earlier application and must not be submitted as it is."""
    if Section.INVENTORY in facts.unchecked:
        yield Result(False, "count_again", Section.INVENTORY)
    if facts.being_screened:
        yield Result(False, "being_screened", Section.ROSTER)


def commitment(facts: Facts, body: PolicyBody, gate: CommitmentGate) -> Iterator[Result]:
    key = "commitment_accepted" if facts.commitment_accepted else "commitment_missing"
    yield Result(facts.commitment_accepted, key, Section.COMMITMENT)


def preconditions(facts: Facts, body: PolicyBody, gate: PreconditionsGate) -> Iterator[Result]:
    state = {
        "roster": 0 < facts.staff_total <= facts.listed,
        "inventory": not shortages(facts, body),
        "shifts": bool(facts.has_shifts),
    }
    missing = [part for part, stands in state.items() if not stands]
    key = "preconditions_missing" if missing else "preconditions_ready"
    yield Result(not missing, key, Section.COMMITMENT, {"missing": missing})
