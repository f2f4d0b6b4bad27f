"""
What a policy set asks of a firm after its approval, from the submission that was judged. Pure: no queries.

`supplies_delivered`: an item that the rule names and that is short of its reserve;
`paper_due`: a paper that the firm promised to hand in later, whether or not a rule of the policy says so once more.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from reopening.cover import cover
from reopening.models import ConditionStatus
from reopening.policy import PolicyBody
from reopening.policy.content import ConditionKind, ConditionRule


@dataclass(frozen=True)
class Wanted:
    """
    A condition to set. `name` says in both languages what `detail` (an item or paper code) is.

    `is_printed`: the certificate names it
    """

    kind: str
    detail: str
    name: dict[str, str]
    due_on: date | None
    is_printed: bool = True


def conditions_wanted(snapshot: dict[str, Any], rules: PolicyBody, *, decided_on: date) -> list[Wanted]:
    """In the order of the policy's rules."""
    found: list[Wanted] = []
    for rule in rules.conditions:
        if rule.kind == ConditionKind.SUPPLIES_DELIVERED:
            found += _goods(snapshot, rules, rule, decided_on)
    return found + _papers(snapshot, rules, decided_on)


@dataclass(frozen=True)
class Standing:
    """A condition of the version that is amended."""

    kind: str
    detail: str
    status: str
    due_on: date | None


def carried_over(wanted: list[Wanted], standing: list[Standing]) -> list[Wanted]:
    """
    What a new version is asked for: nothing that was handed in is asked again, what is still open keeps its day,
    and what an officer had asked for is asked for still.
    """
    before = {(each.kind, each.detail): each for each in standing}
    found = []
    for each in wanted:
        old = before.pop((each.kind, each.detail), None)
        if old and old.status == ConditionStatus.FULFILLED and each.kind == ConditionKind.PAPER_DUE:
            continue
        is_open = old is not None and old.status == ConditionStatus.OPEN
        found.append(replace(each, due_on=old.due_on) if old and is_open else each)
    named = {ConditionKind.PAPER_DUE, ConditionKind.SUPPLIES_DELIVERED}  # judged anew by the policy
    return found + [
        Wanted(each.kind, each.detail, {"zh": each.detail, "en": each.detail}, each.due_on, is_printed=False)
        for each in before.values()
        if each.status == ConditionStatus.OPEN and each.kind not in named
    ]


def _goods(
    snapshot: dict[str, Any], rules: PolicyBody, rule: ConditionRule, decided_on: date
) -> list[Wanted]:
    due_on = decided_on + timedelta(days=rule.due_after_days) if rule.due_after_days else None
    wanted = []
    for item in rule.items:
        supply = rules.supply(item)
        if supply is None:
            continue
        state = cover(
            supply,
            heads=snapshot["heads_on_site"] or 0,
            area_m2=snapshot["area_m2"] or 0,
            on_hand=snapshot["inventory"].get(item, 0),
        )
        if not state.is_enough:
            wanted.append(Wanted(rule.kind, item, supply.name.model_dump(), due_on))
    return wanted


def _papers(snapshot: dict[str, Any], rules: PolicyBody, decided_on: date) -> list[Wanted]:
    later = {
        finding["params"]["paper"]["zh"]
        for finding in snapshot["findings"]
        if finding["key"] == "paper_later"
    }
    return [
        Wanted(
            ConditionKind.PAPER_DUE,
            paper.key,
            paper.name.model_dump(),
            decided_on + timedelta(days=paper.due_after_days or 0),
        )
        for paper in rules.papers
        if paper.name.zh in later
    ]
