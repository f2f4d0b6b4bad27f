"""The day of the firms: orders are sent, changed and taken back, whatever a round is doing with them."""

from random import Random

from django.utils import timezone

from reopening.models import Application
from supplies.models import Order, OrderKind, OrderLine, OrderStatus
from supplies.services import emergencies, order_changes, orders
from tests.faults.people import any_of
from tests.supplies import makers

NOW = timezone.now
REASON = "fewer people"


def order(chance: Random) -> None:
    case = any_of(Application.objects.all(), chance)
    units = (case.heads_on_site or 0) * chance.randrange(1, 7)
    orders.place(application=case, lines={"mask": units}, by=makers.member(case), at=NOW())


def change_order(chance: Random) -> None:
    """More or less is asked for."""
    mine = any_of(OrderLine.objects.filter(order__status=OrderStatus.SUBMITTED), chance)
    wanted = chance.choice([mine.awarded, mine.wanted // 2, mine.wanted + 7, mine.wanted + 30])
    order_changes.change(
        order=mine.order, lines={"mask": wanted}, reason=REASON, by=makers.member(mine.order), at=NOW()
    )


def cancel_order(chance: Random) -> None:
    mine = any_of(Order.objects.filter(status__in=[OrderStatus.DRAFT, OrderStatus.SUBMITTED]), chance)
    orders.cancel(order=mine, reason=REASON, by=makers.member(mine), at=NOW())


def buy_rest(chance: Random) -> None:
    """What the government could not give is to be bought."""
    mine = any_of(OrderLine.objects.unmet(OrderKind.GOVERNMENT), chance).order
    order_changes.buy_rest(order=mine, by=makers.member(mine), at=NOW())


def expedite(chance: Random) -> None:
    """One order cannot wait for the round."""
    mine = any_of(Order.objects.filter(status=OrderStatus.SUBMITTED, kind=OrderKind.GOVERNMENT), chance)
    emergencies.expedite(order=mine, reason="a hospital", by=makers.keeper(), at=NOW())
