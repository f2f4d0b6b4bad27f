"""Closed days, their corrections, and stock as it was."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import SHANGHAI
from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from supplies.forms.counts import AdjustmentForm, CloseDayForm, MomentForm
from supplies.forms.stock import ReasonForm
from supplies.models import Adjustment, Balance, CountDay, Item
from supplies.queries.past_stock import item_sums, stock_at
from supplies.services import counts
from supplies.transitions import ADJUSTMENT
from supplies.views.access import KEEPERS, person, staff


def adjustment_of(request: HttpRequest, public_id: uuid.UUID) -> Adjustment:
    rows = Adjustment.objects.visible_to(staff(request)).select_related(
        "balance__place__division", "balance__lot__item", "proposed_by", "answered_by"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which days are closed, and which corrections wait for a second signature."""
    user = staff(request)
    rows = Adjustment.objects.visible_to(user).select_related(
        "balance__place", "balance__lot__item", "proposed_by"
    )
    days = CountDay.objects.visible_to(user).select_related("depot", "closed_by")
    context = {
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "days": days.order_by("-day", "-pk")[:30],
        "is_dispatcher": user.has_role(Role.DISPATCHER),
    }
    return render(request, "supplies/counts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close_day(request: HttpRequest) -> HttpResponse:
    user = staff(request, {Role.DISPATCHER})
    form = CloseDayForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            counts.close_day(**form.cleaned_data, by=user, at=timezone.now())
            return redirect("supplies:counts")
    context = {
        "title": _("Close the books of a day"),
        "lead": _("Nothing is written into a closed day, except what two people have signed."),
        "form": form,
        "button": _("Close the books"),
        "back_url": reverse("supplies:counts"),
        "back_label": _("Closed days"),
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what a closed day says of a balance."""
    user = staff(request, KEEPERS)
    rows = Balance.objects.visible_to(user).in_depots().select_related("place", "lot__item")
    balance = get_object_or_404(rows, pk=pk)
    form = AdjustmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = counts.propose(balance=balance, **form.cleaned_data, by=user, at=timezone.now())
            return redirect(row)
    context = {
        "title": _("Correct a closed day"),
        "lead": _("%(item)s, lot %(lot)s, %(place)s. Another dispatcher signs it; then it is posted.")
        % {"item": balance.lot.item, "lot": balance.lot.lot_no, "place": balance.place},
        "form": form,
        "button": _("Propose"),
        "back_url": reverse("supplies:counts"),
        "back_label": _("Closed days"),
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_safe
def adjustment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = adjustment_of(request, public_id)
    context = {"row": row, "verbs": ADJUSTMENT.verbs_for(row, by=person(request))}
    return render(request, "supplies/counts/adjustment.html", context)


@require_POST
def sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = adjustment_of(request, public_id)
    return redirect(counts.sign(adjustment=row, by=person(request), at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = adjustment_of(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            counts.decline(adjustment=row, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(row)
    context = {
        "title": _("Decline the correction"),
        "effects": [_("Nothing is posted; the proposal stays readable with your reason.")],
        "form": form,
        "button": _("Decline"),
        "back_url": row.get_absolute_url(),
        "back_label": _("Correction"),
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """The stock of one's depots as it was at a moment; now, when none is given."""
    user, now = staff(request), timezone.now()
    form = MomentForm(request.GET if "at" in request.GET else None)
    at = form.cleaned_data["at"] if form.is_bound and form.is_valid() else now
    rows = stock_at(user, at)
    sums = item_sums(rows)
    items = Item.objects.in_bulk([each["lot__item"] for each in sums])
    if not form.is_bound:
        form = MomentForm(initial={"at": now.astimezone(SHANGHAI)})
    context = {
        "form": form,
        "at": at,
        "page": keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "sums": [(items[each["lot__item"]], each["units"]) for each in sums],
    }
    return render(request, "supplies/counts/past.html", context, status=422 if form.errors else 200)
