"""Who asks in a round, and what each is measured by: a stretch of the open lines in memory at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, Count, DateField, F, Func, Q, QuerySet, When, Window

from core.among import among
from core.dates import SHANGHAI, shanghai_day
from core.stretches import STRETCH
from reopening import halts
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
    said_on: date | None  # in Shanghai, of what counts
    is_filed_later: bool  # the application was handed in after the order
    division_code: str
    firm: int
    credit_code: str
    application: int
    is_halted: bool
    status: str
    phase: str
    heads_on_site: int | None
    exposed_heads: int | None
    area_m2: int | None


COLUMNS = (
    "pk", "item_id", "among", "open_now", "awarded", "delivered", "reported", "said_on", "is_filed_later",
    "order__division_code", "order__firm_id", "order__firm__credit_code",
    "order__application_id", "is_halted", "order__application__status", "order__application__phase",
    "order__application__heads_on_site", "order__application__exposed_heads", "order__application__area_m2",
)  # fmt: skip
# The columns of a frozen line
FACTS = (
    "order_line_id", "firm_id", "credit_code", "phase", "tier", "heads", "reported", "ledger_floor", "on_its_way",
    "received", "requested", "awarded_before", "home_depot_id", "ineligible",
)  # fmt: skip
FILED_LATER = Q(order__application__submitted_at__gt=F("order__submitted_at"))
# The day alone, as the database's own cast: an instant, or a date that Django converts, costs more to read than all the
# rest of the row
SAID_ON = Func(
    Case(When(FILED_LATER, then="order__application__submitted_at"), default="order__submitted_at"),
    template=f"(%(expressions)s AT TIME ZONE '{SHANGHAI}')::date",
    output_field=DateField(),
)


def open_lines(division_code: str) -> QuerySet[OrderLine]:
    """Needs of a division that nobody has promised yet; those of drafts are no business of the office."""
    lines = OrderLine.objects.unmet(OrderKind.GOVERNMENT)
    return lines.filter(order__division_code__startswith=division_code).exclude(
        order__application__status=ApplicationStatus.DRAFT
    )


def by_item(lines: QuerySet[OrderLine]) -> Iterator[tuple[Item, int, Iterator[Asking]]]:
    """Each item with how many ask for it, and who: one query, so that all stand at one moment."""
    counted = lines.annotate(
        open_now=UNMET,
        among=Window(Count("*"), partition_by=F("item")),
        said_on=SAID_ON,
        is_filed_later=Case(When(FILED_LATER, then=True), default=False),
        is_halted=halts.is_on("order__application__case_key"),
    )
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


def known_of(rows: Sequence[Asking], item: Item, *, at: datetime, days: int) -> Known:
    filed_later = among([row.application for row in rows if row.is_filed_later])
    counted = InventoryLine.objects.filter(application__in=filed_later, item_code=item.code)
    return Known(
        arrived=recent(among([row.firm for row in rows]), at, days=days),
        counted=dict(counted.values_list("application_id", "quantity")),
    )


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

    def facts(self, row: Asking, known: Known) -> tuple[Any, ...]:
        """Its frozen line, as `FACTS` names the columns."""
        rule = self.rule
        count = basis(rule, heads=row.heads_on_site, exposed=row.exposed_heads, area_m2=row.area_m2)
        deliveries = known.arrived.get((row.firm, row.item), [])
        reported = known.counted.get(row.application, 0) if row.is_filed_later else row.reported
        on_its_way = row.awarded - row.delivered
        floor = needs.known_stock(
            reported,
            row.said_on or shanghai_day(self.at),
            deliveries,
            heads=count,
            burn=Fraction(0) if rule.kind == SupplyKind.DURABLE else rule.use,
            today=self.day,
        )
        return (
            row.line,
            row.firm,
            row.credit_code,
            row.phase,
            min(self.policy.tier_of(row.phase), self.last_tier),
            count,
            reported,
            floor,
            on_its_way,
            sum(each.units for each in deliveries) + on_its_way,
            row.requested,
            row.awarded,
            self.home_of(row.division_code),
            Ineligible.HALTED.value
            if row.is_halted
            else self.why_not(row.status, count, in_hand=max(reported, floor) + on_its_way),
        )

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
