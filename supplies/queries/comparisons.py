"""Three rules side by side, as the page and the API show them."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.charts import Box, Frame
from supplies.charts import BINS, bin_of
from supplies.models import RoundItem
from supplies.other_rules import FIRST_COME, PROPORTIONAL, SHIPPED, Outcome, days

NAMES: dict[str, str | Promise] = {
    SHIPPED: _("the published rule"),
    FIRST_COME: _("first come, first served"),
    PROPORTIONAL: _("in proportion to requests"),
}
FRAME = Frame(width=640, height=200, foot=24)


@dataclass(frozen=True)
class Row:
    """One rule's figures in words' units: days, base units, percent of one."""

    rule: str
    name: str | Promise
    lowest_days: float
    with_nothing: int
    gini: float
    unmet_days: float
    wasted_units: int
    left_units: int


@dataclass(frozen=True)
class Slot:
    """Firms with so many days of cover afterwards, under each rule."""

    label: str
    firms: list[int]
    boxes: list[tuple[int, Box]]


@dataclass(frozen=True)
class Comparison:
    round_item: RoundItem
    outcomes: list[Outcome]

    @cached_property
    def rows(self) -> list[Row]:
        unit = self.round_item.unit
        return [
            Row(
                rule=each.rule,
                name=NAMES[each.rule],
                lowest_days=days(each.lowest),
                with_nothing=each.with_nothing,
                gini=each.gini / 1000,
                unmet_days=days(each.unmet),
                wasted_units=each.wasted * unit,
                left_units=each.left * unit,
            )
            for each in self.outcomes
        ]

    @cached_property
    def slots(self) -> list[Slot]:
        """Columns of the chart: half-days of cover, three rules beside one another."""
        counts = [Counter(bin_of(level) for level in each.after.tolist()) for each in self.outcomes]
        most = max([1, *(count for each in counts for count in each.values())])
        wide = FRAME.width / BINS
        return [
            Slot(
                label=f"{number / 2:g}",
                firms=[each[number] for each in counts],
                boxes=[
                    (
                        place + 1,
                        FRAME.column((number + 0.1 + 0.27 * place) * wide, wide * 0.25, each[number], most),
                    )
                    for place, each in enumerate(counts)
                ],
            )
            for number in range(BINS)
        ]

    width, height, floor = FRAME.width, FRAME.height, FRAME.floor
