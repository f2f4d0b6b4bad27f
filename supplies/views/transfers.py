"""Goods between depots."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.paging import keyset
from supplies.forms.stock import ReasonForm
from supplies.forms.transfers import ArrivalForm, SourceForm, TransferForm
from supplies.models import Balance, Place, Transfer
from supplies.services import transfers
from supplies.transitions import TRANSFER
from supplies.views.access import KEEPERS, person, staff

MOST_ROWS = 100


def transfer_of(request: HttpRequest, public_id: uuid.UUID) -> Transfer:
    rows = Transfer.objects.visible_to(staff(request))
    return get_object_or_404(
        rows.select_related("source__division", "target", "sent_by", "ended_by"), public_id=public_id
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    rows = Transfer.objects.visible_to(user).select_related("source", "target")
    page = keyset(
        rows.prefetch_related("lines__lot__item"),
        order=("-pk",),
        cursor=request.GET.get("cursor", ""),
        limit=50,
    )
    context = {"page": page, "is_keeper": bool(user.roles & KEEPERS)}
    return render(request, "supplies/transfers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """First the depot (`?source=`), then how much of which lot."""
    user = staff(request, KEEPERS)
    choice = SourceForm(request.GET or None, user=user)
    context = {
        "title": _("Send goods to another depot"),
        "back_url": reverse("supplies:transfers"),
        "back_label": _("Transfers"),
        "choice": choice,
    }
    if not (choice.is_bound and choice.is_valid()):
        return render(request, "supplies/transfers/send.html", context)
    source: Place = choice.cleaned_data["source"]
    free = Balance.objects.in_depots().filter(place=source, on_hand__gt=0)
    rows = free.select_related("lot__item", "place").order_by("lot__item", "lot__expires_on", "pk")
    form = TransferForm(request.POST or None, source=source, rows=rows[:MOST_ROWS])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            sent = transfers.send(
                source=source,
                target=form.cleaned_data["target"],
                goods=form.goods(),
                document=form.cleaned_data["document"],
                by=user,
                at=timezone.now(),
            )
            return redirect(sent)
    context |= {"form": form, "source": source}
    return render(request, "supplies/transfers/send.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    transfer = transfer_of(request, public_id)
    context = {
        "transfer": transfer,
        "lines": transfer.lines.select_related("lot__item", "owner").order_by("pk"),
        "verbs": TRANSFER.verbs_for(transfer, by=person(request)),
    }
    return render(request, "supplies/transfers/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Count what came."""
    transfer = transfer_of(request, public_id)
    lines = transfer.lines.select_related("lot__item").order_by("pk")
    form = ArrivalForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            transfers.arrive(
                transfer=transfer, arrivals=form.arrivals(), by=person(request), at=timezone.now()
            )
            return redirect(transfer)
    context = {
        "title": _("Take in the transfer %(number)s") % {"number": transfer.number},
        "lead": _("Please count what came. A difference needs its reason."),
        "form": form,
        "button": _("Take into the books"),
        "back_url": transfer.get_absolute_url(),
        "back_label": transfer.number,
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    transfer = transfer_of(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            transfers.call_back(transfer=transfer, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(transfer)
    context = {
        "title": _("Call the transfer %(number)s back") % {"number": transfer.number},
        "effects": [_("All goods of it are in the depot they came from again.")],
        "form": form,
        "button": _("Call back"),
        "danger": True,
        "back_url": transfer.get_absolute_url(),
        "back_label": transfer.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
