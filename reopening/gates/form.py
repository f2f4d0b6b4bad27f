"""Checks of what is written and handed in: plan, papers, commitment, the three preconditions."""

from collections.abc import Iterator
from typing import Any

from reopening.gates.facts import Facts, Result
from reopening.gates.goods import shortages
from reopening.policy.base import Level, Section, milder
from reopening.policy.body import PolicyBody
from reopening.policy.content import Paper
from reopening.policy.gates import CommitmentGate, PapersGate, PlanGate, PreconditionsGate

MOST_NAMED = 10  # blanks of the plan in one sentence


def plan_complete(facts: Facts, body: PolicyBody, gate: PlanGate) -> Iterator[Result]:
    asked = body.plan.sections_for(facts.heads_on_site, facts.site_kind)
    missing = [each for each in asked if facts.plan.get(each.key, 0) < body.plan.min_characters]
    params: dict[str, Any] = {"asked": len(asked), "count": len(missing)}
    if missing:
        params["missing"] = [each.name.both for each in missing]
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
    blanks = [blank for each in asked for blank in facts.plan_blanks.get(each.key, [])]
    if blanks:
        params = {"count": len(blanks), "blanks": blanks[:MOST_NAMED]}
        level = milder(body.plan.blanks, gate.level)
        yield Result(False, "plan_blanks", Section.PLAN, params, level=level, rule=body.plan)


def papers(facts: Facts, body: PolicyBody, gate: PapersGate) -> Iterator[Result]:
    """Papers that a section stands for are checked by that section's own gate."""
    asked = [paper for paper in body.papers if paper.section is None]
    findings = [result for paper in asked if (result := of_paper(facts, paper))]
    if "" in facts.papers_infected:
        findings.append(Result(False, "document_infected", Section.DOCUMENTS))
    yield from findings
    if not findings and asked:
        yield Result(True, "papers_ready", Section.DOCUMENTS)


def of_paper(facts: Facts, paper: Paper) -> Result | None:
    """What is to say of one paper; nothing when it is there, or is not there and need not be."""
    params: dict[str, Any] = {"paper": paper.name.both}
    if paper.key in facts.papers_infected:
        return Result(False, "paper_infected", Section.DOCUMENTS, params, rule=paper)
    if paper.key in facts.papers:
        waits = paper.required and paper.key in facts.papers_waiting
        return Result(False, "paper_waiting", Section.DOCUMENTS, params, rule=paper) if waits else None
    if not paper.required:
        return None
    if not paper.deferrable:
        return Result(False, "paper_missing", Section.DOCUMENTS, params, rule=paper)
    params["count"] = paper.due_after_days
    if paper.key in facts.papers_deferred:
        return Result(False, "paper_later", Section.DOCUMENTS, params, level=Level.WARN, rule=paper)
    return Result(False, "paper_undecided", Section.DOCUMENTS, params, rule=paper)


def signatures(facts: Facts, body: PolicyBody) -> Iterator[Result]:
    """Whether the firm has as many people who may sign as the policy asks for; nothing to say where one is enough."""
    count = body.signatures_for(facts.heads_on_site)
    if count > 1:
        rule = next(each for each in body.signatures if each.count == count)
        params = {"count": count, "signatories": facts.signatories, "heads": rule.from_heads}
        key = "signatories_enough" if facts.signatories >= count else "signatories_missing"
        yield Result(key == "signatories_enough", key, Section.COMMITMENT, params, rule=rule)


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
