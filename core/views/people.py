"""The administrator's page of people and their roles."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from core import paging
from core.forms import refusals_in
from core.models import Appointment, Role, User
from core.permissions import prefix_q
from core.place_fields import PlaceField
from core.services import appointments


class AppointForm(forms.Form):
    """Names an account that exists, or invites a new one when an e-mail address is given."""

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    division = PlaceField(label=_("Division"))
    trade_office = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label=_("Trade office"),
        max_length=40,
        required=False,
        help_text=_("The key of a bureau in the policy of the place, for example transport; else left empty"),
    )
    name = forms.CharField(label=_("Name (new accounts)"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail (new accounts)"),
        required=False,
        help_text=_("The person sets a password with “Forgotten your password?” on the sign-in page."),
    )

    def __init__(self, *args: Any, user: User) -> None:
        super().__init__(*args)
        cast("PlaceField", self.fields["division"]).within = user.role_prefixes(Role.ADMINISTRATOR)


def administrator(request: HttpRequest) -> User:
    """:raises PermissionDenied: unless the person administers some division"""
    if not isinstance(request.user, User) or not request.user.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role in the administrator's divisions; a form appoints one more."""
    by = administrator(request)
    form = AppointForm(request.POST or None, user=by)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            appointments.appoint_or_invite(**form.cleaned_data, by=by, at=timezone.now())
        if form.is_valid():
            return redirect("core:people")
    rows = Appointment.objects.filter(prefix_q("division__code", by.role_prefixes(Role.ADMINISTRATOR)))
    page = paging.keyset(
        rows.select_related("user", "division"),
        order=("-pk",),
        cursor=request.GET.get("cursor", ""),
        limit=50,
    )
    status = 422 if form.errors else 200
    return render(request, "core/people.html", {"page": page, "form": form}, status=status)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    by = administrator(request)
    mine = Appointment.objects.filter(prefix_q("division__code", by.role_prefixes(Role.ADMINISTRATOR)))
    appointments.dismiss(appointment=get_object_or_404(mine, pk=pk), by=by, at=timezone.now())
    return redirect("core:people")
