"""What another policy set changes for one case. Pure: two judgements in, kinds and words of the change out."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from reopening import gates
from reopening.findings import Finding, FindingLevel
from reopening.gates import Facts
from reopening.policy.body import Mode, PolicyBody


class EffectKind(StrEnum):
    NEWLY_BLOCKED = "newly_blocked"
    NO_LONGER_BLOCKED = "no_longer_blocked"
    NEW_WARNING = "new_warning"
    PHASE = "phase"
    DUE = "due"
    DECIDER = "decider"
    NO_FILING = "no_filing"
    UNCHANGED = "unchanged"


Both = dict[str, str]  # a text in both languages


@dataclass(frozen=True)
class Judgement:
    """What one policy set says of a case."""

    findings: list[Finding]
    phase: str
    lane: str
    due_at: datetime | None
    phase_name: Both = field(default_factory=dict)
    decider_name: Both = field(default_factory=dict)
    decider_office: str = ""
    needs_filing: bool = True


def judge(facts: Facts, body: PolicyBody, *, due_at: datetime | None) -> Judgement:
    """:param due_at: when the office must answer, under this set"""
    if body.mode == Mode.NONE:
        return Judgement(gates.evaluate(facts, body), "", "", due_at, needs_filing=False)
    phase, findings = body.phase_of(facts.firm_class), gates.evaluate(facts, body)
    decider = body.decider_for(
        facts.heads_on_site,
        firm_class=facts.firm_class,
        credit_code=facts.credit_code,
        industry=facts.industry,
        flags=gates.flags_now(facts, body, findings),
        change=facts.change,
    )
    return Judgement(
        findings=findings,
        phase=phase.key,
        lane=facts.lane,
        due_at=due_at,
        phase_name=phase.name.both,
        decider_name=decider.name.both,
        decider_office=decider.office.value,
    )


@dataclass(frozen=True)
class Effect:
    """`changes` is plain JSON: findings, and pairs of before and after."""

    kinds: list[EffectKind]
    changes: dict[str, Any]

    @property
    def is_nothing(self) -> bool:
        return self.kinds == [EffectKind.UNCHANGED]


def compare(before: Judgement, after: Judgement) -> Effect:
    """What the case would notice."""
    if before.needs_filing and not after.needs_filing:
        return Effect([EffectKind.NO_FILING], {})
    changes: dict[EffectKind, Any] = {
        EffectKind.NEWLY_BLOCKED: as_json(gates.stricter(before.findings, after.findings)),
        EffectKind.NO_LONGER_BLOCKED: as_json(gates.stricter(after.findings, before.findings)),
        EffectKind.NEW_WARNING: as_json(new_warnings(before.findings, after.findings)),
        EffectKind.PHASE: pair(before.phase_name, after.phase_name),
        EffectKind.DUE: pair(iso(before.due_at), iso(after.due_at)),
        EffectKind.DECIDER: pair(
            (before.decider_office, before.decider_name), (after.decider_office, after.decider_name)
        ),
    }
    found = {kind: change for kind, change in changes.items() if change}
    return Effect(list(found) or [EffectKind.UNCHANGED], {kind.value: each for kind, each in found.items()})


def new_warnings(before: list[Finding], after: list[Finding]) -> list[Finding]:
    """Warnings about what was met before, or not asked."""
    pressing = {FindingLevel.BLOCK, FindingLevel.WARN}
    stood = {each.identity for each in before if each.level in pressing}
    return [each for each in after if each.level == FindingLevel.WARN and each.identity not in stood]


def as_json(findings: list[Finding]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in findings]


def iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def pair(before: Any, after: Any) -> list[Any]:
    """Nothing where nothing changes."""
    return [] if before == after else [before, after]
