"""How long the stock lasts."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.dates import shanghai_day
from core.models import User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, PolicySet
from reopening.policy.goods import SupplyKind
from supplies.models import (
    UNMET,
    Balance,
    Item,
    LotStatus,
    Order,
    OrderKind,
    OrderLine,
    OrderStatus,
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
    measured = on_site(prefixes)
    policy_set = PolicySet.objects.effective(prefixes[0], shanghai_day(at)) if prefixes else None
    policy = policy_set.rules if policy_set else None
    for item in Item.objects.filter(pk__in=on_hand.keys() | needs.keys()).order_by("pk"):
        use = daily_use(rule_of(item, policy), *measured) if policy else Fraction(0)
        rows.append(
            ItemStock(item, on_hand.get(item.pk, 0), reserved.get(item.pk, 0), use, needs.get(item.pk, 0))
        )
    return rows


def daily_use(rule: ItemRule, heads: int | None, exposed: int | None, area_m2: int | None) -> Fraction:
    if rule.kind == SupplyKind.DURABLE:
        return Fraction(0)
    return rule.use * basis(rule, heads=heads, exposed=exposed, area_m2=area_m2)


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
    lines = OrderLine.objects.unmet(OrderKind.GOVERNMENT).filter(prefix_q("order__division_code", prefixes))
    rows = lines.exclude(order__application__status=ApplicationStatus.DRAFT)
    return dict(rows.order_by().values_list("item").annotate(open=Sum(UNMET)))


def on_site(prefixes: list[str]) -> tuple[int | None, int | None, int | None]:
    """People, those of them on exposed posts, and floor area of the firms that may work."""
    sums = Application.objects.filter(
        prefix_q("division_code", prefixes), status=ApplicationStatus.APPROVED
    ).aggregate(heads=Sum("heads_on_site"), exposed=Sum("exposed_heads"), area=Sum("area_m2"))
    return sums["heads"], sums["exposed"], sums["area"]


def open_work(user: User) -> dict[str, int]:
    """How many orders, rounds and runs are not finished, in one query."""
    rounds = Round.objects.visible_to(user).exclude(status__in=[RoundStatus.PUBLISHED, RoundStatus.CANCELLED])
    finished = [RunStatus.CLOSED, RunStatus.CANCELLED, RunStatus.ABORTED]
    runs = Run.objects.visible_to(user).exclude(status__in=finished)
    orders = Order.objects.visible_to(user).filter(status=OrderStatus.SUBMITTED)
    numbers = User.objects.values_list(counted(orders), counted(rounds), counted(runs)).get(pk=user.pk)
    return dict(zip(("orders", "rounds", "runs"), numbers, strict=True))


def counted(rows: QuerySet[Any]) -> Coalesce:
    numbers = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbers.values("number")), 0)
