"""Compute a frozen round: hand the packs out by the rule, then find the lots that serve them."""

from fractions import Fraction
from typing import Any

import numpy as np

from supplies import needs, picking, sharing
from supplies.digests import digest
from supplies.models import Award, AwardLot, Reason, Round, RoundItem, RoundLine, RoundStock
from supplies.planner import analyze
from supplies.services.freezing import BATCH, lot_stock


def hand_out(round_: Round) -> str:
    """Replace the proposed awards; the SHA-256 of the result."""
    for round_item in round_.items.order_by("item__code"):
        share_item(round_, round_item)
    analyze(Award, AwardLot)
    return result_digest(round_)


def share_item(round_: Round, round_item: RoundItem) -> None:
    rows = list(round_item.lines.select_related("order_line__order").order_by("order_line"))
    taking_part = [row for row in rows if not row.ineligible]
    lines, unit = lines_of(round_, round_item, taking_part)
    ladder = ladder_from(round_item.ladder)
    shares = sharing.share(lines, unit=unit, supply=round_item.supply, ladder=ladder)
    awards = [award_of(row, shares, lines, index) for index, row in enumerate(taking_part)]
    awards += [
        Award(line=row, packs=0, request_packs=0, level_before=0, level_after=0, reason=Reason.INELIGIBLE)
        for row in rows
        if row.ineligible
    ]
    Award.objects.bulk_create(awards, batch_size=BATCH)
    AwardLot.objects.bulk_create(
        pick(round_item, taking_part, awards, lines=lines, shares=shares, ladder=ladder), batch_size=BATCH
    )
    keep_cutoff(round_item, shares)


def lines_of(round_: Round, round_item: RoundItem, rows: list[RoundLine]) -> tuple[sharing.Lines, int]:
    """The integers of the award rule, and the scaled pack."""
    use = Fraction(round_item.use_units, round_item.use_per)
    scaled = [
        needs.scaled(heads=row.heads, burn=use, in_hand=row.in_hand, unit=round_item.unit) for row in rows
    ]
    ties = sharing.tie_ranks(
        bytes.fromhex(round_.seed),
        [tie_name(row) for row in rows],
        column([row.received for row in rows]),
        column([row.heads for row in rows]),
    )
    lines = sharing.Lines(
        tier=column([row.tier for row in rows]),
        demand=column([demand for demand, _stock, _unit in scaled]),
        stock=column([stock for _demand, stock, _unit in scaled]),
        request=column([needs.packs_for(row.requested, round_item.unit) for row in rows]),
        tie=ties,
    )
    return lines, round_item.unit * use.denominator


def tie_name(row: RoundLine) -> str:
    return f"{row.credit_code}:{row.order_line.order.number}"


def column(values: list[int]) -> sharing.Ints:
    return np.array(values, np.int64)


def ladder_from(stored: list[dict[str, Any]]) -> tuple[sharing.Rung, ...]:
    return tuple(sharing.Rung(frozenset(step["tiers"]), step["target"]) for step in stored)


def award_of(row: RoundLine, shares: sharing.Shares, lines: sharing.Lines, index: int) -> Award:
    return Award(
        line=row,
        packs=int(shares.packs[index]),
        request_packs=int(lines.request[index]),
        level_before=int(shares.level_before[index]),
        level_after=int(shares.level_after[index]),
        tie_rank=int(lines.tie[index]),
        reason=str(shares.reason[index]),
    )


def pick(
    round_item: RoundItem,
    rows: list[RoundLine],
    awards: list[Award],
    *,
    lines: sharing.Lines,
    shares: sharing.Shares,
    ladder: sharing.Ladder,
) -> list[AwardLot]:
    """Depot and lot of every awarded pack, from the frozen stock."""
    if not rows or not shares.packs.sum():
        return []
    frozen = {row.balance_id: row for row in frozen_stock(round_item)}
    lots = [
        picking.with_available(lot_stock(row.balance), row.available)
        for row in frozen.values()
        if not row.skipped
    ]
    codes = {row.balance.place_id: row.balance.place.division_id for row in frozen.values()}
    homes = sorted({row.home_depot_id or 0 for row in rows})
    preference = [picking.nearest_first(codes, codes.get(home, "")) for home in homes]
    order = picking.in_key_order(lines, shares.packs, unit=shares.unit, ladder=ladder)
    home = np.array([homes.index(row.home_depot_id or 0) for row in rows], np.int64)
    picks = picking.assign(order, home=home, preference=preference, lots=lots, unit=round_item.unit)
    return [
        AwardLot(
            award=awards[each.line],
            order_line_id=rows[each.line].order_line_id,
            depot=frozen[each.stock].balance.place,
            lot=frozen[each.stock].balance.lot,
            units=each.packs * round_item.unit,
        )
        for each in picks
    ]


def frozen_stock(round_item: RoundItem) -> list[RoundStock]:
    return list(round_item.stock.select_related("balance__lot", "balance__place").order_by("balance"))


def keep_cutoff(round_item: RoundItem, shares: sharing.Shares) -> None:
    round_item.granted, round_item.left = int(shares.packs.sum()), shares.left
    if cut := shares.cutoff:
        round_item.cutoff_rung, round_item.cutoff_level = cut.rung, cut.level
        round_item.cutoff_tie, round_item.cutoff_pack = cut.tie, cut.k
    round_item.save()


def result_digest(round_: Round) -> str:
    """SHA-256 over every award and its lots, in one order."""
    awards = Award.objects.filter(line__round_item__round=round_).order_by("line__order_line")
    lots = AwardLot.objects.filter(award__line__round_item__round=round_, override__isnull=True)
    return digest(
        [
            list(awards.values_list("line__order_line", "packs", "tie_rank", "reason")),
            list(
                lots.order_by("award__line__order_line", "depot", "lot").values_list(
                    "award__line__order_line", "depot", "lot", "units"
                )
            ),
        ]
    )
