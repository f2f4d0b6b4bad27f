"""What firms pay for goods bought on their behalf, and what of it is due back: goods that never reached them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.models import Role, User
from core.notifications import notify
from core.workflow import lock_in_order
from supplies.costs import split, yuan
from supplies.models import Payment, PaymentStatus, PurchaseLine, PurchaseStatus
from supplies.transitions import PAYMENT


def charge_of(line: PurchaseLine) -> int:
    """
    What the firm bears, in fen: of its share of the cost the part for goods that were not lost on the way to it.

    The share is for what was ordered until the purchase is finished, and for what came from then on.
    """
    shared_over = line.received if line.purchase.status == PurchaseStatus.RECEIVED else line.units
    kept, _lost = split(line.share_fen, [shared_over - line.lost, line.lost])
    return kept


@transaction.atomic
def pay(*, payment: Payment, document: str, by: User, at: datetime) -> Payment:
    """The firm has paid its share."""
    with PAYMENT.transition(payment, "pay", by=by, at=at, note=document):
        payment.paid_fen, payment.paid_document = charge_of(line_of(payment)), document
    return payment


@transaction.atomic
def settle(*, lines: Iterable[PurchaseLine], by: User, at: datetime) -> None:
    """
    Say what is due back after the shares of these parts, or what reached their firms, have changed.

    The payments are locked before their parts are read: who pays, or pays back, comes wholly before or after.
    """
    for payment in lock_in_order(Payment.objects.filter(line__in=[line.pk for line in lines])):
        due = max(0, payment.paid_fen - payment.refunded_fen - charge_of(line_of(payment)))
        if due > 0 and due != payment.due_fen:
            owe(payment, due, by=by, at=at)
        elif not due and payment.status == PaymentStatus.OWED:
            with PAYMENT.transition(payment, "clear", by=by, at=at):
                payment.due_fen = 0


def owe(payment: Payment, due: int, *, by: User, at: datetime) -> None:
    """So much is due back from now on; the firm and those who pay it back are told."""
    with PAYMENT.transition(payment, "owe", by=by, at=at, data={"due_fen": due}):
        payment.due_fen = due
    line = line_of(payment)
    params = {
        "firm": line.firm.name,
        "item": line.purchase.item.name,
        "purchase": line.purchase.number,
        "due": yuan(due),
    }
    code = line.purchase.division_id
    above = [code[:length] for length in range(1, len(code) + 1)]
    dispatchers = User.objects.filter(
        is_active=True, appointments__role=Role.DISPATCHER, appointments__division__in=above
    )
    people = (dispatchers | User.objects.filter(firms=line.firm_id)).distinct().order_by("pk")
    notify(people, "supplies.refund_due", params=params, url=line.get_absolute_url())


@transaction.atomic
def refund(*, payment: Payment, document: str, by: User, at: datetime) -> Payment:
    """Pay back what is due."""
    data: dict[str, int] = {}
    with PAYMENT.transition(payment, "refund", by=by, at=at, note=document, data=data):
        data["refunded_fen"] = payment.due_fen
        payment.refunded_fen += payment.due_fen
        payment.due_fen = 0
        payment.refund_document = "; ".join(filter(None, [payment.refund_document, document]))
    return payment


def line_of(payment: Payment) -> PurchaseLine:
    """As it is now."""
    return PurchaseLine.objects.select_related("purchase__item", "firm").get(pk=payment.line_id)
