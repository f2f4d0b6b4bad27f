"""The frozen lines of an item as columns of numbers: a few hundred thousand of them fit into some megabytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from django.db.models.functions import Coalesce

from core.progress import QUIET, Course
from core.stretches import STRETCH, stretches
from supplies import sharing
from supplies.models import Round, RoundItem
from supplies.sharing import Ints, Lots

NUMBERS = (
    "key",
    "order_line",
    "home",
    "tier",
    "heads",
    "reported",
    "ledger_floor",
    "on_its_way",
    "received",
    "requested",
)


@dataclass(frozen=True)
class FrozenLines:
    """
    Those that take part, in the order of their order lines.

    :param key: of the `RoundLine`
    :param home: its depot, 0 where there is none
    :param drawn: the lot of each, for ties
    """

    key: Ints
    order_line: Ints
    home: Ints
    tier: Ints
    heads: Ints
    reported: Ints
    ledger_floor: Ints
    on_its_way: Ints
    received: Ints
    requested: Ints
    drawn: Lots

    def __len__(self) -> int:
        return len(self.key)

    def measured(self, round_item: RoundItem) -> tuple[sharing.Lines, int]:
        """The integers of the award rule, and the scaled pack (`needs.scaled`)."""
        use = Fraction(round_item.use_units, round_item.use_per)
        in_hand = np.maximum(self.reported, self.ledger_floor) + self.on_its_way
        lines = sharing.Lines(
            tier=self.tier,
            demand=self.heads * use.numerator,
            stock=in_hand * use.denominator,
            request=-(-self.requested // round_item.unit),
            tie=sharing.ranked(self.drawn, self.received, self.heads),
        )
        return lines, round_item.unit * use.denominator

    def changed(self, place: int, changes: Mapping[str, int]) -> FrozenLines:
        """The same lines with other numbers in one of them. :param changes: by the name of the column"""
        columns: dict[str, Any] = {}
        for name, value in changes.items():
            columns[name] = getattr(self, name).copy()
            columns[name][place] = value
        return replace(self, **columns)


def frozen_lines(round_: Round, round_item: RoundItem, course: Course = QUIET) -> FrozenLines:
    rows = (
        round_item.lines.filter(ineligible="")
        .order_by("order_line")
        .values_list(
            "pk", "order_line_id", Coalesce("home_depot_id", 0), *NUMBERS[3:],
            "credit_code", "order_line__order__number",
        )
    )  # fmt: skip
    seed = bytes.fromhex(round_.seed)
    tables, drawn = [np.empty((0, len(NUMBERS)), np.int64)], [np.empty((0, 2), np.uint64)]
    for stretch in stretches(rows.iterator(chunk_size=STRETCH)):
        course.go(len(stretch))
        tables.append(np.array([row[:-2] for row in stretch], np.int64))
        drawn.append(
            sharing.draws(seed, [f"{credit_code}:{number}" for *_numbers, credit_code, number in stretch])
        )
    columns = np.concatenate(tables).T.copy()
    return FrozenLines(**dict(zip(NUMBERS, columns, strict=True)), drawn=np.concatenate(drawn))
