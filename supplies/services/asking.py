"""Who asks in a round, and what each is measured by: a stretch of the open lines in memory at a time."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Window

from core.dates import shanghai_day
from core.stretches import STRETCH
from reopening.halts import halted_cases
from reopening.models import ApplicationStatus, InventoryLine
from reopening.policy.body import PolicyBody
from reopening.policy.goods import SupplyKind
from supplies import needs, picking
from supplies.models import Ineligible, Item, OrderKind, OrderLine
from supplies.models.orders import UNMET
from supplies.queries.deliveries import Key, recent
from supplies.rules import ItemRule, basis
from supplies.services.orders import IN_FORCE
from supplies.sharing import LIMIT, MICRO, Ladder


class Asking(NamedTuple):
    """An open line with what its order, application and firm say. :ivar among: lines of its item in this round"""

    line: int
    item: int
    among: int
    requested: int  # base units still open
    awarded: int
    delivered: int
    reported: int
    ordered_at: datetime | None
    division_code: str
    firm: int
    credit_code: str
    application: int
    case_key: uuid.UUID
    status: str
    phase: str
    heads_on_site: int | None
    exposed_heads: int | None
    area_m2: int | None
    filed_at: datetime | None


COLUMNS = (
    "pk", "item_id", "among", "open_now", "awarded", "delivered", "reported",
    "order__submitted_at", "order__division_code", "order__firm_id", "order__firm__credit_code",
    "order__application_id", "order__application__case_key", "order__application__status", "order__application__phase",
    "order__application__heads_on_site", "order__application__exposed_heads", "order__application__area_m2",
    "order__application__submitted_at",
)  # fmt: skip


def open_lines(division_code: str) -> QuerySet[OrderLine]:
    """Needs of a division that nobody has promised yet; those of drafts are no business of the office."""
    lines = OrderLine.objects.unmet(OrderKind.GOVERNMENT)
    return lines.filter(order__division_code__startswith=division_code).exclude(
        order__application__status=ApplicationStatus.DRAFT
    )


def by_item(lines: QuerySet[OrderLine]) -> Iterator[tuple[Item, int, Iterator[Asking]]]:
    """Each item with how many ask for it, and who: one query, so that all stand at one moment."""
    counted = lines.annotate(open_now=UNMET, among=Window(Count("*"), partition_by=F("item")))
    rows = counted.order_by("item__code", "pk").values_list(*COLUMNS).iterator(chunk_size=STRETCH)
    items = Item.objects.in_bulk()
    for key, asking in groupby(map(Asking._make, rows), key=attrgetter("item")):
        first = next(asking)
        yield items[key], first.among, chain([first], asking)  # noqa: B031 - read once, the first beside the rest


@dataclass(frozen=True)
class Known:
    """What the office knows of the firms of a stretch."""

    arrived: dict[Key, list[needs.Delivery]]
    counted: dict[int, int]  # base units by application, where a firm filed after it had ordered
    halted: set[uuid.UUID]  # cases of firms that are stopped


def known_of(rows: Sequence[Asking], item: Item, *, at: datetime, days: int) -> Known:
    filed_later = [row.application for row in rows if was_filed_later(row)]
    counted = InventoryLine.objects.filter(application__in=filed_later, item_code=item.code)
    return Known(
        arrived=recent([row.firm for row in rows], at, days=days),
        counted=dict(counted.values_list("application_id", "quantity")),
        halted=halted_cases(row.case_key for row in rows),
    )


def was_filed_later(row: Asking) -> bool:
    return row.filed_at is not None and row.ordered_at is not None and row.filed_at > row.ordered_at


@dataclass(frozen=True)
class Measure:
    """
    How the lines of one item are measured.

    :param unit: base units in a pack
    :param depots: division codes by key
    """

    item: Item
    rule: ItemRule
    ladder: Ladder
    unit: int
    policy: PolicyBody
    depots: dict[int, str]
    day: date
    at: datetime

    @cached_property
    def last_tier(self) -> int:
        return max(max(step.tiers) for step in self.ladder)

    @cached_property
    def top(self) -> int:
        return max(step.target for step in self.ladder)

    @cached_property
    def homes(self) -> dict[str, int | None]:
        """The nearest depot by division code, as far as it was asked for."""
        return {}

    def home_of(self, division_code: str) -> int | None:
        if division_code not in self.homes:
            nearest = picking.nearest_first(self.depots, division_code)
            self.homes[division_code] = nearest[0] if nearest else None
        return self.homes[division_code]

    def facts(self, row: Asking, known: Known) -> dict[str, Any]:
        """The columns of its frozen line."""
        rule = self.rule
        count = basis(rule, heads=row.heads_on_site, exposed=row.exposed_heads, area_m2=row.area_m2)
        deliveries = known.arrived.get((row.firm, row.item), [])
        reported, reported_at = self.stated(row, known)
        on_its_way = row.awarded - row.delivered
        floor = needs.known_stock(
            reported,
            shanghai_day(reported_at),
            deliveries,
            heads=count,
            burn=Fraction(0) if rule.kind == SupplyKind.DURABLE else rule.use,
            today=self.day,
        )
        return {
            "order_line_id": row.line,
            "firm_id": row.firm,
            "credit_code": row.credit_code,
            "phase": row.phase,
            "tier": min(self.policy.tier_of(row.phase), self.last_tier),
            "heads": count,
            "reported": reported,
            "ledger_floor": floor,
            "on_its_way": on_its_way,
            "received": sum(each.units for each in deliveries) + on_its_way,
            "requested": row.requested,
            "awarded_before": row.awarded,
            "home_depot_id": self.home_of(row.division_code),
            "ineligible": Ineligible.HALTED.value
            if row.case_key in known.halted
            else self.why_not(row.status, count, in_hand=max(reported, floor) + on_its_way),
        }

    def stated(self, row: Asking, known: Known) -> tuple[int, datetime]:
        """What the firm said it has, and when: with the order, or with an application that was filed after it."""
        if row.filed_at is not None and was_filed_later(row):
            return known.counted.get(row.application, 0), row.filed_at
        return row.reported, row.ordered_at or self.at

    def why_not(self, status: str, count: int, *, in_hand: int) -> str:
        """Why a line stays out of the sharing; empty when it takes part."""
        if status not in IN_FORCE:
            return Ineligible.NOT_IN_FORCE.value
        if not count:
            return Ineligible.NOBODY_ON_SITE.value
        demand, stock, unit = needs.scaled(heads=count, burn=self.rule.use, in_hand=in_hand, unit=self.unit)
        if demand > MICRO * unit or demand * self.top > LIMIT // 2 * MICRO or stock > LIMIT // 2:
            return Ineligible.OUT_OF_BOUNDS.value
        return ""
