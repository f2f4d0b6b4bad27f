"""What the ledger knows firms received."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from core.dates import SHANGHAI, shanghai_day, start_of
from reopening.models import Application
from supplies.models import Item, MovementKind, PlaceKind, Posting
from supplies.needs import LOOK_BACK_DAYS, Delivery, ledger_floor
from supplies.rules import basis, rule_of

Key = tuple[int, int]  # firm, item


def recent(
    firms: QuerySet[Any, Any] | list[int], at: datetime, *, days: int = LOOK_BACK_DAYS
) -> dict[Key, list[Delivery]]:
    """Deliveries of the last days by firm and item; `firms` are primary keys."""
    since = start_of(shanghai_day(at) - timedelta(days=days))
    rows = Posting.objects.filter(
        place__kind=PlaceKind.FIRM,
        movement__kind__in=[MovementKind.DELIVER, MovementKind.REVERSE],
        movement__occurred_at__gte=since,
        owner__isnull=True,
        place__firm__in=firms,
    )
    found: dict[Key, list[Delivery]] = defaultdict(list)
    for firm, item, instant, units in rows.values_list(
        "place__firm", "lot__item", "movement__occurred_at"
    ).annotate(units=Sum("quantity")):
        found[firm, item].append(Delivery(instant.astimezone(SHANGHAI).date(), units))
    return found


def held_by_ledger(application: Application, items: Iterable[Item], at: datetime) -> dict[int, int]:
    """The least a firm must still hold, by item, of what was delivered lately."""
    policy, arrived = application.policy_set.rules, recent([application.firm_id], at)
    held = {}
    for item in items:
        rule = rule_of(item, policy)
        use = rule.use if rule.kind != "durable" else rule.use * 0
        count = basis(rule, heads=application.heads_on_site, area_m2=application.area_m2)
        deliveries = arrived.get((application.firm_id, item.pk), [])
        held[item.pk] = ledger_floor(deliveries, heads=count, burn=use, today=shanghai_day(at))
    return held
