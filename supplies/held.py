"""What the dispatchers hold back for firms that stand still."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import ngettext

from reopening.held import Held
from reopening.models import Application
from supplies.models import Order, OrderStatus, Stop, StopStatus


def held(applications: QuerySet[Application]) -> Iterator[Held]:
    """Open orders, and deliveries that are planned or on the road."""
    orders = Order.objects.filter(application__in=applications, status=OrderStatus.SUBMITTED)
    count = orders.count()
    words = ngettext("%(count)s supply order is held.", "%(count)s supply orders are held.", count)
    yield Held("orders", count, words % {"count": f"{count:,}"})
    stops = Stop.objects.filter(items__award_lot__order_line__order__in=orders, status=StopStatus.WAITING)
    count = stops.distinct().count()
    words = ngettext(
        "%(count)s delivery on its way is held: the courier takes it back.",
        "%(count)s deliveries on their way are held: the couriers take them back.",
        count,
    )
    yield Held("deliveries", count, words % {"count": f"{count:,}"})
