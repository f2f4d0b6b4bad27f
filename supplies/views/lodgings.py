"""Lodging for staff who arrive: asked for by the firm, answered by the district with a place or a refusal."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from reopening.models import ApplicationStatus
from reopening.permissions import acts_for_firm
from supplies.forms.errands import DeclineForm
from supplies.forms.lodgings import LodgingForm, ProvideForm
from supplies.forms.stock import ReasonForm
from supplies.models import Lodging, LodgingStatus
from supplies.queries.history import history_of
from supplies.services import lodgings
from supplies.transitions import LODGING
from supplies.views import access
from supplies.views.access import person
from supplies.views.acts import act_page


def lodging_of(request: HttpRequest, public_id: uuid.UUID) -> Lodging:
    rows = Lodging.objects.visible_to(person(request)).select_related(
        "firm", "application__policy_set", "order", "answered_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def lodging_for(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Lodging:
    """:raises PermissionDenied: unless the person may ever use the verb on it"""
    lodging = lodging_of(request, public_id)
    if not LODGING[verb].allowed(person(request), lodging):
        raise PermissionDenied
    return lodging


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A firm's requests, or those of a dispatcher's divisions."""
    user = person(request)
    rows = Lodging.objects.visible_to(user).select_related("firm")
    status = request.GET.get("status", "")
    if status in LodgingStatus.values:
        rows = rows.filter(status=status)
    context = {
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "status": status,
        "statuses": LodgingStatus.choices,
        "is_official": user.is_official,
        "is_dispatcher": Role.DISPATCHER in user.roles,
    }
    return render(request, "supplies/lodgings/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    lodging = lodging_of(request, public_id)
    context = {
        "lodging": lodging,
        "verbs": LODGING.verbs_for(lodging, by=person(request)),
        "is_draft": lodging.application.status == ApplicationStatus.DRAFT,
        "history": history_of(lodging),
    }
    return render(request, "supplies/lodgings/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = access.application(request, public_id)
    if not acts_for_firm(person(request), application):
        raise PermissionDenied
    form = LodgingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            lodging = lodgings.ask(
                application=application,
                stay=form.stay(),
                note=form.cleaned_data["note"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("Your request was sent. You are told what the district answers."))
            return redirect(lodging)
    context = {
        "title": _("Ask for lodging"),
        "lead": _(
            "For staff who arrive and have no place to live. The district finds a place, or says why not."
        ),
        "form": form,
        "button": _("Send"),
        "back_url": application.get_absolute_url(),
        "back_label": application.firm.name,
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def provide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    lodging = lodging_for(request, public_id, "provide")
    return act_page(
        request, lodging, ProvideForm(request.POST or None, lodging=lodging), lodgings.provide,

        title=_("A place for %(people)s people of %(firm)s")
        % {"people": f"{lodging.people:,}", "firm": lodging.firm.name},
        lead=_("The firm reads where it is and whom to call."),
        button=_("Tell the firm"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    lodging = lodging_for(request, public_id, "decline")
    return act_page(
        request, lodging, DeclineForm(request.POST or None), lodgings.decline,
        title=_("Decline the lodging %(number)s") % {"number": lodging.number},
        effects=[_("The firm is told why. It may ask again.")],
        button=_("Decline"),
        danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    lodging = lodging_for(request, public_id, "cancel")
    return act_page(
        request, lodging, ReasonForm(request.POST or None), lodgings.cancel,
        title=_("Cancel the lodging %(number)s") % {"number": lodging.number},
        effects=[_("The place is no longer kept. The other side is told why.")],
        button=_("Cancel the lodging"),
        danger=True,
    )  # fmt: skip
