"""What firms pay for goods bought on their behalf, and what of it is paid back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from supplies.models import Payment, PurchaseLine
from supplies.transitions import PAYMENT


class NothingDue(DomainError):
    code = "nothing_due"
    message = _("The firm has paid no more than its share: nothing is due back.")


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
