"""What becomes of an order after it was sent: changed, its rest bought, shared out at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import refusals_in
from supplies.forms.orders import BuyRestForm, ChangeForm
from supplies.forms.stock import ReasonForm
from supplies.models import Order
from supplies.services import emergencies, order_changes
from supplies.transitions import ORDER
from supplies.views import access
from supplies.views.access import person


def order_for(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Order:
    """:raises PermissionDenied: unless the person may ever use the verb on it"""
    order = access.order(request, public_id)
    if not ORDER[verb].allowed(person(request), order):
        raise PermissionDenied
    return order


def drawn(request: HttpRequest, order: Order, form: Any, template: str, **words: Any) -> HttpResponse:
    context = {"form": form, "back_url": order.get_absolute_url(), "back_label": order.number} | words
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Other quantities, with the reason."""
    order = order_for(request, public_id, "change")
    form = ChangeForm(request.POST or None, lines=list(order.lines.select_related("item").order_by("pk")))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            order_changes.change(
                order=order,
                lines=form.lines(),
                reason=form.cleaned_data["reason"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("The order was changed."))
            return redirect(order)
    return drawn(
        request, order, form, "supplies/form.html",
        title=_("Change order %(number)s") % {"number": order.number},
        lead=_("The earlier quantities stay in the order's history."),
        button=_("Save the change"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def buy_rest(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have bought what the district could not give."""
    order = order_for(request, public_id, "buy_rest")
    lines = [line for line in order.lines.select_related("item").order_by("pk") if line.rest]
    form = BuyRestForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            need = order_changes.buy_rest(
                order=order, items=form.cleaned_data["items"], by=person(request), at=timezone.now()
            )
            messages.success(request, _("The dispatchers look for a seller and ask you about the price."))
            return redirect(need)
    return drawn(
        request, order, form, "_components/confirm.html",
        title=_("Have the rest bought"),
        effects=[
            _("What you choose is no longer asked for from the district's stock."),
            _("It becomes an order for buying on behalf. You are asked about the price before anything is bought."),
        ],
        button=_("Have it bought"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def expedite(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Share out for this order alone, now."""
    order = order_for(request, public_id, "expedite")
    form = ReasonForm(request.POST or None, initial={"reason": order.urgent_reason})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            by, at = person(request), timezone.now()
            round_ = emergencies.expedite(order=order, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, _("Set aside by round %(number)s.") % {"number": round_.number})
            return redirect(order)
    return drawn(
        request, order, form, "_components/confirm.html",
        title=_("Share out at once for order %(number)s") % {"number": order.number},
        effects=[
            _("The order gets what the rule gives it now, from free stock, before everybody else of today."),
            _("It gets it earlier, never more than the rule gives."),
            _("A round of today that is frozen already must be frozen again."),
            _("The round is published like any other, and the reason is told to the firm."),
        ],
        button=_("Share out at once"),
    )  # fmt: skip
