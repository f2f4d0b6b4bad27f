"""What the ledger knows firms received."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.expressions import RawSQL

from core.dates import SHANGHAI, shanghai_day, start_of
from reopening.models import Application
from reopening.policy.goods import SupplyKind
from reopening.queries import inventory_of
from supplies.models import Item, MovementKind, PlaceKind, Posting
from supplies.needs import LOOK_BACK_DAYS, Delivery, effective_stock, known_stock
from supplies.rules import basis_of, rule_of

Key = tuple[int, int]  # firm, item


def recent(
    firms: QuerySet[Any, Any] | RawSQL | list[int], at: datetime, *, days: int = LOOK_BACK_DAYS
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


def stock_in_hand(application: Application, items: Iterable[Item], at: datetime) -> dict[str, int]:
    """What a firm has, by item code: its own count at submission, never below what the ledger knows."""
    policy, today = application.policy_set.rules, shanghai_day(at)
    arrived, reported = recent([application.firm_id], at), inventory_of(application)
    reported_on = shanghai_day(application.submitted_at or at)
    in_hand = {}
    for item in items:
        rule = rule_of(item, policy)
        said = reported.get(item.code, 0)
        known = known_stock(
            said,
            reported_on,
            arrived.get((application.firm_id, item.pk), []),
            heads=basis_of(rule, application),
            burn=Fraction(0) if rule.kind == SupplyKind.DURABLE else rule.use,
            today=today,
        )
        in_hand[item.code] = effective_stock(said, known)
    return in_hand
