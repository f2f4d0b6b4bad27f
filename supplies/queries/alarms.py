"""What is near its day or past it, and which depots run low."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Sum, Value

from core.dates import shanghai_day
from core.models import User
from core.permissions import prefix_q
from supplies.models import Balance, LotStatus, StockFloor
from supplies.models.places import SEE_STOCK


@dataclass(frozen=True)
class Low:
    """A depot with less of an item than it should have, in free base units."""

    floor: StockFloor
    free: int


def near_expiry(prefixes: list[str], today: date) -> QuerySet[Balance]:
    """Goods in depots that are near their day by the depot's own number of days, or past it; soonest first."""
    span = ExpressionWrapper(F("place__near_expiry_days") * Value(timedelta(days=1)), DurationField())
    rows = (
        Balance.objects.in_depots()
        .filter(prefix_q("place__division__code", prefixes), on_hand__gt=0)
        .exclude(lot__status=LotStatus.RECALLED)
        .filter(lot__expires_on__lte=Value(today) + span)
    )
    return rows.select_related("place", "lot__item", "owner").order_by("lot__expires_on", "pk")


def low_stock(user: User) -> list[Low]:
    """Two queries."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    free = {
        (place, item): units
        for place, item, units in Balance.objects.pool()
        .filter(prefix_q("place__division__code", prefixes), lot__status=LotStatus.RELEASED)
        .order_by()
        .values_list("place", "lot__item")
        .annotate(units=Sum(F("on_hand") - F("reserved")))
    }
    floors = StockFloor.objects.visible_to(user)
    rows = [
        Low(floor, free.get((floor.place_id, floor.item_id), 0))
        for floor in floors.select_related("place", "item").order_by("place", "item")
    ]
    return [row for row in rows if row.free < row.floor.units]


def alarms_of(user: User, at: datetime) -> tuple[QuerySet[Balance], list[Low]]:
    prefixes = user.role_prefixes(*SEE_STOCK)
    return near_expiry(prefixes, shanghai_day(at)), low_stock(user)
