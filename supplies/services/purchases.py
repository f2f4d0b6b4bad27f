"""
Buying on behalf 代购: needs of firms are pooled by item, each firm agrees to the price, one order goes to the seller.

The goods are the firms' own from the receipt on: they never enter the pool that rounds share out (invariant L9).
The cost is shared to the fen by largest remainder, over what each firm ordered and, at the end, over what it got.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import Division, User
from core.notifications import Message, notify_many
from core.workflow import lock_in_order
from supplies.costs import split, yuan
from supplies.models import (
    LIVE,
    OPEN_PURCHASES,
    Consent,
    Item,
    LotSource,
    OrderKind,
    OrderLine,
    Payment,
    Place,
    Purchase,
    PurchaseLine,
    PurchaseStatus,
)
from supplies.permissions import is_dispatcher
from supplies.serials import serial
from supplies.services import payments
from supplies.services.orders import lock_with_lines
from supplies.transitions import PURCHASE, PURCHASE_LINE


class NothingPooled(DomainError):
    code = "nothing_pooled"
    message = _("Please choose open orders for buying on behalf; some of these are being bought already.")


class NotASeller(DomainError):
    code = "not_a_seller"
    message = _("Please choose a seller: a source that goods are bought from.")


class NobodyAgreed(DomainError):
    code = "nobody_agreed"
    message = _("No firm has agreed to the price yet.")


class AlreadyReceived(DomainError):
    code = "already_received"
    message = _("Goods of this purchase have come already. Please finish it with what came.")


def pool() -> QuerySet[OrderLine]:
    """Needs that firms want to have bought, and that no purchase takes care of yet."""
    busy = PurchaseLine.objects.filter(status__in=LIVE, purchase__status__in=OPEN_PURCHASES)
    return (
        OrderLine.objects.unmet(OrderKind.PURCHASE_ON_BEHALF)
        .exclude(pk__in=busy.values("order_line"))
        .select_related("order__firm", "item")
    )


@transaction.atomic
def propose(
    *,
    division: Division,
    item: Item,
    seller: Place,
    order_lines: Sequence[OrderLine],
    price_fen: int,
    price_units: int,
    freight_fen: int = 0,
    by: User,
    at: datetime,
) -> Purchase:
    """
    Put needs together, and ask each firm whether it agrees to its share of the cost.

    :raises NothingPooled: if a need is not open, or is in another purchase
    :raises NotASeller: if the place sells nothing
    """
    purchase = Purchase(
        number=serial("P", division.pk, at),
        division=division,
        item=item,
        seller=seller,
        price_fen=price_fen,
        price_units=price_units,
        freight_fen=freight_fen,
        proposed_at=at,
        proposed_by=by,
    )
    if not is_dispatcher(by, purchase):
        raise PermissionDenied
    if seller.source != LotSource.ON_BEHALF:
        raise NotASeller
    rows = hold_needs(order_lines, item, division)
    purchase.save(force_insert=True)
    units = ask(purchase, rows)
    data = {"item": item.code, "units": sum(units), "firms": len(rows), "price_fen": price_fen}
    audit.record(purchase, "purchase.propose", by=by, at=at, to_status=purchase.status, data=data)
    tell(purchase, "supplies.purchase_proposed", purchase.lines.all())
    return purchase


def hold_needs(order_lines: Sequence[OrderLine], item: Item, division: Division) -> list[OrderLine]:
    """The needs, locked and still in the pool of the division. :raises NothingPooled: if one is not"""
    lock_with_lines(line.order_id for line in order_lines)
    wanted = pool().filter(pk__in=[line.pk for line in order_lines], item=item)
    rows = list(wanted.filter(order__division_code__startswith=division.pk).order_by("pk"))
    if not rows or len(rows) != len(order_lines):
        raise NothingPooled
    return rows


def ask(purchase: Purchase, rows: Sequence[OrderLine]) -> list[int]:
    """Write down each firm's part with its share of the cost; the base units of each."""
    units = [row.open_units for row in rows]
    shares = split(purchase.cost_of(sum(units)), units)
    PurchaseLine.objects.bulk_create(
        PurchaseLine(purchase=purchase, order_line=row, firm_id=row.order.firm_id, units=n, share_fen=share)
        for row, n, share in zip(rows, units, shares, strict=True)
    )
    return units


