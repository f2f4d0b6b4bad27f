"""
Share scarce packs among firms by one public order (the award rule).

Every pack a firm could get has a key ``(rung, level before it, tie rank, k)``; the day's stock goes to the
smallest keys. A *level* is cover in micro-days: ``10**6 * (stock + unit * packs) // demand``. All numbers are
integers, so the same frozen input always gives the same bytes.

Burn is a rational ``a / b`` of base units per head and day. The caller scales it away: ``demand = heads * a``
and ``stock`` and ``unit`` in base units times ``b`` (`supplies.needs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

ALGORITHM = "prefix-1"
MICRO = 1_000_000
# 9 * 10**12 micro-scaled stays inside int64; real requests of 10**10 and offers of 10**14 have been seen.
LIMIT = 9 * 10**12

REASON_REQUEST = "request"
REASON_TARGET = "target"
REASON_STOCK = "stock"
REASON_INELIGIBLE = "ineligible"

Ints = npt.NDArray[np.int64]
Lots = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


class OutOfBounds(ValueError):
    """A number is too large, or has the wrong sign, for exact 64-bit arithmetic."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Raise every line of these tiers to this target (micro-days) before the next rung begins."""

    tiers: frozenset[int]
    target: int


Ladder = Sequence[Rung]


def rung(tiers: Sequence[int], days: float) -> Rung:
    """A rung with its target in days, as policies write it."""
    return Rung(frozenset(tiers), round(days * MICRO))


@dataclass(frozen=True, slots=True)
class Lines:
    """The asking firms, one row each: tier, daily demand, stock in hand, packs asked for, place in a tie."""

    tier: Ints
    demand: Ints
    stock: Ints
    request: Ints
    tie: Ints

    def __len__(self) -> int:
        return len(self.tier)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The key of the first refused pack. A line holds exactly the packs whose keys lie below it."""

    rung: int
    level: int
    tie: int
    k: int


@dataclass(frozen=True, slots=True)
class Shares:
    """What each line gets, with the numbers that explain it."""

    packs: Ints
    cap: Ints
    level_before: Ints
    level_after: Ints
    reason: npt.NDArray[Any]
    cutoff: Cutoff | None
    unit: int
    left: int


def tie_ranks(seed: bytes, names: Sequence[str], received: Ints, heads: Ints) -> Ints:
    """
    Who goes first when levels are equal: least received per head lately, then a drawn lot.

    The lot is BLAKE2b keyed with the round's seed, whose hash was published before the intake closed.
    """
    return ranked(draws(seed, names), received, heads)


def draws(seed: bytes, names: Sequence[str]) -> Lots:
    """The lot of each name: two columns."""
    return np.array([_draw(seed, name) for name in names], np.uint64).reshape(-1, 2)


def ranked(drawn: Lots, received: Ints, heads: Ints) -> Ints:
    """`tie_ranks` of lots that are drawn already."""
    per_head = received.astype(np.int64) * MICRO // np.maximum(heads, 1)
    ranks = np.empty(len(drawn), np.int64)
    ranks[np.lexsort((drawn[:, 1], drawn[:, 0], per_head))] = np.arange(len(drawn))
    return ranks


def _draw(seed: bytes, name: str) -> tuple[int, int]:
    digest = blake2b(name.encode(), key=seed[:64], digest_size=16).digest()
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")


def share(lines: Lines, *, unit: int, supply: int, ladder: Ladder) -> Shares:
    """
    Hand ``supply`` packs of ``unit`` to the smallest keys.

    :raises OutOfBounds: when a number would leave exact arithmetic
    """
    check_bounds(lines, unit=unit, supply=supply, ladder=ladder)
    granted = np.zeros(len(lines), np.int64)
    left, cutoff = supply, None
    for number, step in enumerate(ladder):
        room = _room(lines, step, granted, unit)
        wanted = int((room - granted).sum())
        if wanted > left:
            granted, cutoff = _cut(lines, number, step, granted=granted, room=room, left=left, unit=unit)
            left = 0
            break
        granted, left = room, left - wanted
    return _shares(lines, granted, ladder, cutoff=cutoff, unit=unit, left=left)


def packs_below(level: int | Ints, demand: Ints, stock: Ints, unit: int) -> Ints:
    """How many packs of a line start below ``level``: the number of ``k >= 0`` with ``L(k) < level``."""
    gap = level * demand - MICRO * stock
    return np.asarray(np.maximum(0, -((-gap) // (MICRO * unit))), np.int64)


def levels(lines: Lines, packs: Ints, unit: int) -> Ints:
    """Cover in micro-days after so many packs."""
    return np.asarray(MICRO * (lines.stock + unit * packs) // lines.demand, np.int64)


def open_to(lines: Lines, step: Rung) -> Flags:
    return np.asarray(np.isin(lines.tier, sorted(step.tiers)), np.bool_)


def caps(lines: Lines, unit: int, ladder: Ladder) -> tuple[Ints, Ints]:
    """Each line's cap, and the part of it that comes from the highest target open to the line."""
    top = np.zeros(len(lines), np.int64)
    for step in ladder:
        top = np.where(open_to(lines, step), np.maximum(top, step.target), top)
    by_target = packs_below(top, lines.demand, lines.stock, unit)
    return np.minimum(lines.request, by_target), by_target


