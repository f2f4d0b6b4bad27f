"""How long goods last, where need is unmet, and who asked for how much of what they need and have received."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from core.charts import Box, Frame
from core.dates import shanghai_day
from core.models import Division, User
from core.permissions import prefix_q
from reopening.models import ApplicationStatus
from supplies.models import (
    UNMET,
    DailyQuota,
    Item,
    OrderKind,
    OrderLine,
    Round,
    RoundLine,
    RoundStatus,
)
from supplies.models.places import SEE_STOCK
from supplies.queries.overview import ItemStock, item_stocks

AHEAD = 7  # days
STREETS = 12  # drawn; the file holds all
HOARD_FACTOR = 2  # a request of more than twice the need is marked
FRAME = Frame(width=640, height=180, foot=24)


@dataclass(frozen=True)
class Forecast:
    """
    One item's free stock at the end of each of the next days, when quotas come and use goes on.

    Base units; below zero is what will be missing.
    """

    stock: ItemStock
    inflow: int  # a day, by the quotas
    first: date

    @cached_property
    def ends(self) -> list[int]:
        use = self.stock.daily_use
        return [
            self.stock.available + self.inflow * day - -(-(use * day).numerator // (use * day).denominator)
            for day in range(1, AHEAD + 1)
        ]

    @property
    def short_tomorrow(self) -> int:
        return max(0, -self.ends[0])

    @property
    def short_in_a_week(self) -> int:
        return max(0, -self.ends[-1])

    @property
    def bars(self) -> list[tuple[date, int, Box, bool]]:
        """(day, units, box, whether it is what is missing)"""
        most = max([1, *map(abs, self.ends)])
        wide = FRAME.width / AHEAD
        return [
            (
                self.first + timedelta(days=number),
                end,
                FRAME.column((number + 0.2) * wide, wide * 0.6, abs(end), most),
                end < 0,
            )
            for number, end in enumerate(self.ends)
        ]


def forecasts(user: User, at: datetime) -> list[Forecast]:
    """Every item in stock or asked for in the user's divisions."""
    inflow = dict(
        DailyQuota.objects.visible_to(user).order_by().values_list("item").annotate(units=Sum("units"))
    )
    tomorrow = shanghai_day(at) + timedelta(days=1)
    return [Forecast(row, inflow.get(row.item.pk, 0), tomorrow) for row in item_stocks(user, at)]


@dataclass(frozen=True)
class Street:
    """What a street's firms still ask for of one item, in base units."""

    name: str
    firms: int
    units: int
    box: Box


def unmet_rows(user: User, item: Item) -> QuerySet[OrderLine, Any]:
    """(code of the street, firms, base units), the largest need first."""
    return (
        OrderLine.objects.unmet(OrderKind.GOVERNMENT)
        .filter(prefix_q("order__division_code", user.role_prefixes(*SEE_STOCK)), item=item)
        .exclude(order__application__status=ApplicationStatus.DRAFT)
        .order_by()
        .values_list("order__division_code")
        .annotate(firms=Count("order__firm", distinct=True), units=Sum(UNMET))
        .order_by("-units", "order__division_code")
    )


def unmet_by_street(user: User, item: Item) -> list[Street]:
    """The streets with most unmet need; one query and their names."""
    found = list(unmet_rows(user, item)[:STREETS])
    names = Division.objects.in_bulk([code for code, _firms, _units in found])
    most = max([1, *(units for _code, _firms, units in found)])
    wide = FRAME.width / STREETS
    return [
        Street(
            str(names.get(code, code)),
            firms,
            units,
            FRAME.column((place + 0.15) * wide, wide * 0.7, units, most),
        )
        for place, (code, firms, units) in enumerate(found)
    ]


def latest_lines(user: User) -> QuerySet[RoundLine]:
    """The lines of each district's last published round of each item: who stands how."""
    published = Round.objects.visible_to(user).filter(status=RoundStatus.PUBLISHED, order__isnull=True)
    last = (
        RoundLine.objects.filter(round_item__round__in=published)
        .order_by()
        .values("round_item__item", "round_item__round__division")
        .annotate(last=Max("round_item"))
        .values("last")
    )
    rows = RoundLine.objects.filter(round_item__in=last, award__isnull=False)
    return rows.select_related("award", "firm", "round_item__item", "round_item__round", "order_line__order")


@dataclass(frozen=True)
class FirmNeed:
    """One firm's line: what it needs to the end of a week, asked for, got, and received lately (base units)."""

    line: RoundLine

    @property
    def days_after(self) -> float:
        return (self.line.award.level_after * 100 // 1_000_000) / 100

    @property
    def need(self) -> int:
        use = self.line.round_item.use * self.line.heads * AHEAD
        return max(0, -(-use.numerator // use.denominator) - self.line.in_hand)

    @property
    def awarded(self) -> int:
        return self.line.award.packs * self.line.round_item.unit

    @property
    def is_hoarding(self) -> bool:
        """It asks for more than twice what it needs for a week."""
        return self.line.requested > HOARD_FACTOR * self.need
