"""
Which depot and which lot serve an awarded pack. Pure.

Packs are served in the order of their keys: home depot first, the rest spills to the next depot of the firm's
list; inside a depot the lot that expires first goes first, and a lot is touched only when every earlier
usable one is used up. A pack never mixes two lots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

import numpy as np

from supplies.sharing import Ints, Ladder, Lines, levels, open_to

RELEASED = "released"
SKIP_HELD = "held"
SKIP_RECALLED = "recalled"
SKIP_EXPIRED = "expired"
SKIP_TOO_SHORT = "too_short"
SKIP_OWNED = "owned"
SKIP_LESS_THAN_A_PACK = "less_than_a_pack"


@dataclass(frozen=True, slots=True)
class LotStock:
    """What lies of one lot in one depot, free to promise (on hand less reserved), in base units."""

    key: int
    depot: int
    lot: str
    expires_on: date | None
    available: int
    status: str = RELEASED
    owned: bool = False

    @property
    def order(self) -> tuple[date, str, int]:
        """First expiry first out; goods that never expire go last."""
        return (self.expires_on or date.max, self.lot, self.key)


def with_available(lot: LotStock, available: int) -> LotStock:
    """The same lot row as it stood when a round was frozen."""
    return replace(lot, available=available)


@dataclass(frozen=True, slots=True)
class Pick:
    """So many packs of line ``line`` from the lot row ``stock``."""

    line: int
    stock: int
    packs: int


def skip_reason(lot: LotStock, *, ship_on: date, min_shelf_days: int, unit: int) -> str | None:
    """Why a lot cannot be awarded, or None when it can."""
    if lot.owned:
        return SKIP_OWNED
    if lot.status != RELEASED:
        return SKIP_RECALLED if lot.status == SKIP_RECALLED else SKIP_HELD
    if lot.expires_on is not None:
        if lot.expires_on < ship_on:
            return SKIP_EXPIRED
        if lot.expires_on < ship_on + timedelta(days=min_shelf_days):
            return SKIP_TOO_SHORT
    if lot.available < unit:
        return SKIP_LESS_THAN_A_PACK
    return None


def usable(
    lots: Sequence[LotStock], *, ship_on: date, min_shelf_days: int, unit: int
) -> tuple[list[LotStock], list[tuple[LotStock, str]]]:
    """The lots that may be awarded in the order they go out, and the others each with its reason."""
    good: list[LotStock] = []
    skipped: list[tuple[LotStock, str]] = []
    for lot in sorted(lots, key=lambda row: row.order):
        reason = skip_reason(lot, ship_on=ship_on, min_shelf_days=min_shelf_days, unit=unit)
        if reason is None:
            good.append(lot)
        else:
            skipped.append((lot, reason))
    return good, skipped


def supply(lots: Sequence[LotStock], unit: int) -> int:
    """Whole packs in these lots."""
    return sum(lot.available // unit for lot in lots)


def in_key_order(lines: Lines, packs: Ints, *, unit: int, ladder: Ladder) -> Ints:
    """The line of every awarded pack, sorted by the packs' keys."""
    line = np.repeat(np.arange(len(lines)), packs)
    starts = np.cumsum(packs) - packs
    k = np.arange(len(line)) - np.repeat(starts, packs)
    each = Lines(
        lines.tier[line], lines.demand[line], lines.stock[line], lines.request[line], lines.tie[line]
    )
    level = levels(each, k, unit)
    step = np.full(len(line), len(ladder), np.int64)
    for number in range(len(ladder) - 1, -1, -1):
        step[open_to(each, ladder[number]) & (level < ladder[number].target)] = number
    return np.asarray(line[np.lexsort((k, each.tie, level, step))], np.int64)


def assign(
    order: Ints, *, home: Ints, preference: Sequence[Sequence[int]], lots: Sequence[LotStock], unit: int
) -> Iterator[Pick]:
    """
    Serve packs, given by their lines in key order, from usable lots.

    ``home[line]`` picks a row of ``preference``; each row lists every depot, nearest first.
    """
    depots = sorted({lot.depot for lot in lots})
    room = {depot: supply([lot for lot in lots if lot.depot == depot], unit) for depot in depots}
    place = np.full(len(order), -1, np.int64)
    lists = home[order]
    for turn in range(max((len(row) for row in preference), default=0)):
        wish = np.array([row[turn] if turn < len(row) else -1 for row in preference], np.int64)[lists]
        for depot in depots:
            waiting = np.flatnonzero((place < 0) & (wish == depot))[: room[depot]]
            place[waiting] = depot
            room[depot] -= len(waiting)
    if bool((place < 0).any()):
        raise ValueError("more packs than the usable lots hold")
    return chain.from_iterable(
        _first_expiry_first(order[place == depot], depot, lots, unit) for depot in depots
    )


def _first_expiry_first(order: Ints, depot: int, lots: Sequence[LotStock], unit: int) -> Iterator[Pick]:
    rows = sorted((lot for lot in lots if lot.depot == depot), key=lambda lot: lot.order)
    ends = np.cumsum([lot.available // unit for lot in rows])
    row = np.searchsorted(ends, np.arange(len(order)), side="right")
    pairs, counts = np.unique(order * len(rows) + row, return_counts=True)
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        line, place = divmod(pair, len(rows))
        yield Pick(line, rows[place].key, count)


def nearest_first(depots: Mapping[int, str], division_code: str) -> list[int]:
    """Depots by how much of their division code they share with a place, then by key."""

    def shared(code: str) -> int:
        return next((n for n, (a, b) in enumerate(zip(code, division_code, strict=False)) if a != b), 9)

    return sorted(depots, key=lambda depot: (-min(shared(depots[depot]), len(depots[depot])), depot))