def _room(lines: Lines, step: Rung, granted: Ints, unit: int) -> Ints:
    """Where each line would stand if this rung were granted whole."""
    below = np.minimum(packs_below(step.target, lines.demand, lines.stock, unit), lines.request)
    return np.where(open_to(lines, step), np.maximum(below, granted), granted)


def _cut(
    lines: Lines, number: int, step: Rung, *, granted: Ints, room: Ints, left: int, unit: int
) -> tuple[Ints, Cutoff]:
    """Grant the ``left`` smallest keys of a rung that does not fit whole."""
    rows = np.flatnonzero(room > granted)
    demand, stock, low, high = lines.demand[rows], lines.stock[rows], granted[rows], room[rows]

    def upto(level: int) -> Ints:
        return np.asarray(np.clip(packs_below(level, demand, stock, unit), low, high), np.int64)

    # The smallest level at which one pack more than we have would already have started.
    floor, ceiling = 0, step.target - 1
    while floor < ceiling:
        middle = (floor + ceiling) // 2
        if int((upto(middle + 1) - low).sum()) > left:
            ceiling = middle
        else:
            floor = middle + 1
    below = upto(floor)
    starting = upto(floor + 1) - below
    rest = left - int((below - low).sum())
    order = np.argsort(lines.tie[rows], kind="stable")
    ahead = np.cumsum(starting[order]) - starting[order]
    extra = np.zeros(len(rows), np.int64)
    extra[order] = np.clip(rest - ahead, 0, starting[order])
    first = order[np.argmax(extra[order] < starting[order])]
    result = granted.copy()
    result[rows] = below + extra
    return result, Cutoff(number, floor, int(lines.tie[rows[first]]), int((below + extra)[first]))


def _shares(
    lines: Lines, granted: Ints, ladder: Ladder, *, cutoff: Cutoff | None, unit: int, left: int
) -> Shares:
    cap, by_target = caps(lines, unit, ladder)
    reason = np.where(
        granted < cap, REASON_STOCK, np.where(lines.request <= by_target, REASON_REQUEST, REASON_TARGET)
    )
    return Shares(
        packs=granted,
        cap=cap,
        level_before=levels(lines, np.zeros_like(granted), unit),
        level_after=levels(lines, granted, unit),
        reason=reason,
        cutoff=cutoff,
        unit=unit,
        left=left,
    )


def check_bounds(lines: Lines, *, unit: int, supply: int, ladder: Ladder) -> None:
    """
    Refuse numbers that int64 would wrap silently.

    :raises OutOfBounds: naming the first bound that does not hold
    """
    top = max((step.target for step in ladder), default=0)
    if not 1 <= unit <= LIMIT or not 0 <= supply <= LIMIT:
        raise OutOfBounds("unit or supply")
    if not len(lines):
        return
    for name, values, lowest in (
        ("demand", lines.demand, 1),
        ("stock", lines.stock, 0),
        ("request", lines.request, 0),
    ):
        if int(values.min()) < lowest or int(values.max()) > LIMIT:
            raise OutOfBounds(name)
    # A pack must move the level by at least one micro-day, or equal lines could differ by more than a pack.
    if int(lines.demand.max()) > MICRO * unit:
        raise OutOfBounds("demand against pack")
    if int(lines.demand.max()) * top > LIMIT * MICRO:
        raise OutOfBounds("demand against target")
    cap, _ = caps(lines, unit, ladder)
    if (
        float((lines.stock + unit * cap.astype(np.float64)).max()) > LIMIT
        or float(cap.sum(dtype=np.float64)) > LIMIT
    ):
        raise OutOfBounds("stock and cap")
    if len(np.unique(lines.tie)) != len(lines):
        raise OutOfBounds("tie ranks must differ")


def rederive(
    *,
    tier: int,
    demand: int,
    stock: int,
    request: int,
    tie: int,
    unit: int,
    ladder: Ladder,
    cutoff: Cutoff | None,
) -> int:
    """
    One line's packs from its stored numbers alone: how many of its keys lie below the cut-off.

    Plain integers and no NumPy, so that a stranger can check a published round.
    """

    def below(level: int) -> int:
        return min(request, max(0, -((MICRO * stock - level * demand) // (MICRO * unit))))

    packs = 0
    for number, step in enumerate(ladder):
        if tier not in step.tiers:
            continue
        if cutoff is None or number < cutoff.rung:
            packs = max(packs, below(step.target))
        elif number == cutoff.rung:
            full = below(step.target)
            whole = min(full, below(cutoff.level))
            at_level = min(full, below(cutoff.level + 1))
            if tie < cutoff.tie:
                whole = at_level
            elif tie == cutoff.tie:
                whole = min(full, cutoff.k)
            packs = max(packs, whole)
    return packs
