"""A lot: where its goods came from, where they are, who has got them; and whether they may go out."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.audit import trail
from core.dates import shanghai_day
from core.forms import refusals_in
from core.paging import keyset
from core.qr import png_data_uri
from supplies.forms.lots import LabelForm
from supplies.forms.stock import ReasonForm
from supplies.models import Lot, LotStatus
from supplies.queries import traces
from supplies.services import lots
from supplies.transitions import LOT
from supplies.views import access
from supplies.views.access import person, staff

ACTS = {
    "lot.hold": gettext_lazy("Held for a check"),
    "lot.release": gettext_lazy("Released again"),
    "lot.recall": gettext_lazy("Recalled"),
}


@dataclass(frozen=True)
class Told:
    """A line of the timeline."""

    title: Any
    at: Any
    who: str
    note: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lots of the keeper's divisions, newest first."""
    rows = Lot.objects.visible_to(staff(request)).select_related("item", "supplier")
    status = request.GET.get("status", "")
    if status in LotStatus.values:
        rows = rows.filter(status=status)
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {"page": page, "status": status, "statuses": LotStatus.choices}
    return render(request, "supplies/lots/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a scanned label opens."""
    lot, user = access.lot(request, public_id), staff(request)
    holders = keyset(traces.handed_to(lot), order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {
        "lot": lot,
        "verbs": LOT.verbs_for(lot, by=user),
        "where": traces.whereabouts_of(lot),
        "receipts": traces.receipts_of(lot),
        "depots": traces.lies_in(lot),
        "page": holders,
        "is_past": lot.expires_on is not None and lot.expires_on < shanghai_day(timezone.now()),
        "events": [
            Told(ACTS[event.verb], event.at, str(event.actor or ""), event.note)
            for event in trail(lot).order_by("-sequence")
            if event.verb in ACTS
        ],
    }
    return render(request, "supplies/lots/detail.html", context)


@require_safe
def labels(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A sheet of labels for the boxes of a lot; each code opens the lot's page."""
    lot = access.lot(request, public_id)
    form = LabelForm(request.GET or None)
    count = form.cleaned_data["count"] if form.is_bound and form.is_valid() else LabelForm.USUAL
    code = png_data_uri(f"{settings.SITE_URL}{lot.get_absolute_url()}")
    context = {"lot": lot, "form": form, "labels": range(1, count + 1), "count": count, "code": code}
    return render(request, "supplies/lots/labels.html", context)


@require_safe
def goods(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What reached a firm, and the receipts it came by."""
    firm = get_object_or_404(access.firms(person(request)), public_id=public_id)
    page = keyset(traces.goods_of(firm), order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    is_staff = bool(person(request).roles & access.STOCK_ROLES)
    return render(request, "supplies/lots/goods.html", {"firm": firm, "page": page, "is_staff": is_staff})


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    words = {
        "title": _("Hold the lot %(lot)s"),
        "button": _("Hold"),
        "effect": _("Nothing of this lot goes out until somebody releases it."),
    }
    return confirmed(request, public_id, lots.hold, words)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    words = {
        "title": _("Release the lot %(lot)s"),
        "button": _("Release"),
        "effect": _("The lot takes part in the next round."),
    }
    return confirmed(request, public_id, lots.release, words)


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    words = {
        "title": _("Recall the lot %(lot)s"),
        "button": _("Recall"),
        "effect": _("Nothing of this lot goes out any more. This cannot be undone."),
    }
    return confirmed(request, public_id, lots.recall, words)


def confirmed(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[..., Lot], words: dict[str, str]
) -> HttpResponse:
    """The confirm page of a grave act on a lot, and the act."""
    lot = access.lot(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(lot=lot, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(lot)
    context = {
        "title": words["title"] % {"lot": lot.lot_no},
        "effects": [words["effect"], *effects_on(lot, act)],
        "form": form,
        "button": words["button"],
        "danger": act is lots.recall,
        "back_url": lot.get_absolute_url(),
        "back_label": lot.lot_no,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


def effects_on(lot: Lot, act: Callable[..., Lot]) -> list[str]:
    """What is set free, and who will be told."""
    if act is lots.release:
        return []
    effects = []
    if parcels := len(lots.parcels_set_aside(lot)):
        words = ngettext(
            "%(count)s parcel that is set aside is taken off its run; the firm's need is open again.",
            "%(count)s parcels that are set aside are taken off their runs; the firms' needs are open again.",
            parcels,
        )
        effects.append(words % {"count": f"{parcels:,}"})
    if act is lots.recall and (holders := traces.number_of_holders(lot)):
        words = ngettext(
            "%(count)s firm that has got goods of it is told, with your reason.",
            "%(count)s firms that have got goods of it are told, with your reason.",
            holders,
        )
        effects.append(words % {"count": f"{holders:,}"})
    return effects
