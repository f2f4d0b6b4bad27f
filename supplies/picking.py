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

import numpy as np

from supplies.sharing import MICRO, Ints, Ladder, Lines, open_to

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
class Picks:
    """So many packs of a line (its number) from a lot row (its key): columns of equal length, by line and lot row."""

    line: Ints
    stock: Ints
    packs: Ints

    def of(self, first: int, end: int) -> Picks:
        """Those of the lines from `first` to before `end`."""
        some = slice(*np.searchsorted(self.line, [first, end]))
        return Picks(self.line[some], self.stock[some], self.packs[some])

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Line, lot row and packs of each."""
        return zip(self.line.tolist(), self.stock.tolist(), self.packs.tolist(), strict=True)


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
    level = np.arange(len(line))  # in place from here on: a province has millions of packs
    level -= np.repeat(np.cumsum(packs) - packs, packs)
    level *= unit
    level += lines.stock[line]
    level *= MICRO
    level //= lines.demand[line]
    step = np.full(len(line), len(ladder), np.int8)
    for number in range(len(ladder) - 1, -1, -1):
        step[open_to(lines, ladder[number])[line] & (level < ladder[number].target)] = number
    # A line has a tie rank of its own, and its packs stand in their order already.
    return np.asarray(line[np.lexsort((lines.tie[line], level, step))], np.int64)


def assign(
    order: Ints, *, home: Ints, preference: Sequence[Sequence[int]], lots: Sequence[LotStock], unit: int
) -> Picks:
    """
    Serve packs, given by their lines in key order, from usable lots.

    ``home[line]`` picks a row of ``preference``; each row lists every depot, nearest first.
    """
    depots = sorted({lot.depot for lot in lots})
    room = {depot: supply([lot for lot in lots if lot.depot == depot], unit) for depot in depots}
    number = {depot: place for place, depot in enumerate(depots)}
    place = np.full(len(order), -1, np.int16)
    lists = home[order]
    for turn in range(max((len(row) for row in preference), default=0)):
        wish = np.array(
            [number.get(row[turn], -1) if turn < len(row) else -1 for row in preference], np.int16
        )[lists]
        for depot in depots:
            waiting = np.flatnonzero((place < 0) & (wish == number[depot]))[: room[depot]]
            place[waiting] = number[depot]
            room[depot] -= len(waiting)
    if bool((place < 0).any()):
        raise ValueError("more packs than the usable lots hold")
    row, keys = np.zeros(len(order), np.int64), sorted(lot.key for lot in lots)
    for depot in depots:
        mine = np.flatnonzero(place == number[depot])
        row[mine] = np.searchsorted(keys, _first_expiry_first(len(mine), depot, lots, unit))
    pairs, packs = np.unique(order * len(keys) + row, return_counts=True)
    line, found = np.divmod(pairs, max(1, len(keys)))
    return Picks(line, np.array(keys, np.int64)[found], packs)


def _first_expiry_first(count: int, depot: int, lots: Sequence[LotStock], unit: int) -> Ints:
    """The lot row of each of so many packs of a depot, in their order."""
    rows = sorted((lot for lot in lots if lot.depot == depot), key=lambda lot: lot.order)
    ends = np.cumsum([lot.available // unit for lot in rows])
    keys = np.array([lot.key for lot in rows], np.int64)
    return np.asarray(keys[np.searchsorted(ends, np.arange(count), side="right")], np.int64)


def nearest_first(depots: Mapping[int, str], division_code: str) -> list[int]:
    """Depots by how much of their division code they share with a place, then by key."""

    def shared(code: str) -> int:
        return next((n for n, (a, b) in enumerate(zip(code, division_code, strict=False)) if a != b), 9)

    return sorted(depots, key=lambda depot: (-min(shared(depots[depot]), len(depots[depot])), depot))
