"""
What other rules would do with the same stock and need, and how fair each outcome is. Pure.

First come, first served and shares in proportion to requests (largest remainder) stand beside the shipped rule so that
the choice can be seen; they are never used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supplies.sharing import MICRO, Ints, Ladder, Lines, caps, levels, share

SHIPPED, FIRST_COME, PROPORTIONAL = "shipped", "first_come", "proportional"
RULES = (SHIPPED, FIRST_COME, PROPORTIONAL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    One rule's result in figures.

    :param lowest: micro-days of cover of the worst-off line that asked for something
    :param gini: of the days of cover, in thousandths: 0 all equal, 1000 one has everything
    :param unmet: micro-days that lines lack to the target, added up
    :param wasted: packs beyond the target of the line that got them
    """

    rule: str
    packs: Ints
    after: Ints
    lowest: int
    with_nothing: int
    gini: int
    unmet: int
    wasted: int
    left: int


def compare(lines: Lines, *, arrival: Ints, unit: int, supply: int, ladder: Ladder) -> list[Outcome]:
    """
    The three rules on the same frozen numbers.

    :param arrival: place of each line in the order in which the orders came in
    """
    found = {
        SHIPPED: share(lines, unit=unit, supply=supply, ladder=ladder).packs,
        FIRST_COME: first_come(lines.request, arrival, supply),
        PROPORTIONAL: largest_remainder(lines.request, lines.tie, supply),
    }
    return [outcome(rule, found[rule], lines, unit=unit, supply=supply, ladder=ladder) for rule in RULES]


def first_come(request: Ints, arrival: Ints, supply: int) -> Ints:
    """Whoever came first gets all they asked for, until nothing is left."""
    order = np.argsort(arrival, kind="stable")
    before = np.cumsum(request[order]) - request[order]
    packs = np.zeros_like(request)
    packs[order] = np.clip(supply - before, 0, request[order])
    return packs


def largest_remainder(request: Ints, tie: Ints, supply: int) -> Ints:
    """Shares in proportion to requests; packs that remain go to the largest fractions, ties by the lot."""
    total = int(request.sum())
    if total <= supply:
        return request.copy()
    # Python's integers: request times supply leaves 64 bits at sizes that have been seen.
    exact = [int(each) * supply for each in request]
    packs = np.array([each // total for each in exact], np.int64)
    fractions = [each % total for each in exact]
    order = sorted(range(len(exact)), key=lambda row: (-fractions[row], int(tie[row])))
    packs[order[: supply - int(packs.sum())]] += 1
    return packs


def outcome(rule: str, packs: Ints, lines: Lines, *, unit: int, supply: int, ladder: Ladder) -> Outcome:
    after = levels(lines, packs, unit)
    _cap, by_target = caps(lines, unit, ladder)
    asking = lines.request > 0
    targets = np.zeros(len(lines), np.int64)
    for step in ladder:
        is_open = np.isin(lines.tier, sorted(step.tiers))
        targets = np.where(is_open, np.maximum(targets, step.target), targets)
    return Outcome(
        rule=rule,
        packs=packs,
        after=after,
        lowest=int(after[asking].min()) if asking.any() else 0,
        with_nothing=int((packs[asking] == 0).sum()),
        gini=gini(after[asking]),
        unmet=sum(np.maximum(targets - after, 0)[asking].tolist()),
        wasted=int(np.maximum(packs - by_target, 0).sum()),
        left=supply - int(packs.sum()),
    )


def gini(values: Ints) -> int:
    """In thousandths, rounded down; 0 when there is nothing to share."""
    ordered = np.sort(np.maximum(values, 0)).tolist()
    total, count = sum(ordered), len(ordered)
    if not total:
        return 0
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return (2 * weighted - (count + 1) * total) * 1000 // (count * total)


def days(level: int) -> float:
    """Micro-days as days with two decimals, rounded down."""
    return (level * 100 // MICRO) / 100
