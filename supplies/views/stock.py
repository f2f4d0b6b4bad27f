import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.paging import keyset
from supplies.forms.stock import CountForm, ReasonForm, ReceiptForm
from supplies.models import Balance, Movement
from supplies.queries.overview import item_stocks, open_work
from supplies.queries.sources import quotas_today
from supplies.services import stock
from supplies.views import access
from supplies.views.access import KEEPERS, person, staff


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """How long will the masks last?"""
    user, at = staff(request), timezone.now()
    context = {
        "items": item_stocks(user, at),
        "sources": quotas_today(user, at),
        "open": open_work(user),
        "is_keeper": bool(user.roles & KEEPERS),
    }
    return render(request, "supplies/desk.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What lies where: the depots, lot by lot."""
    user = staff(request)
    rows = (
        Balance.objects.visible_to(user)
        .in_depots()
        .filter(on_hand__gt=0)
        .select_related("place", "lot__item", "lot__supplier", "owner")
    )
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {"page": page, "is_keeper": bool(user.roles & KEEPERS)}
    return render(request, "supplies/stock/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    user = staff(request, KEEPERS)
    form = ReceiptForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            stock.receive(**form.receipt(), by=user, at=timezone.now())
            messages.success(request, _("The goods are in the books."))
            return redirect("supplies:stock")
    return render(request, "supplies/stock/receive.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a balance to what was counted."""
    user = staff(request, KEEPERS)
    rows = Balance.objects.visible_to(user).in_depots().select_related("place", "lot__item")
    balance = get_object_or_404(rows, pk=pk)
    form = CountForm(request.POST or None, initial={"counted": balance.on_hand})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            stock.count(balance=balance, **form.cleaned_data, by=user, at=timezone.now())
            return redirect("supplies:stock")
    context = {"form": form, "balance": balance}
    return render(request, "supplies/stock/count.html", context, status=422 if form.errors else 200)


@require_safe
def movements(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first."""
    user = staff(request)
    seen = (
        Movement.objects.visible_to(user)
        .select_related("recorded_by", "reverses", "reversed_by")
        .prefetch_related("postings__place", "postings__lot__item")
    )
    page = keyset(seen, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=30)
    rows = [(row, stock.is_reversible(row)) for row in page.rows]
    context = {"page": page, "rows": rows, "is_keeper": bool(user.roles & KEEPERS)}
    return render(request, "supplies/stock/movements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_movement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The confirm page of a reversal, and the reversal."""
    movement = access.movement(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            stock.reverse(movement=movement, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect("supplies:movements")
    effects = [
        _("A mirror movement is written: every quantity goes back to where it came from."),
        _("Both stay in the books, with your name and the reason."),
    ]
    context = {
        "title": _("Reverse a movement"),
        "effects": effects,
        "form": form,
        "button": _("Reverse"),
        "danger": True,
        "back_url": reverse("supplies:movements"),
        "back_label": _("Movements"),
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
