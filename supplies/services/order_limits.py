"""How much one order may hold, and how soon the next one may come (policy)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from reopening.models import Application
from supplies.models import Item, Order, OrderLine, OrderStatus
from supplies.rules import basis_of, largest_order, rule_for


class TooSoon(DomainError):
    code = "too_soon"


class AboveCap(DomainError):
    code = "above_cap"
    message = _("More was asked for than one order may hold.")


def cap_of(item: Item, application: Application) -> int:
    """The most base units of an item that one order of this application may hold."""
    rule = rule_for(item, application)
    return largest_order(rule, basis_of(rule, application))


def check_caps(order: Order, lines: Iterable[OrderLine]) -> None:
    errors = []
    for line in lines:
        most = cap_of(line.item, order.application)
        if line.wanted > most:
            words = _("At most %(most)s of %(item)s may be ordered at once.") % {
                "most": line.item.in_units(most),
                "item": line.item,
            }
            errors.append({"path": line.item.code, "code": "above_cap", "message": words})
    if errors:
        raise AboveCap(" ".join(str(error["message"]) for error in errors), errors=errors)


def check_interval(order: Order, lines: Iterable[OrderLine], at: datetime) -> None:
    """One order per item and so many days (policy; one week in Quanzhou)."""
    today = shanghai_day(at)
    for line in lines:
        last = (
            OrderLine.objects.filter(
                item=line.item, order__firm_id=order.firm_id, order__status=OrderStatus.DELIVERED
            )
            .order_by("-order__submitted_at")
            .values_list("order__submitted_at", flat=True)
            .first()
        )
        if last is None:
            continue
        interval = rule_for(line.item, order.application).order_interval_days
        again = shanghai_day(last) + timedelta(days=interval)
        if today < again:
            words = _("%(item)s can be ordered again on %(day)s.")
            raise TooSoon(words % {"item": line.item, "day": again.isoformat()})
