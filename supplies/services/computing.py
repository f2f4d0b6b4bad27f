"""Compute a frozen round: hand the packs out by the rule, then find the lots that serve them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection

from core.copying import copy_rows
from core.progress import QUIET, Course, Tell
from core.stretches import STRETCH, stretches
from supplies import picking, sharing
from supplies.digests import digest
from supplies.models import Award, Reason, Round, RoundItem, RoundLine, RoundStock
from supplies.planner import analyze
from supplies.services.freezing import lot_stock
from supplies.services.frozen_lines import FrozenLines, frozen_lines

AWARD = ("line_id", "packs", "request_packs", "level_before", "level_after", "tie_rank", "reason", "picks")
PICKED = """
SELECT frozen.order_line_id, picks[n][1], picks[n][2], picks[n][3]
  FROM supplies_rounditem AS item
  JOIN supplies_roundline AS frozen ON frozen.round_item_id = item.id
  JOIN supplies_award AS award ON award.line_id = frozen.id, generate_subscripts(picks, 1) AS n
 WHERE item.round_id = %s
 ORDER BY 1, n
"""
NONE = "{}"  # no picks, as COPY has them


def hand_out(round_: Round, tell: Tell) -> str:
    """Replace the proposed awards; the SHA-256 of the result."""
    lines = RoundLine.objects.filter(round_item__round=round_).count()
    course = Course(tell, total=3 * lines)  # read, written, then hashed
    for round_item in round_.items.order_by("item__code"):
        share_item(round_, round_item, course)
    analyze(Award)
    return result_digest(round_, course)


def share_item(round_: Round, round_item: RoundItem, course: Course = QUIET) -> None:
    frozen = frozen_lines(round_, round_item, course)
    lines, unit = frozen.measured(round_item)
    ladder = ladder_from(round_item.ladder)
    shares = sharing.share(lines, unit=unit, supply=round_item.supply, ladder=ladder)
    picks = picks_of(round_item, frozen, lines=lines, shares=shares, ladder=ladder)
    columns = (
        frozen.key, shares.packs, lines.request, shares.level_before, shares.level_after, lines.tie, shares.reason,
    )  # fmt: skip
    rows = zip(*(numbers_of(column) for column in columns), picks, strict=True)
    for start in range(0, len(frozen), STRETCH):
        copy_rows(Award, AWARD, islice(rows, STRETCH))
        course.go(min(STRETCH, len(frozen) - start))
    write_left_out(round_item)
    keep_cutoff(round_item, shares)


def ladder_from(stored: list[dict[str, Any]]) -> tuple[sharing.Rung, ...]:
    return tuple(sharing.Rung(frozenset(step["tiers"]), step["target"]) for step in stored)


def numbers_of(column: np.ndarray) -> Iterator[Any]:
    """Plain values of an array, a stretch of them made at a time."""
    for start in range(0, len(column), STRETCH):
        yield from column[start : start + STRETCH].tolist()


def write_left_out(round_item: RoundItem) -> None:
    """An award of nothing for those that could not take part."""
    left_out = round_item.lines.exclude(ineligible="").order_by("order_line").values_list("pk", flat=True)
    nothing = (0, 0, 0, 0, None, Reason.INELIGIBLE.value, NONE)
    for stretch in stretches(left_out):
        copy_rows(Award, AWARD, [(line, *nothing) for line in stretch])


def picks_of(
    round_item: RoundItem,
    frozen: FrozenLines,
    *,
    lines: sharing.Lines,
    shares: sharing.Shares,
    ladder: sharing.Ladder,
) -> Iterator[str]:
    """Depots, lots and units of each line, from the frozen stock, as COPY has them."""
    stock = frozen_stock(round_item)
    lots = [picking.with_available(lot_stock(row.balance), row.available) for row in stock if not row.skipped]
    codes = {row.balance.place_id: row.balance.place.division_id for row in stock}
    homes, home = np.unique(frozen.home, return_inverse=True)
    preference = [picking.nearest_first(codes, codes.get(depot, "")) for depot in homes.tolist()]
    order = picking.in_key_order(lines, shares.packs, unit=shares.unit, ladder=ladder)
    picks = picking.assign(order, home=home, preference=preference, lots=lots, unit=round_item.unit)
    whence = {row.balance_id: (row.balance.place_id, row.balance.lot_id) for row in stock}
    return in_words(picks, whence, lines=len(frozen), unit=round_item.unit)


def in_words(
    picks: picking.Picks, whence: Mapping[int, tuple[int, int]], *, lines: int, unit: int
) -> Iterator[str]:
    """The same line by line, a stretch of them made at a time. :param whence: depot and lot by lot row"""
    for start in range(0, lines, STRETCH):
        picked: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for line, key, packs in picks.of(start, start + STRETCH).rows():
            picked[line].append((*whence[key], packs * unit))
        for line in range(start, min(start + STRETCH, lines)):
            yield arrays(sorted(picked[line])) if line in picked else NONE


def arrays(rows: Iterable[Sequence[int]]) -> str:
    """An array of arrays of numbers, as COPY has it."""
    return "{" + ",".join("{" + ",".join(map(str, row)) + "}" for row in rows) + "}"


def frozen_stock(round_item: RoundItem) -> list[RoundStock]:
    return list(round_item.stock.select_related("balance__lot", "balance__place").order_by("balance"))


def keep_cutoff(round_item: RoundItem, shares: sharing.Shares) -> None:
    round_item.granted, round_item.left = int(shares.packs.sum()), shares.left
    if cut := shares.cutoff:
        round_item.cutoff_rung, round_item.cutoff_level = cut.rung, cut.level
        round_item.cutoff_tie, round_item.cutoff_pack = cut.tie, cut.k
    round_item.save()


def picked(round_: Round) -> Iterator[tuple[int, ...]]:
    """Order line, depot, lot and units of each pick."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(PICKED, [round_.pk])
        while rows := cursor.fetchmany(STRETCH):
            yield from rows


def result_digest(round_: Round, course: Course = QUIET) -> str:
    """SHA-256 over every award and its lots, in one order."""
    awards = Award.objects.filter(line__round_item__round=round_).order_by("line__order_line")
    return digest(
        [
            course.along(
                awards.values_list("line__order_line", "packs", "tie_rank", "reason").iterator(
                    chunk_size=STRETCH
                )
            ),
            picked(round_),
        ]
    )
