"""The dry run of a round: other rules beside it, and one input changed at a time. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import F

from supplies import other_rules, sharing
from supplies.models import RoundItem, RoundLine
from supplies.services.computing import ladder_from
from supplies.services.frozen_lines import frozen_lines


def compare(round_item: RoundItem) -> list[other_rules.Outcome]:
    """The shipped rule, first come first served and shares by request, on the frozen numbers of one item."""
    frozen = frozen_lines(round_item.round, round_item)
    lines, unit = frozen.measured(round_item)
    came = round_item.lines.filter(ineligible="").order_by(
        F("order_line__order__submitted_at").asc(nulls_first=True), "order_line"
    )
    arrival = np.empty(len(frozen), np.int64)
    in_order = np.fromiter(came.values_list("order_line", flat=True).iterator(), np.int64)
    arrival[np.searchsorted(frozen.order_line, in_order)] = np.arange(len(frozen))
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
    frozen = frozen_lines(round_item.round, round_item)
    [place] = np.flatnonzero(frozen.key == line.pk).tolist()
    # A count of what is in hand stands for what the ledger knows, too.
    known = {"ledger_floor": 0} if "reported" in changes else {}
    lines, unit = frozen.changed(place, {**changes, **known}).measured(round_item)
    ladder = ladder_from(round_item.ladder)
    shares = sharing.share(lines, unit=unit, supply=round_item.supply, ladder=ladder)
    return WhatIf(
        packs=int(shares.packs[place]),
        level_before=int(shares.level_before[place]),
        level_after=int(shares.level_after[place]),
        reason=str(shares.reason[place]),
        request_packs=int(lines.request[place]),
        cutoff=shares.cutoff,
    )
