"""How long the stock lasts."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.dates import shanghai_day, start_of
from core.models import User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, PolicySet
from reopening.policy.goods import SupplyKind
from supplies.models import (
    Balance,
    DailyQuota,
    Item,
    LotStatus,
    MovementKind,
    Order,
    OrderKind,
    OrderLine,
    OrderStatus,
    PlaceKind,
    Posting,
    Round,
    RoundStatus,
    Run,
    RunStatus,
)
from supplies.models.places import SEE_STOCK
from supplies.rules import ItemRule, basis, rule_of


@dataclass(frozen=True)
class ItemStock:
    """One item of a dispatcher's divisions, in base units."""

    item: Item
    on_hand: int
    reserved: int
    daily_use: Fraction
    need: int  # open orders that nobody has promised yet

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    @property
    def days_left(self) -> float | None:
        """None for what is not used up, or when nobody uses it yet."""
        return round(float(self.available / self.daily_use), 1) if self.daily_use else None

    @property
    def short(self) -> int:
        return max(0, self.need - self.available)


def item_stocks(user: User, at: datetime) -> list[ItemStock]:
    """Every item with stock or need in the user's divisions."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    on_hand, reserved = stock_by_item(prefixes)
    needs = needs_by_item(prefixes)
    rows = []
    heads, area = on_site(prefixes)
    policy_set = PolicySet.objects.effective(prefixes[0], shanghai_day(at)) if prefixes else None
    policy = policy_set.rules if policy_set else None
    for item in Item.objects.filter(pk__in=on_hand.keys() | needs.keys()).order_by("pk"):
        use = daily_use(rule_of(item, policy), heads, area) if policy else Fraction(0)
        rows.append(
            ItemStock(item, on_hand.get(item.pk, 0), reserved.get(item.pk, 0), use, needs.get(item.pk, 0))
        )
    return rows


def daily_use(rule: ItemRule, heads: int, area_m2: int) -> Fraction:
    if rule.kind == SupplyKind.DURABLE:
        return Fraction(0)
    return rule.use * basis(rule, heads=heads, area_m2=area_m2)


def stock_by_item(prefixes: list[str]) -> tuple[dict[int, int], dict[int, int]]:
    """On hand and promised in released lots of the public pool."""
    rows = (
        Balance.objects.pool()
        .filter(prefix_q("place__division__code", prefixes), lot__status=LotStatus.RELEASED)
        .order_by()
        .values_list("lot__item")
        .annotate(on_hand=Sum("on_hand"), reserved=Sum("reserved"))
    )
    found = list(rows)
    return {item: on_hand for item, on_hand, _r in found}, {item: reserved for item, _o, reserved in found}


def needs_by_item(prefixes: list[str]) -> dict[int, int]:
    rows = OrderLine.objects.filter(
        prefix_q("order__division_code", prefixes),
        order__status=OrderStatus.SUBMITTED,
        order__kind=OrderKind.GOVERNMENT,
        is_settled=False,
        quantity__gt=F("awarded"),
    ).exclude(order__application__status=ApplicationStatus.DRAFT)
    return dict(rows.order_by().values_list("item").annotate(open=Sum(F("quantity") - F("awarded"))))


def on_site(prefixes: list[str]) -> tuple[int, int]:
    """People and floor area of the firms that may work."""
    sums = Application.objects.filter(
        prefix_q("division_code", prefixes), status=ApplicationStatus.APPROVED
    ).aggregate(heads=Sum("heads_on_site"), area=Sum("area_m2"))
    return sums["heads"] or 0, sums["area"] or 0


def open_work(user: User) -> dict[str, int]:
    """How many orders, rounds and runs are not finished, in one query."""
    rounds = Round.objects.visible_to(user).exclude(status__in=[RoundStatus.PUBLISHED, RoundStatus.CANCELLED])
    runs = Run.objects.visible_to(user).exclude(status__in=[RunStatus.CLOSED, RunStatus.CANCELLED])
    orders = Order.objects.visible_to(user).filter(status=OrderStatus.SUBMITTED)
    numbers = User.objects.values_list(counted(orders), counted(rounds), counted(runs)).get(pk=user.pk)
    return dict(zip(("orders", "rounds", "runs"), numbers, strict=True))


def counted(rows: QuerySet[Any]) -> Coalesce:
    numbers = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbers.values("number")), 0)


@dataclass(frozen=True)
class SourceDay:
    """What a department was to bring today, and has brought."""

    quota: DailyQuota
    received: int

    @property
    def left(self) -> int:
        return max(0, self.quota.units - self.received)


def sources_today(user: User, at: datetime) -> list[SourceDay]:
    """The daily quotas of the source departments, with what came of them (S27)."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    quotas = DailyQuota.objects.filter(prefix_q("place__division__code", prefixes))
    received = {
        (place, item): -units
        for place, item, units in Posting.objects.filter(
            Q(movement__kind=MovementKind.RECEIVE) | Q(movement__reverses__kind=MovementKind.RECEIVE),
            prefix_q("place__division__code", prefixes),
            place__kind=PlaceKind.SUPPLIER,
            movement__occurred_at__gte=start_of(shanghai_day(at)),
        )
        .order_by()
        .values_list("place", "lot__item")
        .annotate(units=Sum("quantity"))
    }
    return [
        SourceDay(quota, received.get((quota.place_id, quota.item_id), 0))
        for quota in quotas.select_related("place", "item").order_by("place", "item")
    ]
