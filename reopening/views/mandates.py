"""What a firm sees of those who file for it, and how it takes over; and looks at people under a mandate."""

import uuid

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import paging
from core.forms import refusals_in
from reopening.forms.hotline import LookForm, TakeOverForm
from reopening.models import Application
from reopening.permissions import mandate_for
from reopening.services import mandates, take_overs
from reopening.views.access import members_firm, own_application, person, posted
from reopening.views.firms import BACKEND

LOOK_SECONDS = 30 * 60
# Where a look may lead: the pages of a case that name people, or hold its papers.
LOOKED_AT = {
    "roster": "reopening:roster",
    "declarations": "reopening:declarations",
    "posts": "reopening:section-posts",
    "documents": "reopening:documents",
    "changes": "reopening:changes",
}


@require_safe
def of_firm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who files or has filed for the firm, on whose word; its members may end it."""
    firm = members_firm(request, public_id)
    rows = firm.mandates.select_related("holder_firm", "holder")
    page = paging.keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=20)
    context = {"firm": firm, "page": page, "now": timezone.now()}
    return render(request, "reopening/mandates/of_firm.html", context)


@require_POST
def end(request: HttpRequest, public_id: uuid.UUID, mandate_id: uuid.UUID) -> HttpResponse:
    mandate = get_object_or_404(members_firm(request, public_id).mandates.all(), public_id=mandate_id)
    mandates.end(mandate=mandate, by=person(request), at=timezone.now())
    messages.success(request, _("Ended. Nobody files for your firm under this number any more."))
    return redirect("reopening:mandates", public_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """With the one-time code, the firm's first person gets an account and is signed in."""
    if request.user.is_authenticated:
        return redirect("core:home")
    form = TakeOverForm(posted(request))
    if request.method == "POST":
        if too_many := consume_or_429(request, action="take_over"):
            return too_many
        firm = None
        if form.is_valid():
            with refusals_in(form):
                firm = take_overs.take_over(**form.cleaned_data, at=timezone.now())
        if firm is not None:
            login(request, firm.members.get(), backend=BACKEND)
            messages.success(request, _("The firm's account is yours. Nobody else files for it any more."))
            return redirect("core:home")
    form.ask_again()
    return render(
        request, "reopening/mandates/take_over.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why people and papers are opened; it is noted, and then they stay open for half an hour."""
    application, at = own_application(request, public_id), timezone.now()
    leads_to = LOOKED_AT.get(request.GET.get("to", ""), LOOKED_AT["roster"])
    mandate = mandate_for(person(request), application.firm_id)
    if mandate is None:
        return redirect(leads_to, public_id)
    form = LookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        mandates.look(application=application, reason=form.cleaned_data["reason"], by=person(request), at=at)
        request.session[look_key(application)] = [at.timestamp(), mandate.number]
        return redirect(leads_to, public_id)
    context = {
        "title": _("Open people and papers?"),
        "effects": [
            _(
                "For half an hour you see the people of the roster by their family names, their classes and posts, "
                "and the papers of this case. Numbers stay masked."
            ),
            _("The look is kept with the case, with the number of your mandate."),
        ],
        "form": form,
        "button": _("Open them"),
        "back_url": reverse("reopening:application", args=[public_id]),
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


def look_key(application: Application) -> str:
    return f"look-{application.public_id}"


def has_looked(request: HttpRequest, application: Application) -> bool:
    """Whether people and papers are open: to members and officials always, under a mandate once it is noted why."""
    mandate = mandate_for(person(request), application.firm_id)
    if mandate is None:
        return True
    looked_at, number = request.session.get(look_key(application), (0, ""))
    return number == mandate.number and timezone.now().timestamp() - looked_at < LOOK_SECONDS


def look_first(request: HttpRequest, application: Application, *, to: str = "roster") -> HttpResponse | None:
    """For whoever acts under a mandate: to the page that notes the look, unless it was noted just now."""
    if has_looked(request, application):
        return None
    query = {} if to == "roster" else {"to": to}
    address = reverse("reopening:roster-look", args=[application.public_id], query=query)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})  # the whole page, not the fragment
    return redirect(address)
