"""What departments, donors and sellers brought: today against their quotas, and day by day (S27)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from core.dates import SHANGHAI, shanghai_day, start_of
from core.models import User
from core.permissions import prefix_q
from supplies.models import DailyQuota, Item, Lot, LotSource, MovementKind, Place, PlaceKind, Posting
from supplies.models.places import SEE_STOCK

DAYS_SHOWN = 14


@dataclass(frozen=True)
class Day:
    """What came on a day, and all that has come until then, in base units."""

    on: date
    units: int
    total: int
    percent: int  # of the quota; 0 without one


@dataclass(frozen=True)
class SourceLine:
    """One item of one source: today, the last days, and since the beginning."""

    place: Place
    item: Item
    quota: int
    today: int
    total: int
    days: list[Day]

    @property
    def left(self) -> int:
        return max(0, self.quota - self.today)

    @property
    def percent(self) -> int:
        """Of the day's quota that has come, for the bar; never above 100."""
        return min(100, 100 * self.today // self.quota) if self.quota else 0

    @property
    def beyond(self) -> int:
        return max(0, self.today - self.quota) if self.quota else 0


def brought(prefixes: Iterable[str]) -> QuerySet[Posting, Any]:
    """What left the sources, less what was reversed."""
    return Posting.objects.filter(
        Q(movement__kind=MovementKind.RECEIVE) | Q(movement__reverses__kind=MovementKind.RECEIVE),
        prefix_q("place__division__code", prefixes),
        place__kind=PlaceKind.SUPPLIER,
    ).order_by()


def quotas_today(user: User, at: datetime) -> list[SourceLine]:
    """The quotas with what came of them today; two queries."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    today = brought(prefixes).filter(movement__occurred_at__gte=start_of(shanghai_day(at)))
    sums = today.values_list("place", "lot__item").annotate(units=-Sum("quantity"))
    came = {(place, item): units for place, item, units in sums}
    quotas = DailyQuota.objects.visible_to(user)
    return [
        SourceLine(row.place, row.item, row.units, came.get((row.place_id, row.item_id), 0), 0, [])
        for row in quotas.select_related("place", "item").order_by("place", "item")
    ]


def source_lines(user: User, at: datetime) -> list[SourceLine]:
    """Every source and item with a quota, or from which anything came in the last days; four queries."""
    prefixes = user.role_prefixes(*SEE_STOCK)
    today = shanghai_day(at)
    since = today - timedelta(days=DAYS_SHOWN - 1)
    quotas = {(row.place_id, row.item_id): row.units for row in DailyQuota.objects.visible_to(user)}
    by_day: dict[tuple[int, int], dict[date, int]] = defaultdict(dict)
    days = brought(prefixes).filter(movement__occurred_at__gte=start_of(since))
    for place, item, on, units in (
        days.annotate(on=TruncDate("movement__occurred_at", tzinfo=SHANGHAI))
        .values_list("place", "lot__item", "on")
        .annotate(units=-Sum("quantity"))
    ):
        by_day[place, item][on] = units
    keys = sorted(quotas.keys() | by_day.keys())
    places = Place.objects.in_bulk({place for place, _item in keys})
    items = Item.objects.in_bulk({item for _place, item in keys})
    totals = {
        (place, item): units
        for place, item, units in brought(prefixes)
        .filter(place__in=places)
        .values_list("place", "lot__item")
        .annotate(units=-Sum("quantity"))
    }
    window = [since + timedelta(days=number) for number in range(DAYS_SHOWN)]
    lines = []
    for key in keys:
        came, total, quota = by_day.get(key, {}), totals.get(key, 0), quotas.get(key, 0)
        shown = running(came, window, before=total - sum(came.values()), quota=quota)
        place, item = places[key[0]], items[key[1]]
        lines.append(SourceLine(place, item, quota, came.get(today, 0), total, shown))
    return lines


def running(came: dict[date, int], window: list[date], *, before: int, quota: int) -> list[Day]:
    """Each day of the window with all that had come by its end."""
    days = []
    for on in window:
        before += came.get(on, 0)
        percent = min(100, 100 * came.get(on, 0) // quota) if quota else 0
        days.append(Day(on, came.get(on, 0), before, percent))
    return days


def donations(user: User) -> QuerySet[Lot]:
    """The lots that were given, newest first."""
    rows = Lot.objects.visible_to(user).filter(source=LotSource.DONATED)
    return rows.select_related("item", "supplier").order_by("-pk")
