"""Compute a frozen round: hand the packs out by the rule, then find the lots that serve them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from core.copying import copy_rows
from core.inserting import next_keys
from core.progress import QUIET, Course, Tell
from core.stretches import STRETCH
from supplies import picking, sharing
from supplies.digests import digest
from supplies.models import Award, AwardLot, AwardLotState, Reason, Round, RoundItem, RoundLine, RoundStock
from supplies.planner import analyze
from supplies.services.freezing import lot_stock
from supplies.services.frozen_lines import FrozenLines, frozen_lines

AWARD = ("id", "line_id", "packs", "request_packs", "level_before", "level_after", "tie_rank", "reason")
PARCEL = ("award_id", "order_line_id", "depot_id", "lot_id", "units", "state")


def hand_out(round_: Round, tell: Tell) -> str:
    """Replace the proposed awards; the SHA-256 of the result."""
    lines = RoundLine.objects.filter(round_item__round=round_).count()
    course = Course(tell, total=3 * lines)  # read, written, then hashed
    for round_item in round_.items.order_by("item__code"):
        share_item(round_, round_item, course)
    analyze(Award, AwardLot)
    return result_digest(round_, course)


def share_item(round_: Round, round_item: RoundItem, course: Course = QUIET) -> None:
    frozen = frozen_lines(round_, round_item, course)
    lines, unit = frozen.measured(round_item)
    ladder = ladder_from(round_item.ladder)
    shares = sharing.share(lines, unit=unit, supply=round_item.supply, ladder=ladder)
    awards = np.array(next_keys(Award, len(frozen)), np.int64)
    write_awards(awards, frozen, lines, shares, course)
    write_left_out(round_item)
    if shares.packs.sum():
        stock = {row.balance_id: row for row in frozen_stock(round_item)}
        picks = pick(round_item, stock, frozen, lines=lines, shares=shares, ladder=ladder)
        copy_rows(AwardLot, PARCEL, parcels_of(round_item, stock, picks, awards=awards, frozen=frozen))
    keep_cutoff(round_item, shares)


def ladder_from(stored: list[dict[str, Any]]) -> tuple[sharing.Rung, ...]:
    return tuple(sharing.Rung(frozenset(step["tiers"]), step["target"]) for step in stored)


def write_awards(
    awards: sharing.Ints, frozen: FrozenLines, lines: sharing.Lines, shares: sharing.Shares, course: Course
) -> None:
    columns = (
        awards, frozen.key, shares.packs, lines.request, shares.level_before, shares.level_after, lines.tie,
        shares.reason,
    )  # fmt: skip
    rows = zip(*(numbers_of(column) for column in columns), strict=True)
    copy_rows(Award, AWARD, course.along(rows))


def numbers_of(column: np.ndarray) -> Iterator[Any]:
    """Plain values of an array, a stretch of them made at a time."""
    for start in range(0, len(column), STRETCH):
        yield from column[start : start + STRETCH].tolist()


def write_left_out(round_item: RoundItem) -> None:
    """An award of nothing for those that could not take part."""
    left_out = round_item.lines.exclude(ineligible="").order_by("order_line").values_list("pk", flat=True)
    nothing = (0, 0, 0, 0, None, Reason.INELIGIBLE.value)
    copy_rows(Award, AWARD[1:], [(line, *nothing) for line in left_out])


def pick(
    round_item: RoundItem,
    stock: Mapping[int, RoundStock],
    frozen: FrozenLines,
    *,
    lines: sharing.Lines,
    shares: sharing.Shares,
    ladder: sharing.Ladder,
) -> Iterator[picking.Pick]:
    """Depot and lot of every awarded pack, from the frozen stock."""
    rows = list(stock.values())
    lots = [picking.with_available(lot_stock(row.balance), row.available) for row in rows if not row.skipped]
    codes = {row.balance.place_id: row.balance.place.division_id for row in rows}
    homes, home = np.unique(frozen.home, return_inverse=True)
    preference = [picking.nearest_first(codes, codes.get(depot, "")) for depot in homes.tolist()]
    order = picking.in_key_order(lines, shares.packs, unit=shares.unit, ladder=ladder)
    return picking.assign(order, home=home, preference=preference, lots=lots, unit=round_item.unit)


def parcels_of(
    round_item: RoundItem,
    stock: Mapping[int, RoundStock],
    picks: Iterable[picking.Pick],
    *,
    awards: sharing.Ints,
    frozen: FrozenLines,
) -> Iterator[tuple[Any, ...]]:
    for each in picks:
        lying = stock[each.stock].balance
        yield (
            awards[each.line],
            frozen.order_line[each.line],
            lying.place_id,
            lying.lot_id,
            each.packs * round_item.unit,
            AwardLotState.PROPOSED.value,
        )


def frozen_stock(round_item: RoundItem) -> list[RoundStock]:
    return list(round_item.stock.select_related("balance__lot", "balance__place").order_by("balance"))


def keep_cutoff(round_item: RoundItem, shares: sharing.Shares) -> None:
    round_item.granted, round_item.left = int(shares.packs.sum()), shares.left
    if cut := shares.cutoff:
        round_item.cutoff_rung, round_item.cutoff_level = cut.rung, cut.level
        round_item.cutoff_tie, round_item.cutoff_pack = cut.tie, cut.k
    round_item.save()


def result_digest(round_: Round, course: Course = QUIET) -> str:
    """SHA-256 over every award and its lots, in one order."""
    awards = Award.objects.filter(line__round_item__round=round_).order_by("line__order_line")
    lots = AwardLot.objects.filter(award__line__round_item__round=round_, override__isnull=True)
    return digest(
        [
            course.along(awards.values_list("line__order_line", "packs", "tie_rank", "reason").iterator()),
            lots.order_by("award__line__order_line", "depot", "lot")
            .values_list("award__line__order_line", "depot", "lot", "units")
            .iterator(),
        ]
    )
