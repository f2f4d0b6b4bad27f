"""One firm's part of a purchase: the price it is asked for, what came, what it paid."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import refusals_in
from supplies.costs import yuan
from supplies.forms.purchases import DocumentForm, HandOverForm
from supplies.models import Payment, PurchaseLine
from supplies.services import firm_goods, payments, purchased_goods, purchases
from supplies.transitions import PAYMENT, PURCHASE_LINE
from supplies.views.access import KEEPERS, person, staff


def line_of(request: HttpRequest, public_id: uuid.UUID) -> PurchaseLine:
    rows = PurchaseLine.objects.visible_to(person(request)).select_related(
        "purchase__item", "purchase__seller", "purchase__division", "firm", "order_line__order"
    )
    return get_object_or_404(rows, public_id=public_id)


def payment_of(request: HttpRequest, public_id: uuid.UUID) -> Payment:
    line = line_of(request, public_id)
    payment = Payment.objects.filter(line=line).first()
    if payment is None:
        raise Http404
    payment.line = line
    return payment


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    line, user = line_of(request, public_id), person(request)
    payment = Payment.objects.filter(line=line).first()
    charge = payments.charge_of(line)
    verbs = PURCHASE_LINE.verbs_for(line, by=user) if line.purchase.status == "proposed" else []
    on_parcels = firm_goods.on_parcels(line)
    context = {
        "line": line,
        "purchase": line.purchase,
        "verbs": verbs,
        "share": yuan(line.share_fen),
        "lost": yuan(line.share_fen - charge) if charge < line.share_fen else "",
        "price": yuan(line.purchase.price_fen),
        "freight": yuan(line.purchase.freight_fen),
        "payment": payment,
        "paid": yuan(payment.paid_fen) if payment else "",
        "refunded": yuan(payment.refunded_fen) if payment else "",
        "due": yuan(payment.due_fen) if payment and payment.due_fen else "",
        "payment_verbs": PAYMENT.verbs_for(payment, by=user) if payment else [],
        "is_keeper": bool(user.roles & KEEPERS),
        "on_parcels": on_parcels,
        "free": line.waiting - on_parcels,
        "depots": purchased_goods.depots_of(line),
    }
    return render(request, "supplies/purchases/offer.html", context)


@require_POST
def agree(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    line = line_of(request, public_id)
    return redirect(purchases.agree(line=line, by=person(request), at=timezone.now()))


@require_POST
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    line = line_of(request, public_id)
    return redirect(purchases.decline(line=line, by=person(request), at=timezone.now()))


def drawn(request: HttpRequest, line: PurchaseLine, form: Any, **words: Any) -> HttpResponse:
    context = {"form": form, "back_url": line.get_absolute_url(), "back_label": line.purchase.number} | words
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The firm fetches its goods."""
    user, line = staff(request, KEEPERS), line_of(request, public_id)
    form = HandOverForm(request.POST or None, user=user, initial=firm_goods.fetched_from(line))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            purchased_goods.hand_over(line=line, **form.cleaned_data, by=user, at=timezone.now())
            return redirect(line)
    return drawn(
        request, line, form, title=_("Hand over to %(firm)s") % {"firm": line.firm}, button=_("Hand over")
    )


@require_POST
def bring(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next run takes the firm's goods along."""
    user, line = staff(request, KEEPERS), line_of(request, public_id)
    purchased_goods.bring(line=line, by=user, at=timezone.now())
    messages.success(request, _("The goods are set aside. The next run takes them to the firm."))
    return redirect(line)


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    staff(request, KEEPERS)
    payment = payment_of(request, public_id)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            payments.pay(payment=payment, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(payment.line)
    share = yuan(payments.charge_of(payment.line))
    return drawn(
        request, payment.line, form, title=_("%(firm)s has paid %(share)s yuan")
        % {"firm": payment.line.firm, "share": share}, button=_("Write down the payment"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    staff(request, KEEPERS)
    payment = payment_of(request, public_id)
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            payments.refund(payment=payment, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(payment.line)
    return drawn(
        request, payment.line, form, title=_("Pay back to %(firm)s") % {"firm": payment.line.firm},
        button=_("Write down the refund"),
    )  # fmt: skip
