"""Slow and obvious versions of the award rule, to hold the fast one against."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from supplies.sharing import MICRO, Ladder, Lines, Rung, rung

DEFAULT_LADDER: tuple[Rung, ...] = (
    rung([1], 1),
    rung([1, 2], 1),
    rung([1, 2, 3], 1),
    rung([1], 7),
    rung([2], 7),
    rung([3], 7),
)


@dataclass(frozen=True)
class Asker:
    """One asking firm in plain numbers; ``name`` keeps its place in ties when others come and go."""

    name: int
    tier: int
    demand: int
    stock: int
    request: int

    def level(self, packs: int, unit: int) -> int:
        return MICRO * (self.stock + unit * packs) // self.demand

    def rung_of(self, packs: int, unit: int, ladder: Ladder) -> int | None:
        """The first rung that would give this pack, or None."""
        for number, step in enumerate(ladder):
            if self.tier in step.tiers and self.level(packs, unit) < step.target:
                return number
        return None


def lines_of(askers: Sequence[Asker]) -> Lines:
    def column(name: str) -> np.ndarray:
        return np.array([getattr(asker, name) for asker in askers], np.int64)

    ranks = {name: rank for rank, name in enumerate(sorted(asker.name for asker in askers))}
    tie = np.array([ranks[asker.name] for asker in askers], np.int64)
    return Lines(column("tier"), column("demand"), column("stock"), column("request"), tie)


def one_pack_at_a_time(askers: Sequence[Asker], *, unit: int, supply: int, ladder: Ladder) -> list[int]:
    """Give the smallest key its pack, put the line's next key on the heap, until the stock is gone."""
    packs = [0] * len(askers)
    heap: list[tuple[int, int, int, int, int]] = []

    def offer(row: int) -> None:
        asker, k = askers[row], packs[row]
        step = asker.rung_of(k, unit, ladder)
        if k < asker.request and step is not None:
            heapq.heappush(heap, (step, asker.level(k, unit), asker.name, k, row))

    for row in range(len(askers)):
        offer(row)
    while supply and heap:
        row = heapq.heappop(heap)[-1]
        packs[row] += 1
        supply -= 1
        offer(row)
    return packs


def best_sorted_levels(
    askers: Sequence[Asker], caps: Sequence[int], *, unit: int, supply: int, ceiling: int
) -> list[int]:
    """Brute force: the leximin-best sorted levels, cut at ``ceiling``, over every feasible allocation."""
    return max(
        sorted(min(asker.level(k, unit), ceiling) for asker, k in zip(askers, packs, strict=True))
        for packs in product(*(range(cap + 1) for cap in caps))
        if sum(packs) <= supply
    )


def single(target: int) -> tuple[Rung, ...]:
    """A ladder of one rung, open to every tier."""
    return (Rung(frozenset({1, 2, 3}), target),)
