"""Depots and sources, and what the sources brought."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from supplies.forms.places import DonationForm, FigureForm, PlaceDetailsForm, PlaceForm
from supplies.forms.stock import ReasonForm
from supplies.models import Place, PlaceKind
from supplies.queries import alarms, sources
from supplies.services import donations, places
from supplies.transitions import PLACE
from supplies.views.access import KEEPERS, person, staff


def place_of(request: HttpRequest, public_id: uuid.UUID) -> Place:
    rows = Place.objects.visible_to(staff(request)).filter(kind__in=places.OF_PEOPLE)
    return get_object_or_404(rows.select_related("division"), public_id=public_id)


def drawn(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "supplies/form.html", context | {"form": form}, status=422 if form.errors else 200)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The depots and sources of one's divisions."""
    user = staff(request)
    rows = Place.objects.visible_to(user).filter(kind__in=places.OF_PEOPLE).select_related("division")
    page = keyset(rows, order=("kind", "pk"), cursor=request.GET.get("cursor", ""), limit=50)
    context = {"page": page, "is_dispatcher": user.has_role(Role.DISPATCHER)}
    return render(request, "supplies/places/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    user = staff(request, {Role.DISPATCHER})
    form = PlaceForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return redirect(places.add(place=form.place(), by=user, at=timezone.now()))
    return drawn(
        request, form, title=_("Add a depot or a source"), button=_("Add"),
        back_url=reverse("supplies:places"), back_label=_("Depots and sources"),
    )  # fmt: skip


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place, user = place_of(request, public_id), staff(request)
    figures = place.quotas if place.kind == PlaceKind.SUPPLIER else place.floors
    context = {
        "place": place,
        "verbs": PLACE.verbs_for(place, by=user),
        "figures": figures.select_related("item").order_by("item"),
        "form": FigureForm(),
        "is_keeper": bool(user.roles & KEEPERS),
    }
    return render(request, "supplies/places/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place = place_of(request, public_id)
    form = PlaceDetailsForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            places.edit(place=place, values=form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(place)
    return drawn(
        request, form, title=_("Change %(place)s") % {"place": place}, button=_("Save"),
        back_url=place.get_absolute_url(), back_label=str(place),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place = place_of(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            places.close(place=place, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(place)
    context = {
        "title": _("Take %(place)s out of use") % {"place": place},
        "effects": [_("Nothing is received from or into it any more. It can be opened again.")],
        "form": form,
        "button": _("Take out of use"),
        "danger": True,
        "back_url": place.get_absolute_url(),
        "back_label": str(place),
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place = place_of(request, public_id)
    return redirect(places.open(place=place, by=person(request), at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def set_figure(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A source's quota a day, or a depot's least stock. The form itself is on the place's page."""
    place = place_of(request, public_id)
    if request.method != "POST":
        return redirect(place)
    user = staff(request, KEEPERS)
    form = FigureForm(request.POST)
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data | {"by": user, "at": timezone.now()}
        with refusals_in(form):
            if place.kind == PlaceKind.SUPPLIER:
                places.set_quota(source=place, **values)
            else:
                places.set_floor(depot=place, **values)
            return redirect(place)
    return drawn(
        request, form, title=str(place), button=_("Save"),
        back_url=place.get_absolute_url(), back_label=str(place),
    )  # fmt: skip


@require_safe
def source_days(request: HttpRequest) -> HttpResponse:
    """What each department brought: today against its quota, and day by day."""
    user = staff(request)
    context = {
        "lines": sources.source_lines(user, timezone.now()),
        "donations": sources.donations(user)[:20],
        "is_keeper": bool(user.roles & KEEPERS),
    }
    return render(request, "supplies/places/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def donate(request: HttpRequest) -> HttpResponse:
    """Goods that somebody gives."""
    user = staff(request, KEEPERS)
    form = DonationForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            donations.take_in(**form.cleaned_data, by=user, at=timezone.now())
            return redirect("supplies:sources")
    return drawn(
        request, form, title=_("Take in a donation"), button=_("Take into the books"),
        back_url=reverse("supplies:sources"), back_label=_("Sources of goods"),
    )  # fmt: skip


@require_safe
def alarms_page(request: HttpRequest) -> HttpResponse:
    """What is near its day, and where stock runs low."""
    near, low = alarms.alarms_of(staff(request), timezone.now())
    return render(request, "supplies/places/alarms.html", {"near": near[:200], "low": low})
