"""
What becomes of an order after it was sent: other quantities, lines given up, a rest that is bought instead.

History is the audit trail: each change says what was asked for before and after, by whom and why.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from reopening.halts import refuse_halted
from reopening.queries import inventory_of
from supplies.models import Order, OrderKind, OrderLine, OrderStatus
from supplies.queries.order_verbs import sharing_now
from supplies.services import order_limits, orders
from supplies.services.order_completion import complete_if_done
from supplies.transitions import ORDER


class InRound(DomainError):
    status = 409
    code = "in_round"


class AlreadyPromised(DomainError):
    code = "already_promised"


class NothingLeft(DomainError):
    code = "nothing_left"
    message = _("Nothing of this order is left that could be bought.")


@transaction.atomic
def change(*, order: Order, lines: Mapping[str, int], reason: str, by: User, at: datetime) -> Order:
    """
    Ask for other quantities; a line that is brought down to what it was promised, or to nothing, is given up.

    :param lines: base units that the firm asks for by now, by item code; a line that is not named stays as it is
    :raises ReasonMissing: if no reason is given
    :raises InRound: while a round of today is frozen with it, until that is published or given up
    :raises AlreadyPromised: if less is asked for than was set aside or delivered
    :raises AboveCap: as when it was sent
    :raises BeingBought: if a purchase takes care of it
    """
    data: dict[str, object] = {}
    with ORDER.transition(order, "change", by=by, at=at, note=reason, data=data):
        if not reason.strip():
            raise orders.ReasonMissing
        refuse_in_round(order, at)
        refuse_halted(order.application)
        rows = {line.item.code: line for line in locked_lines(order)}
        orders.refuse_being_bought(rows.values())
        data["before"] = {code: line.wanted for code, line in rows.items()}
        for code in sorted(set(lines) & set(rows)):
            set_wanted(rows[code], lines[code])
        OrderLine.objects.bulk_update(rows.values(), ["quantity", "cancelled", "is_settled"])
        if new := {code: units for code, units in lines.items() if code not in rows and units}:
            orders.write_lines(order, new, inventory_of(order.application))
        now = locked_lines(order)
        data["after"] = {line.item.code: line.wanted for line in now}
        if order.kind == OrderKind.GOVERNMENT:
            order_limits.check_caps(order, now)
    orders.tell(order, "supplies.order_changed", reason=reason, by=by)
    end_if_done(order, reason=reason, by=by, at=at)
    return order


def set_wanted(line: OrderLine, units: int) -> None:
    """More raises the request; less gives the difference up. :raises AlreadyPromised: below what was promised"""
    if units < line.awarded and units < line.wanted:
        words = _("%(units)s of %(item)s are set aside or delivered already; no less can be asked for.")
        raise AlreadyPromised(
            words % {"units": line.item.in_units(min(line.awarded, line.wanted)), "item": line.item}
        )
    if units > line.wanted:
        line.is_settled = False
    line.quantity = max(line.quantity, units + line.to_purchase)
    line.cancelled = line.quantity - line.to_purchase - units


def locked_lines(order: Order) -> list[OrderLine]:
    """The lines of a locked order, with their items."""
    rows = OrderLine.objects.select_for_update(of=("self",), no_key=True).filter(order=order)
    return list(rows.select_related("item").order_by("pk"))


def refuse_in_round(order: Order, at: datetime) -> None:
    """:raises InRound: naming the round; an older one that nobody finished holds nobody up"""
    number = sharing_now([order.pk], at).values_list("round_item__round__number", flat=True).first()
    if number is not None:
        words = _(
            "Round %(round)s is sharing out with this order in it. Please change the order once the round is "
            "published: what is not met stays open."
        )
        raise InRound(words % {"round": number})


@transaction.atomic
def buy_rest(*, order: Order, items: Collection[str] = (), by: User, at: datetime) -> Order:
    """
    Turn what a government order lacks into a need to buy: an order of its own, pooled with others (ADR 40).

    :param items: item codes; without them, every line that lacks something
    :return: the order for buying on behalf, sent
    :raises NothingLeft: if nothing lacks
    :raises InRound: as for `change`
    """
    data: dict[str, object] = {}
    with ORDER.transition(order, "buy_rest", by=by, at=at, data=data):
        refuse_in_round(order, at)
        rows = [line for line in locked_lines(order) if not items or line.item.code in items]
        lacking = {line.item.code: line.rest for line in rows if line.rest}
        if order.kind != OrderKind.GOVERNMENT or not lacking:
            raise NothingLeft
        for line in rows:
            line.to_purchase += line.rest
        OrderLine.objects.bulk_update(rows, ["to_purchase"])
        need = orders.place(
            application=order.application,
            lines=lacking,
            kind=OrderKind.PURCHASE_ON_BEHALF,
            follows=order,
            by=by,
            at=at,
        )
        data |= {"order": need.number, "units": lacking}
    end_if_done(order, reason=need.number, by=by, at=at)
    return need


def end_if_done(order: Order, *, reason: str, by: User, at: datetime) -> None:
    """Close an order of which nothing is left to wait for: delivered if anything came, cancelled if nothing did."""
    rows = list(order.lines.all())
    if any(not line.is_complete for line in rows) or order.status != OrderStatus.SUBMITTED:
        return
    if any(line.delivered for line in rows):
        complete_if_done(order=order, by=by, at=at)
        return
    with ORDER.transition(order, "cancel", by=by, at=at, note=reason):
        pass
