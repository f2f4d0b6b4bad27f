"""What firms ask for, and when it has all arrived."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from core.notifications import notify
from core.stretches import STRETCH
from reopening.cover import covers
from reopening.halts import refuse_halted
from reopening.models import Application, ApplicationStatus
from reopening.queries import inventory_of
from supplies.models import (
    Item,
    Order,
    OrderKind,
    OrderLine,
    OrderStatus,
)
from supplies.queries.deliveries import stock_in_hand
from supplies.queries.order_verbs import being_bought
from supplies.serials import serial
from supplies.services.order_limits import cap_of, check_caps, check_interval
from supplies.transitions import ORDER

IN_FORCE = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.RETURNED,
    ApplicationStatus.RECOMMENDED,
    ApplicationStatus.APPROVED,
)
# An order of a draft is heard of by nobody but the firm, and waits until the application is handed in.
MAY_ORDER = (ApplicationStatus.DRAFT, *IN_FORCE)


class NotInForce(DomainError):
    code = "application_not_in_force"
    message = _("Supplies can be ordered while the application is being filled in, and while it is in force.")


class NothingShort(DomainError):
    code = "nothing_short"
    message = _("Nothing is missing: your supplies reach the reserve.")


class AlreadyOrdered(DomainError):
    code = "already_ordered"
    message = _("There is an open order for this application already.")


class NoLines(DomainError):
    code = "no_lines"
    message = _("Please order at least one item.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Please say why: the reason stays with the order.")


class BeingBought(DomainError):
    status = 409
    code = "being_bought"
    message = _("This is being bought for the firm already. Please decline the offer, or ask the dispatcher.")


class GoodsSetAside(DomainError):
    code = "goods_set_aside"
    message = _("Goods have been set aside for this order. Please ask the dispatcher before you cancel it.")


@transaction.atomic
def order_shortfall(*, application: Application, by: User, at: datetime) -> Order:
    """
    Order what the firm's inventory lacks of the policy's reserve, and submit the order: one click.

    :raises NothingShort: if nothing lacks
    """
    return place(application=application, lines=shortfall_of(application, at), by=by, at=at)


@transaction.atomic
def place(
    *,
    application: Application,
    lines: Mapping[str, int],
    kind: str = OrderKind.GOVERNMENT,
    note: str = "",
    urgent_reason: str = "",
    follows: Order | None = None,
    by: User,
    at: datetime,
) -> Order:
    """Write an order down and send it, all or nothing; `create` and `submit` say what is refused."""
    order = create(
        application=application,
        lines=lines,
        kind=kind,
        note=note,
        urgent_reason=urgent_reason,
        follows=follows,
        by=by,
        at=at,
    )
    return submit(order=order, by=by, at=at)


def shortfall_of(application: Application, at: datetime) -> dict[str, int]:
    """
    Base units missing, by item code, capped by the policy.

    :raises NothingShort: if nothing lacks
    """
    policy = application.policy_set.rules
    items = {item.code: item for item in Item.objects.all()}
    inventory = stock_in_hand(application, items.values(), at)
    firm = application.firm
    firm_class = policy.class_of(application.firm_class, credit_code=firm.credit_code)
    found = covers(
        policy.supplies_for(firm_class, firm.credit_code, firm.industry_code),
        heads=application.heads_on_site or 0,
        exposed=application.exposed_heads or 0,
        area_m2=application.area_m2 or 0,
        inventory=inventory,
    )
    lacking = {
        rule.item: min(cover.short, cap_of(items[rule.item], application))
        for rule, cover in found
        if cover.short and not rule.hint_only and rule.item in items
    }
    if not lacking:
        raise NothingShort
    return lacking


@transaction.atomic
def create(
    *,
    application: Application,
    lines: Mapping[str, int],
    kind: str = OrderKind.GOVERNMENT,
    note: str = "",
    urgent_reason: str = "",
    follows: Order | None = None,
    by: User,
    at: datetime,
) -> Order:
    """
    Write down an order, not sent yet.

    :param lines: base units by item code
    :param urgent_reason: why it cannot wait for the day's round, if it cannot
    :param follows: the order whose unmet rest is to be bought
    :raises AlreadyOrdered: if a government order is open
    """
    order = Order(
        application=application,
        firm_id=application.firm_id,
        division_code=application.division_code,
        kind=kind,
        note=note,
        urgent_reason=urgent_reason,
        follows=follows,
        number=new_number(application.division_code, at),
    )
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyOrdered from error
    with ORDER.transition(order, "edit", by=by, at=at, data={"lines": dict(lines)}):
        write_lines(order, lines, inventory_of(application))
    return order


@transaction.atomic
def edit(*, order: Order, lines: Mapping[str, int], note: str, by: User, at: datetime) -> Order:
    """Replace the lines of a draft."""
    with ORDER.transition(order, "edit", by=by, at=at, data={"lines": dict(lines)}):
        order.note = note
        order.lines.all().delete()
        write_lines(order, lines, inventory_of(order.application))
    return order


def write_lines(order: Order, lines: Mapping[str, int], inventory: Mapping[str, int]) -> None:
    items = {item.code: item for item in Item.objects.filter(code__in=lines)}
    if not lines or set(lines) - set(items):
        raise NoLines
    OrderLine.objects.bulk_create(
        OrderLine(order=order, item=items[code], quantity=quantity, reported=inventory.get(code, 0))
        for code, quantity in sorted(lines.items())
    )


@transaction.atomic
def submit(*, order: Order, by: User, at: datetime) -> Order:
    """
    Send the order: it waits for the next round, that of a draft until the application is handed in.

    :raises NotInForce: if the application has ended
    :raises StandsStill: while the firm is stopped, sealed or suspended
    :raises TooSoon: if the policy asks to wait
    :raises AboveCap: naming each line and its most
    """
    with ORDER.transition(order, "submit", by=by, at=at):
        if order.application.status not in MAY_ORDER:
            raise NotInForce
        refuse_halted(order.application)
        lines = list(order.lines.select_related("item").order_by("pk"))
        if not lines:
            raise NoLines
        if order.kind == OrderKind.GOVERNMENT:
            check_caps(order, lines)
            check_interval(order, lines, at)
        order.submitted_at, order.submitted_by = at, by
    return order


@transaction.atomic
def cancel(*, order: Order, reason: str = "", by: User, at: datetime) -> Order:
    """
    Take the order back. A round that was frozen with it is frozen again, never patched.

    :raises ReasonMissing: if it was sent already and no reason is given
    :raises GoodsSetAside: if a round has set goods aside for it
    :raises BeingBought: if a purchase takes care of it
    """
    with ORDER.transition(order, "cancel", by=by, at=at, note=reason):
        if order.status != OrderStatus.DRAFT and not reason.strip():
            raise ReasonMissing
        lines = lock_lines([order.pk])
        if any(line.awarded > line.delivered for line in lines):
            raise GoodsSetAside
        refuse_being_bought(lines)
        for line in lines:
            line.cancelled += line.rest
        OrderLine.objects.bulk_update(lines, ["cancelled"])
    if order.submitted_at:
        tell(order, "supplies.order_cancelled", reason=reason, by=by)
    return order


def refuse_being_bought(lines: Iterable[OrderLine]) -> None:
    """:raises BeingBought: if a purchase that is not over takes care of one of these lines"""
    if being_bought([line.pk for line in lines]).exists():
        raise BeingBought


def tell(order: Order, kind: str, *, reason: str, by: User) -> None:
    """The firm's people, except who did it."""
    others = order.firm.members.exclude(pk=by.pk)
    params = {"firm": order.firm.name, "order": order.number, "reason": reason}
    notify(others, kind, params=params, url=order.get_absolute_url())


