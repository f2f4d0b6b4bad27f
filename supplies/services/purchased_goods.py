"""What was bought on behalf of firms: it comes in parts, is the firms' own, and is handed over and paid for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from core.workflow import lock
from supplies.costs import split
from supplies.models import (
    Lot,
    LotSource,
    MovementKind,
    OrderLine,
    Payment,
    Place,
    PlaceKind,
    Purchase,
    PurchaseLine,
)
from supplies.permissions import is_keeper
from supplies.services import orders, stock
from supplies.services.balances import Leg
from supplies.services.order_completion import complete_if_done
from supplies.services.purchases import agreed, share_out
from supplies.services.runs import firm_places
from supplies.transitions import PAYMENT, PURCHASE


class MoreThanOrdered(DomainError):
    code = "more_than_ordered"
    message = _("More came than is outstanding of this purchase. Please take the rest in as another receipt.")


class NotThatMuch(DomainError):
    code = "not_that_much"
    message = _("Not that much of it lies there for this firm.")


class NothingDue(DomainError):
    code = "nothing_due"
    message = _("The firm has paid no more than its share: nothing is due back.")


@transaction.atomic
def receive(
    *,
    purchase: Purchase,
    depot: Place,
    units: int,
    lot_no: str,
    expires_on: date | None = None,
    document: str = "",
    by: User,
    at: datetime,
) -> Purchase:
    """
    Take in what came, all of it or a part: each firm's part in proportion to what it still waits for.

    :raises MoreThanOrdered: if more came than is outstanding
    """
    if depot.kind != PlaceKind.DEPOT or not is_keeper(by, depot):
        raise PermissionDenied
    stock.check_quantity(units)
    with PURCHASE.transition(purchase, "receive", by=by, at=at, data={"units": units, "lot": lot_no}):
        lines = agreed(purchase)
        _orders, asked = orders.lock_with_lines(line.order_line.order_id for line in lines)
        waiting = [line.outstanding for line in lines]
        if units > sum(waiting):
            raise MoreThanOrdered
        lot = stock.lot_of(
            purchase.seller, purchase.item, lot_no, expires_on, source=LotSource.ON_BEHALF, document=document
        )
        parts = split(units, waiting)
        stock.post(
            kind=MovementKind.RECEIVE,
            legs=legs_to_depot(purchase.seller, depot, lot, lines, parts),
            division=depot.division,
            document=f"{purchase.number} {document}".strip(),
            by=by,
            at=at,
        )
        set_aside(lines, parts, asked)
    return purchase


def set_aside(lines: Sequence[PurchaseLine], parts: Sequence[int], asked: Mapping[int, OrderLine]) -> None:
    """Write down what came for each firm, beside its purchase and its order."""
    for line, part in zip(lines, parts, strict=True):
        line.received += part
        asked[line.order_line_id].awarded += part
    PurchaseLine.objects.bulk_update(lines, ["received"])
    OrderLine.objects.bulk_update(list(asked.values()), ["awarded"])


def legs_to_depot(
    seller: Place, depot: Place, lot: Lot, lines: Sequence[PurchaseLine], parts: Sequence[int]
) -> list[Leg]:
    """Each firm's part, as its own."""
    pairs = [(line.firm_id, part) for line, part in zip(lines, parts, strict=True) if part]
    return [
        leg for firm, part in pairs for leg in (Leg(seller, lot, -part, firm), Leg(depot, lot, part, firm))
    ]


@transaction.atomic
def finish(*, purchase: Purchase, reason: str = "", by: User, at: datetime) -> Purchase:
    """Nothing more will come: the cost is shared anew over what came; needs that are left are in the pool again."""
    with PURCHASE.transition(purchase, "finish", by=by, at=at, note=reason):
        lines = agreed(purchase)
        share_out(purchase, lines, [line.received for line in lines])
    return purchase


@transaction.atomic
def hand_over(
    *, line: PurchaseLine, depot: Place, units: int, receiver: str, by: User, at: datetime
) -> PurchaseLine:
    """
    Give a firm its goods at the depot 自提, first expiry first; its order closes when everything has come.

    :raises NotThatMuch: if the depot holds less for the firm
    """
    if not is_keeper(by, depot):
        raise PermissionDenied
    stock.check_quantity(units)
    lock(line)
    touched, lines = orders.lock_with_lines([line.order_line.order_id])
    order, asked = touched[line.order_line.order_id], lines[line.order_line_id]
    if units > line.waiting:
        raise NotThatMuch
    legs = legs_to_firm(line, depot, units)
    stock.post(
        kind=MovementKind.DELIVER,
        legs=legs,
        division=depot.division,
        document=line.purchase.number,
        reason=receiver,
        by=by,
        at=at,
    )
    line.handed_over += units
    line.save(update_fields=["handed_over"])
    asked.delivered += units
    asked.save(update_fields=["delivered"])
    complete_if_done(order=order, by=by, at=at)
    return line


def legs_to_firm(line: PurchaseLine, depot: Place, units: int) -> list[Leg]:
    """From the firm's own lots in the depot, first expiry first. :raises NotThatMuch: if they hold less"""
    legs, left = [], units
    firm_place = firm_places([line.firm_id])[line.firm_id]
    rows = depot.balances.filter(
        owner=line.firm_id, lot__item=line.purchase.item_id, lot__supplier=line.purchase.seller_id
    )
    for row in rows.filter(on_hand__gt=0).select_related("lot").order_by("lot__expires_on", "pk"):
        if part := min(left, row.available):
            legs += [Leg(depot, row.lot, -part, line.firm_id), Leg(firm_place, row.lot, part, line.firm_id)]
            left -= part
    if left:
        raise NotThatMuch
    return legs


@transaction.atomic
def pay(*, payment: Payment, document: str, by: User, at: datetime) -> Payment:
    """The firm has paid its share."""
    with PAYMENT.transition(payment, "pay", by=by, at=at, note=document):
        line = PurchaseLine.objects.get(pk=payment.line_id)
        payment.paid_fen, payment.paid_document = line.share_fen, document
    return payment


@transaction.atomic
def refund(*, payment: Payment, document: str, by: User, at: datetime) -> Payment:
    """
    Pay back what the firm has paid beyond its share.

    :raises NothingDue: if that is nothing
    """
    with PAYMENT.transition(payment, "refund", by=by, at=at, note=document):
        due = due_back(payment)
        if due <= 0:
            raise NothingDue
        payment.refunded_fen, payment.refund_document = due, document
    return payment


def due_back(payment: Payment) -> int:
    """In fen."""
    return payment.paid_fen - payment.refunded_fen - PurchaseLine.objects.get(pk=payment.line_id).share_fen
