"""How long one item lasts in each district of a dispatcher's divisions."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F, Sum
from django.db.models.functions import Left

from core.dates import shanghai_day
from core.models import Division, User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, PolicySet
from supplies.models import UNMET, Balance, Item, LotStatus, OrderKind, OrderLine
from supplies.models.places import SEE_STOCK
from supplies.queries.overview import ItemStock, daily_use
from supplies.rules import rule_of

DIGITS = 6  # of a district's code


@dataclass(frozen=True)
class DistrictStock:
    """The stock of one item in one district; what is set aside is taken off already."""

    name: str
    stock: ItemStock


def district_stocks(user: User, item: Item, at: datetime) -> list[DistrictStock]:
    """Every district with stock, need or firms at work; the shortest cover first. Five queries."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    free = dict(
        Balance.objects.pool()
        .filter(prefix_q("place__division__code", prefixes), lot__item=item, lot__status=LotStatus.RELEASED)
        .annotate(district=Left("place__division__code", DIGITS))
        .order_by()
        .values_list("district")
        .annotate(units=Sum(F("on_hand") - F("reserved")))
    )
    needs = dict(
        OrderLine.objects.unmet(OrderKind.GOVERNMENT)
        .filter(prefix_q("order__division_code", prefixes), item=item)
        .exclude(order__application__status=ApplicationStatus.DRAFT)
        .annotate(district=Left("order__division_code", DIGITS))
        .order_by()
        .values_list("district")
        .annotate(units=Sum(UNMET))
    )
    uses = uses_by_district(prefixes, item, at)
    names = Division.objects.in_bulk([*free, *needs, *uses])
    found = [
        DistrictStock(
            str(names.get(code, code)),
            ItemStock(item, free.get(code, 0), 0, uses.get(code, Fraction(0)), needs.get(code, 0)),
        )
        for code in sorted({*free, *needs, *uses})
    ]
    return sorted(found, key=lambda row: float("inf") if row.stock.days_left is None else row.stock.days_left)


def uses_by_district(prefixes: list[str], item: Item, at: datetime) -> dict[str, Fraction]:
    """Base units that the firms at work use in a day."""
    policy_set = PolicySet.objects.effective(prefixes[0], shanghai_day(at)) if prefixes else None
    if policy_set is None:
        return {}
    rule = rule_of(item, policy_set.rules)
    sites = (
        Application.objects.filter(prefix_q("division_code", prefixes), status=ApplicationStatus.APPROVED)
        .annotate(district=Left("division_code", DIGITS))
        .order_by()
        .values_list("district")
        .annotate(heads=Sum("heads_on_site"), exposed=Sum("exposed_heads"), area=Sum("area_m2"))
    )
    return {code: daily_use(rule, *measured) for code, *measured in sites}