@transaction.atomic
def agree(*, line: PurchaseLine, by: User, at: datetime) -> PurchaseLine:
    """The firm agrees to the price."""
    return answer(line, "agree", by=by, at=at)


@transaction.atomic
def decline(*, line: PurchaseLine, by: User, at: datetime) -> PurchaseLine:
    """The firm does not want it at this price; its need is in the pool again."""
    return answer(line, "decline", by=by, at=at)


def answer(line: PurchaseLine, verb: str, *, by: User, at: datetime) -> PurchaseLine:
    """The purchase first: who places it and who answers go one after the other."""
    (purchase,) = lock_in_order(Purchase.objects.filter(pk=line.purchase_id))
    with PURCHASE_LINE.transition(line, verb, by=by, at=at, data={"share_fen": line.share_fen}):
        if purchase.status != PurchaseStatus.PROPOSED:
            raise PermissionDenied
        line.answered_at, line.answered_by = at, by
    return line


@transaction.atomic
def place(*, purchase: Purchase, document: str = "", by: User, at: datetime) -> Purchase:
    """
    Order from the seller what the firms that agreed want; the others are left out, and are in the pool again.

    Each is told: what its share is from now on, or that it was left out.

    :raises NobodyAgreed: if there is none
    """
    data: dict[str, int] = {}
    with PURCHASE.transition(purchase, "place", by=by, at=at, data=data):
        silent = list(purchase.lines.filter(status=Consent.ASKED).order_by("pk"))
        for line in silent:
            drop(line, by=by, at=at)
        lines = agreed(purchase)
        if not lines:
            raise NobodyAgreed
        units = [line.units for line in lines]
        share_out(purchase, lines, units)
        Payment.objects.bulk_create(Payment(line=line) for line in lines)
        purchase.placed_at, purchase.placed_by, purchase.document = at, by, document
        data |= {"units": sum(units), "cost_fen": purchase.cost_of(sum(units))}
    tell(purchase, "supplies.purchase_placed", lines)
    tell(purchase, "supplies.purchase_left_out", silent)
    return purchase


def share_out(purchase: Purchase, lines: Sequence[PurchaseLine], units: Sequence[int]) -> list[PurchaseLine]:
    """Write each firm's share of what these units cost; those whose share is another one now."""
    total, moved = purchase.cost_of(sum(units)) if sum(units) else 0, []
    for line, share in zip(lines, split(total, units), strict=True):
        if line.share_fen != share:
            line.share_fen = share
            moved.append(line)
    PurchaseLine.objects.bulk_update(moved, ["share_fen"])
    return moved


@transaction.atomic
def cancel(*, purchase: Purchase, reason: str, by: User, at: datetime) -> Purchase:
    """
    Give a purchase up; all needs are in the pool again, and what was paid is due back.

    :raises AlreadyReceived: if goods have come
    """
    with PURCHASE.transition(purchase, "cancel", by=by, at=at, note=reason):
        lines = list(purchase.lines.filter(status__in=LIVE).order_by("pk"))
        if any(line.received for line in lines):
            raise AlreadyReceived
        share_out(purchase, lines, [0 for _line in lines])
        for line in lines:
            drop(line, by=by, at=at)
    payments.settle(lines=lines, by=by, at=at)
    tell(purchase, "supplies.purchase_cancelled", purchase.lines.all())
    return purchase


def drop(line: PurchaseLine, *, by: User, at: datetime) -> None:
    with PURCHASE_LINE.transition(line, "drop", by=by, at=at):
        pass


def agreed(purchase: Purchase) -> list[PurchaseLine]:
    rows = purchase.lines.filter(status=Consent.AGREED)
    return list(rows.select_related("order_line__order", "firm").order_by("pk"))


def tell(purchase: Purchase, kind: str, lines: Iterable[PurchaseLine]) -> None:
    """Every member of the firms of these parts, each with the page of their own part."""
    told = PurchaseLine.objects.filter(pk__in=[line.pk for line in lines], firm__members__isnull=False)
    rows = told.order_by("pk", "firm__members")
    messages = [
        Message(
            member,
            {"firm": name, "item": purchase.item.name, "purchase": purchase.number, "share": yuan(share)},
            f"/supplies/offers/{line}/",
        )
        for line, name, share, member in rows.values_list(
            "public_id", "firm__name", "share_fen", "firm__members"
        )
    ]
    notify_many(messages, kind)
