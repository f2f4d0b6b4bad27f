"""What a person may do with an order now: what would succeed, of which the table of transitions is only half."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from core.dates import shanghai_day
from core.models import User
from reopening.halts import is_halted
from supplies.models import Order, OrderLine, PurchaseLine, RoundLine, RoundStatus
from supplies.models.purchases import LIVE, OPEN_PURCHASES
from supplies.transitions import ORDER

SENT_ANEW = {"submit", "change", "buy_rest"}
OUTSIDE_ROUNDS = {"change", "buy_rest"}
LESS = {"change", "cancel"}


def verbs_of(order: Order, *, by: User, at: datetime) -> list[str]:
    """In five queries at most; those of the table that `services` would refuse are left out."""
    verbs = ORDER.verbs_for(order, by=by)
    refused = refused_of(order, set(verbs), at)
    return [verb for verb in verbs if verb not in refused]


def refused_of(order: Order, verbs: set[str], at: datetime) -> set[str]:
    """Those that something else stands in the way of."""
    found: set[str] = set()
    if verbs & SENT_ANEW and is_halted(order.application):
        found |= SENT_ANEW
    if verbs & OUTSIDE_ROUNDS and sharing_now(order, at).exists():
        found |= OUTSIDE_ROUNDS
    lines = OrderLine.objects.filter(order=order)
    if verbs & LESS and being_bought(lines.values_list("pk", flat=True)).exists():
        found |= LESS
    if "cancel" in verbs and lines.filter(awarded__gt=F("delivered")).exists():
        found.add("cancel")
    return found


def sharing_now(order: Order, at: datetime) -> QuerySet[RoundLine]:
    """Where a round of today shares out with this order in it; an older one that nobody finished holds nobody up."""
    return RoundLine.objects.filter(
        order_line__order=order,
        round_item__round__status__in=[RoundStatus.FROZEN, RoundStatus.COMPUTED],
        round_item__round__day__gte=shanghai_day(at),
    )


def being_bought(lines: Iterable[int]) -> QuerySet[PurchaseLine]:
    """Purchases that are not over and take care of one of these order lines."""
    return PurchaseLine.objects.filter(
        order_line__in=lines, status__in=LIVE, purchase__status__in=OPEN_PURCHASES
    )
