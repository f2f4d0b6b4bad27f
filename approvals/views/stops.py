"""Stopping an approved firm and opening it again: each a page that says first what will happen."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.forms.stops import EndForm, HaltFilter, StopForm
from approvals.queries.stops import SEE_HALTS, halts_in_force, touched_by, words_of_held
from approvals.services import stops
from approvals.views.access import case, person
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.paging import count_capped, keyset
from core.templatetags.desk import grouped
from reopening.halts import fitting, halts_of
from reopening.models import Application
from reopening.services.halts import HaltedAlready, NotHalted
from reopening.transitions import APPLICATION

FORM = ["GET", "HEAD", "POST"]
Words = str | Promise


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Firms of the place that stand still; the newest stop on top."""
    user = person(request)
    if not user.roles & set(SEE_HALTS):
        raise PermissionDenied
    everything = halts_in_force(user)
    filters = HaltFilter(request.GET, queryset=everything, request=request)
    rows = filters.qs if filters.is_valid() else everything.none()
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    context = {
        "filters": filters,
        "page": page,
        "count": count_capped(rows),
        "actions": [(_("Areas and trades"), reverse("approvals:suspensions"))],
    }
    return render(request, "approvals/stops/list.html", context)


@require_http_methods(FORM)
def stop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An order to stand still until what is wrong is mended."""
    application = may(request, public_id, "stop")
    form = StopForm(request.POST or None, offered=application.policy_set.rules.stops.reasons)
    said = _("The firm is stopped. Every check says so from now on.")
    effects = closing_effects(application)
    return act_page(
        request, application, form, stops.stop, said, title=_("Stop the firm"), effects=effects, danger=True
    )


@require_http_methods(FORM)
def seal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close the premises."""
    application = may(request, public_id, "seal")
    form = StopForm(request.POST or None, offered=application.policy_set.rules.stops.reasons)
    said = _("The premises are sealed. Every check says so from now on.")
    effects = [_("Nobody may enter; only an approver takes the seal off."), *closing_effects(application)]
    return act_page(
        request,
        application,
        form,
        stops.seal,
        said,
        title=_("Seal the premises"),
        effects=effects,
        danger=True,
    )


@require_http_methods(FORM)
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a stop."""
    application = may(request, public_id, "reopen")
    return opening_page(request, application, stops.reopen, _("Let the firm open again"))


@require_http_methods(FORM)
def unseal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the seal off."""
    application = may(request, public_id, "unseal")
    return opening_page(request, application, stops.unseal, _("Take the seal off"))


def may(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Application:
    """
    The case, if the verb may be used on it now: who first, then state.

    :raises HaltedAlready: if it is stopped already
    :raises NotHalted: if there is nothing to end
    """
    application = case(request, public_id)
    rule = APPLICATION[verb]
    if not rule.allowed(person(request), application):
        raise PermissionDenied
    if application.status not in rule.sources:
        raise TransitionNotAllowed(of=application)
    if not fitting([verb], halts_of(application)):
        raise HaltedAlready if verb in {"stop", "seal"} else NotHalted
    return application


def closing_effects(application: Application) -> list[Words]:
    """What a stop does, in the order in which it is noticed."""
    touched = touched_by(application)
    effects: list[Words] = []
    if touched.certificate:
        effects.append(
            _("Every check of certificate %(number)s says “Suspended” at once, on printed copies too.")
            % {"number": touched.certificate.number}
        )
    effects.append(
        _("Work stops for up to %(heads)s people, and the firm leaves the public register.")
        % {"heads": grouped(touched.heads)}
    )
    effects += words_of_held(touched.held)
    effects.append(_("The firm is told why, and can say when it has mended it. The approval itself stays."))
    return effects


def opening_page(
    request: HttpRequest, application: Application, act: Callable[..., Any], title: str
) -> HttpResponse:
    still = [halt for halt in halts_of(application) if halt.kind == "suspension"]
    effects: list[Words] = [
        _("The area or trade is suspended: the firm stays closed until that ends too.")
        if still
        else _("The certificate counts again at once, and held supplies go out with the next round."),
        _("The firm is told what you found."),
    ]
    said = _("The firm has been told that it may open again.")
    form = EndForm(request.POST or None)
    return act_page(request, application, form, act, said, title=title, effects=effects, danger=False)


def act_page(
    request: HttpRequest,
    application: Application,
    form: forms.Form,
    act: Callable[..., Any],
    said: str,
    **words: Any,
) -> HttpResponse:
    """Say what will happen, ask why, do it, and go back to the case."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(application=application, by=person(request), at=timezone.now(), **form.cleaned_data)
        if form.is_valid():
            messages.success(request, said)
            return redirect("approvals:case", application.public_id)
    context = {
        "form": form,
        "button": words["title"],
        "back_url": f"/queue/{application.public_id}/",
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context | words, status=422 if form.errors else 200)
