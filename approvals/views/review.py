"""The verbs of a case, one page or button each."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.review import HandBackForm, HandOverForm, LookForm, NoteForm
from approvals.services import names, review
from approvals.views.access import case, person
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from reopening.models import Application
from reopening.permissions import is_reviewer_or_approver
from reopening.transitions import APPLICATION

FORM = ["GET", "HEAD", "POST"]


@require_POST
def claim(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = case(request, public_id)
    review.claim(application=application, by=person(request), at=timezone.now())
    return redirect("approvals:case", public_id)


@require_POST
def take_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = case(request, public_id)
    review.take_up(application=application, by=person(request), at=timezone.now())
    return redirect("approvals:case", public_id)


@require_POST
def release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = case(request, public_id)
    review.release(application=application, by=person(request), at=timezone.now(), note=note_of(request))
    messages.success(request, _("The case waits in the queue again."))
    return redirect("approvals:queue")


@require_POST
def recommend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = case(request, public_id)
    review.recommend(application=application, by=person(request), at=timezone.now(), note=note_of(request))
    messages.success(request, _("Recommended. An approver can take the case into a batch."))
    return redirect("approvals:queue")


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = case(request, public_id)
    review.take_back(application=application, by=person(request), at=timezone.now(), note=note_of(request))
    return redirect("approvals:case", public_id)


@require_http_methods(FORM)
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = may(request, public_id, "hand_over")
    form = HandOverForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            review.hand_over(
                application=application,
                to=form.cleaned_data["to"],
                note=form.cleaned_data["note"],
                by=person(request),
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(request, _("The case was handed over."))
            return redirect("approvals:queue")
    return verb_page(request, application, form, title=_("Hand over"), button=_("Hand over"))


@require_http_methods(FORM)
def hand_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = may(request, public_id, "hand_back")
    form = HandBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            review.hand_back(
                application=application,
                note=form.cleaned_data["note"],
                by=person(request),
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(request, _("The case went back."))
            return redirect("approvals:queue")
    lead = _("It goes back to %(name)s.") % {"name": application.held_before}
    return verb_page(request, application, form, title=_("Hand back"), button=_("Hand back"), lead=lead)


@require_POST
def read_names(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The names of a firm's staff, once a reason was given; the look is recorded first."""
    application, form = case(request, public_id), LookForm(request.POST)
    context: dict[str, Any] = {"application": application, "form": form, "people": None}
    if form.is_valid():
        context["people"] = names.read_names(
            application=application,
            everybody=form.cleaned_data["scope"] == LookForm.Scope.ALL,
            elsewhere=form.cleaned_data["scope"] == LookForm.Scope.ELSEWHERE,
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=timezone.now(),
        )
    return render(request, "approvals/queue/names.html", context, status=422 if form.errors else 200)


def may(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Application:
    """
    The case, when the person may use the verb on it now.

    Who works at the place reads what became of the case, even if it is nobody's any more.
    """
    application = case(request, public_id)
    rule = APPLICATION[verb]
    has_moved = application.status not in rule.sources
    if has_moved and is_reviewer_or_approver(person(request), application):
        raise TransitionNotAllowed(of=application)
    if not rule.allowed(person(request), application):
        raise PermissionDenied
    if has_moved:
        raise TransitionNotAllowed(of=application)
    return application


def note_of(request: HttpRequest) -> str:
    form = NoteForm(request.POST)
    return form.cleaned_data["note"] if form.is_valid() else ""


def verb_page(
    request: HttpRequest, application: Application, form: Any, *, title: str, button: str, **context: Any
) -> HttpResponse:
    """The form of one verb, with what is wrong in it."""
    context |= {"application": application, "form": form, "title": title, "button": button}
    return render(request, "approvals/queue/verb.html", context, status=422 if form.errors else 200)
