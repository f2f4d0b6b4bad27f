import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.paging import keyset
from supplies.forms.plans import HoursForm, VehicleForm
from supplies.models import DoorHours, Place, Vehicle
from supplies.permissions import orders_or_dispatches
from supplies.services import fleet
from supplies.views import access
from supplies.views.access import KEEPERS, person, staff


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The vehicles, and the hours of the depots."""
    user = staff(request)
    rows = Vehicle.objects.visible_to(user).select_related("depot", "courier")
    context = {
        "page": keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "depots": Place.objects.visible_to(user).depots().select_related("door_hours").order_by("pk")[:50],
        "can_create": bool(user.roles & KEEPERS),
    }
    return render(request, "supplies/fleet/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    user = staff(request, KEEPERS)
    form = VehicleForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            fleet.add(**form.figures(), by=user, at=timezone.now())
            return redirect("supplies:vehicles")
    context = {"form": form, "title": _("New vehicle"), "button": _("Add the vehicle")}
    return render(request, "supplies/fleet/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = staff(request, KEEPERS)
    vehicle = access.vehicle(request, public_id)
    form = VehicleForm(request.POST or None, instance=vehicle, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            fleet.change(vehicle=vehicle, **form.figures(), by=user, at=timezone.now())
            return redirect("supplies:vehicles")
    context = {"form": form, "title": vehicle.name, "button": _("Save")}
    return render(request, "supplies/fleet/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def depot_hours(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    staff(request, KEEPERS)
    depot = access.depot(request, public_id)
    return hours(request, depot, partial(fleet.set_hours, place=depot), back_url="/supplies/vehicles/")


@require_http_methods(["GET", "HEAD", "POST"])
def order_hours(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """When the firm of this order takes goods in."""
    order = access.order(request, public_id)
    if not orders_or_dispatches(person(request), order):
        raise PermissionDenied
    place = Place.objects.filter(firm=order.firm_id).first()
    act = partial(fleet.set_firm_hours, order=order)
    return hours(request, place, act, back_url=order.get_absolute_url())


def hours(request: HttpRequest, place: Place | None, act: Any, *, back_url: str) -> HttpResponse:
    """Form and save for the hours of one place; a firm that was never served has none yet."""
    known = DoorHours.objects.filter(place=place).first() if place else None
    form = HoursForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(**form.cleaned_data, by=person(request), at=timezone.now())
            messages.success(request, _("The hours are noted; plans keep to them from now on."))
            return redirect(back_url)
    context = {
        "form": form,
        "title": _("Hours at the door"),
        "lead": str(place or ""),
        "button": _("Save"),
        "back_url": back_url,
    }
    return render(request, "supplies/fleet/edit.html", context, status=422 if form.errors else 200)
