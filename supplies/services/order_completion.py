"""When everything of an order has arrived: it closes, and releases what waited for it."""

from datetime import datetime

from core.models import User
from reopening.models import Application, Condition, ConditionKind, ConditionStatus
from reopening.services import conditions
from supplies.models import Order, OrderStatus
from supplies.transitions import ORDER


def complete_if_done(*, order: Order, by: User, at: datetime) -> bool:
    """
    Close an order whose every line has arrived, and release what waited for it.

    A line that has all its goods releases the condition that names its item.
    """
    lines = list(order.lines.select_related("item").order_by("pk"))
    arrived = {line.item.code for line in lines if line.is_complete and line.delivered}
    done = all(line.is_complete for line in lines)
    release_conditions(order.application, arrived, whole=done, by=by, at=at)
    if done and order.status == OrderStatus.SUBMITTED:
        with ORDER.transition(order, "complete", by=by, at=at):
            order.delivered_at = at
    return done


def release_conditions(
    application: Application, arrived: set[str], *, whole: bool, by: User, at: datetime
) -> None:
    kind = ConditionKind.SUPPLIES_DELIVERED
    waiting = set(
        Condition.objects.filter(application=application, kind=kind, status=ConditionStatus.OPEN).values_list(
            "detail", flat=True
        )
    )
    for code in sorted(waiting & arrived):
        conditions.fulfil(application=application, kind=kind, detail=code, by=by, at=at)
    # A condition that names no item waits for the whole order; fulfilling it must not release another item's.
    if whole and "" in waiting and not waiting - arrived - {""}:
        conditions.fulfil(application=application, kind=kind, by=by, at=at)
