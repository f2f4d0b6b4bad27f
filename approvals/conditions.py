"""
What a policy set asks of a firm after its approval, from the submission that was judged. Pure: no queries.

`supplies_delivered`: an item that the rule names and that is short of its reserve;
`paper_due`: a paper that the firm promised to hand in later, whether or not a rule of the policy says so once more.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from core.dates import shanghai_day
from core.papers.bilingual import plain_day
from core.papers.filling import Pair
from reopening.cover import cover, supplies_of
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


class StateOfCondition(StrEnum):
    """How a condition that a paper names stands on a day."""

    DUE = "due"
    EXTENDED = "extended"  # to a later day than the paper says
    OVERDUE = "overdue"
    OPEN = "open"  # to be met, without a day
    MET = "met"
    ENDED = "ended"  # with the approval it belonged to
    UNKNOWN = "unknown"  # nothing is kept of it but the words on the paper


class ConditionNow(NamedTuple):
    """A condition as the paper says it, and how it stands now. Never who met it, or why it got more time."""

    zh: str
    en: str
    state: StateOfCondition
    due_on: date | None = None
    met_on: date | None = None

    @property
    def words(self) -> Pair:
        return {"zh": self.zh, "en": self.en}


def condition_now(
    words: Pair, *, status: str, due_on: date | None, met_at: datetime | None, today: date
) -> ConditionNow:
    """:param words: as they were frozen, with the day that it was due first"""
    zh, en = words["zh"], words["en"]
    if status == ConditionStatus.FULFILLED:
        return ConditionNow(zh, en, StateOfCondition.MET, met_on=shanghai_day(met_at) if met_at else None)
    if status == ConditionStatus.LAPSED:
        return ConditionNow(zh, en, StateOfCondition.ENDED)
    if due_on is None:
        return ConditionNow(zh, en, StateOfCondition.OPEN)
    if today > due_on:
        return ConditionNow(zh, en, StateOfCondition.OVERDUE, due_on)
    is_as_printed = plain_day(due_on)["zh"] in zh
    return ConditionNow(zh, en, StateOfCondition.DUE if is_as_printed else StateOfCondition.EXTENDED, due_on)


def _goods(
    snapshot: dict[str, Any], rules: PolicyBody, rule: ConditionRule, decided_on: date
) -> list[Wanted]:
    due_on = decided_on + timedelta(days=rule.due_after_days) if rule.due_after_days else None
    wanted, asked = [], {supply.item: supply for supply in supplies_of(rules, snapshot)}
    for item in rule.items:
        supply = asked.get(item)
        if supply is None:
            continue
        state = cover(
            supply,
            heads=snapshot["heads_on_site"] or 0,
            exposed=snapshot.get("exposed_heads") or 0,
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
