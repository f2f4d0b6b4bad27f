"""The dry run of a round: other rules beside it, and one input changed at a time. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from supplies import other_rules, sharing
from supplies.models import RoundItem, RoundLine
from supplies.services.computing import column, ladder_from, lines_of

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def taking_part(round_item: RoundItem) -> list[RoundLine]:
    rows = round_item.lines.filter(ineligible="").select_related("order_line__order")
    return list(rows.order_by("order_line"))


def compare(round_item: RoundItem) -> list[other_rules.Outcome]:
    """The shipped rule, first come first served and shares by request, on the frozen numbers of one item."""
    rows = taking_part(round_item)
    lines, unit = lines_of(round_item.round, round_item, rows)
    came = sorted(
        range(len(rows)),
        key=lambda row: (rows[row].order_line.order.submitted_at or LONG_AGO, rows[row].order_line_id),
    )
    arrival = np.empty(len(rows), np.int64)
    arrival[came] = np.arange(len(rows))
    return other_rules.compare(
        lines, arrival=arrival, unit=unit, supply=round_item.supply, ladder=ladder_from(round_item.ladder)
    )


@dataclass(frozen=True)
class WhatIf:
    """What a line would get with one or more of its inputs changed, everybody else's unchanged."""

    packs: int
    level_before: int
    level_after: int
    reason: str
    request_packs: int
    cutoff: sharing.Cutoff | None


def what_if(line: RoundLine, changes: Mapping[str, int]) -> WhatIf:
    """
    The same function on the same frozen numbers.

    :param changes: `heads`, `reported` (base units in hand) or `requested` (base units)
    """
    round_item = line.round_item
    rows = taking_part(round_item)
    place = next(number for number, row in enumerate(rows) if row.pk == line.pk)
    for name, value in changes.items():
        setattr(rows[place], name, value)
    if "reported" in changes:
        rows[place].ledger_floor = 0
    lines, unit = lines_of(round_item.round, round_item, rows)
    ladder = ladder_from(round_item.ladder)
    shares = sharing.share(lines, unit=unit, supply=round_item.supply, ladder=ladder)
    return WhatIf(
        packs=int(shares.packs[place]),
        level_before=int(shares.level_before[place]),
        level_after=int(shares.level_after[place]),
        reason=str(shares.reason[place]),
        request_packs=int(column([int(lines.request[place])])[0]),
        cutoff=shares.cutoff,
    )
