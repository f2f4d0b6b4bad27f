"""What a person may do with an order now: what would succeed, of which the table of transitions is only half."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from core.dates import shanghai_day
from core.models import User
from reopening.halts import halted_cases
from supplies.models import Order, OrderLine, PurchaseLine, RoundLine, RoundStatus
from supplies.models.purchases import LIVE, OPEN_PURCHASES
from supplies.transitions import ORDER

SENT_ANEW = {"submit", "change", "buy_rest"}
OUTSIDE_ROUNDS = {"change", "buy_rest"}
LESS = {"change", "cancel"}


def verbs_of(order: Order, *, by: User, at: datetime) -> list[str]:
    """What this person may do with it now."""
    return verbs_of_many([order], by=by, at=at)[order.pk]


def verbs_of_many(orders: Sequence[Order], *, by: User, at: datetime) -> dict[int, list[str]]:
    """
    By order, in five queries at most for all of them; those of the table that `services` would refuse are left out.

    `complete` is nobody's button: an order is complete with its last delivery.
    """
    verbs = {order.pk: [*filter(is_a_choice, ORDER.verbs_for(order, by=by))] for order in orders}
    refused: dict[int, set[str]] = {order.pk: set() for order in orders}
    for barred, keys in in_the_way(orders, set().union(*verbs.values()), at):
        for key in keys:
            refused[key] |= barred
    return {key: [verb for verb in mine if verb not in refused[key]] for key, mine in verbs.items()}


def is_a_choice(verb: str) -> bool:
    return verb != "complete"


def in_the_way(
    orders: Sequence[Order], verbs: set[str], at: datetime
) -> Iterator[tuple[set[str], Iterable[int]]]:
    """Verbs that something else stands in the way of, with the orders it does so for."""
    keys = [order.pk for order in orders]
    lines = OrderLine.objects.filter(order__in=keys)
    if verbs & SENT_ANEW:
        halted = halted_cases(order.application.case_key for order in orders)
        yield SENT_ANEW, [order.pk for order in orders if order.application.case_key in halted]
    if verbs & OUTSIDE_ROUNDS:
        yield OUTSIDE_ROUNDS, sharing_now(keys, at).values_list("order_line__order", flat=True)
    if verbs & LESS:
        yield LESS, being_bought(lines.values("pk")).values_list("order_line__order", flat=True)
    if "cancel" in verbs:
        yield {"cancel"}, lines.filter(awarded__gt=F("delivered")).values_list("order", flat=True)


def sharing_now(orders: Iterable[int], at: datetime) -> QuerySet[RoundLine]:
    """Where a round of today shares out with these orders in it; an older one that nobody finished holds nobody up."""
    return RoundLine.objects.filter(
        order_line__order__in=list(orders),
        round_item__round__status__in=[RoundStatus.FROZEN, RoundStatus.COMPUTED],
        round_item__round__day__gte=shanghai_day(at),
    )


def being_bought(lines: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[PurchaseLine]:
    """Purchases that are not over and take care of one of these order lines."""
    return PurchaseLine.objects.filter(
        order_line__in=lines, status__in=LIVE, purchase__status__in=OPEN_PURCHASES
    )
