"""What firms ask for, and when it has all arrived."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User
from reopening.cover import covers
from reopening.models import Application, ApplicationStatus, Condition, ConditionKind, ConditionStatus
from reopening.queries import inventory_of
from reopening.services import conditions
from supplies.models import Item, Order, OrderKind, OrderLine, OrderStatus
from supplies.queries.deliveries import stock_in_hand
from supplies.rules import basis, largest_order, rule_for
from supplies.serials import serial
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


class TooSoon(DomainError):
    code = "too_soon"


class AboveCap(DomainError):
    code = "above_cap"
    message = _("More was asked for than one order may hold.")


class NoLines(DomainError):
    code = "no_lines"
    message = _("Please order at least one item.")


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
    by: User,
    at: datetime,
) -> Order:
    """Write an order down and send it, all or nothing; `create` and `submit` say what is refused."""
    order = create(application=application, lines=lines, kind=kind, note=note, by=by, at=at)
    return submit(order=order, by=by, at=at)


def shortfall_of(application: Application, at: datetime) -> dict[str, int]:
    """
    Base units missing, by item code, capped by the policy.

    :raises NothingShort: if nothing lacks
    """
    policy = application.policy_set.rules
    items = {item.code: item for item in Item.objects.all()}
    inventory = stock_in_hand(application, items.values(), at)
    found = covers(
        policy.supplies,
        heads=application.heads_on_site or 0,
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


def cap_of(item: Item, application: Application) -> int:
    """The most base units of an item that one order of this application may hold."""
    rule = rule_for(item, application)
    return largest_order(rule, basis(rule, heads=application.heads_on_site, area_m2=application.area_m2))


@transaction.atomic
def create(
    *,
    application: Application,
    lines: Mapping[str, int],
    kind: str = OrderKind.GOVERNMENT,
    note: str = "",
    by: User,
    at: datetime,
) -> Order:
    """
    Write down an order, not sent yet.

    :param lines: base units by item code
    :raises AlreadyOrdered: if a government order is open
    """
    order = Order(
        application=application,
        firm_id=application.firm_id,
        division_code=application.division_code,
        kind=kind,
        note=note,
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
    :raises TooSoon: if the policy asks to wait
    :raises AboveCap: naming each line and its most
    """
    with ORDER.transition(order, "submit", by=by, at=at):
        if order.application.status not in MAY_ORDER:
            raise NotInForce
        lines = list(order.lines.select_related("item").order_by("pk"))
        if not lines:
            raise NoLines
        if order.kind == OrderKind.GOVERNMENT:
            check_caps(order, lines)
            check_interval(order, lines, at)
        order.submitted_at, order.submitted_by = at, by
    return order


def check_caps(order: Order, lines: Iterable[OrderLine]) -> None:
    errors = []
    for line in lines:
        most = cap_of(line.item, order.application)
        if line.quantity > most:
            words = _("At most %(most)s %(unit)s of %(item)s may be ordered at once.") % {
                "most": most,
                "unit": line.item.get_unit_display(),
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


@transaction.atomic
def cancel(*, order: Order, reason: str = "", by: User, at: datetime) -> Order:
    """
    Take the order back.

    :raises GoodsSetAside: if a round has set goods aside for it
    """
    with ORDER.transition(order, "cancel", by=by, at=at, note=reason):
        if any(line.awarded > line.delivered for line in lock_lines([order.pk])):
            raise GoodsSetAside
    return order


def lock_with_lines(order_ids: Iterable[int]) -> tuple[dict[int, Order], dict[int, OrderLine]]:
    """Orders, then their lines, each in primary-key order: whoever moves goods locks in this order."""
    wanted = sorted(set(order_ids))
    rows = Order.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    orders = {order.pk: order for order in rows.select_related("application").order_by("pk")}
    return orders, {line.pk: line for line in lock_lines(wanted)}


def lock_lines(order_ids: Iterable[int]) -> list[OrderLine]:
    rows = OrderLine.objects.select_for_update(of=("self",), no_key=True).filter(order__in=list(order_ids))
    return list(rows.order_by("pk"))


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


def new_number(division_code: str, at: datetime) -> str:
    """`S-330106-20200213-0042-K`."""
    return serial("S", division_code, at)