def lock_with_lines(order_ids: Iterable[int]) -> tuple[dict[int, Order], dict[int, OrderLine]]:
    """Orders, then their lines, each in primary-key order: whoever moves goods locks in this order."""
    wanted = sorted(set(order_ids))
    rows = Order.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    rows = rows.select_related("application").defer("application__snapshot", "application__route")
    orders = {order.pk: order for order in rows.order_by("pk")}
    return orders, {line.pk: line for line in lock_lines(wanted)}


def lock_orders_of(order_ids: QuerySet[Any, Any]) -> None:
    """The same locks for many orders, none of which is kept in memory. :param order_ids: a query of their keys"""
    for rows in (Order.objects.filter(pk__in=order_ids), OrderLine.objects.filter(order__in=order_ids)):
        locked = rows.order_by("pk").select_for_update(no_key=True).values_list("pk")
        for _key in locked.iterator(chunk_size=STRETCH):
            pass


def lock_lines(order_ids: Iterable[int]) -> list[OrderLine]:
    rows = OrderLine.objects.select_for_update(of=("self",), no_key=True).filter(order__in=list(order_ids))
    return list(rows.order_by("pk"))


def new_number(division_code: str, at: datetime) -> str:
    """`S-330106-20200213-0042-K`."""
    return serial("S", division_code, at)
