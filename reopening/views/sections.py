"""The sections of an application that are one form each: shown, judged while typing, saved."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import shanghai_day
from core.errors import DomainError, Stale, TransitionNotAllowed
from core.forms import refusals_in
from reopening import wording
from reopening.forms.sections import HIDDEN
from reopening.models import Application, PolicySet
from reopening.transitions import APPLICATION
from reopening.views.access import own_application, person, posted
from reopening.views.mandates import look_first
from reopening.views.panels import Panel, panel_for
from reopening.views.section_pages import PAGES, SectionPage
from reopening.views.stale import saved_meanwhile


def editable_application(request: HttpRequest, public_id: uuid.UUID) -> Application:
    """
    The firm's application while it may be edited.

    :raises TransitionNotAllowed: once it is with the officials
    """
    application = own_application(request, public_id)
    if not application.is_editable:
        raise TransitionNotAllowed(
            _("The application has been submitted and can no longer be edited."), current=application.status
        )
    if not APPLICATION.allows(application, "edit", by=person(request)):
        raise PermissionDenied
    return application


def asked_application(request: HttpRequest, public_id: uuid.UUID, page: SectionPage) -> Application:
    """:raises Http404: if the policy does not ask such a firm for this section"""
    application = editable_application(request, public_id)
    if not page.is_asked(application):
        raise Http404
    return application


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """
    Show a section and save it, complete or not; then on with the list, or with `stay` back to the same page.
    """
    page, at = PAGES[key], timezone.now()
    application = asked_application(request, public_id, page)
    if page.names_people and (first := look_first(request, application, to=key)):
        return first
    form = page.form(application, posted(request), person(request))
    if request.method == "POST" and request.headers.get("HX-Request"):
        return autosave(request, page, application, form, at)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                page.save(application, form, person(request), at)
            except Stale:
                theirs = saved_meanwhile(
                    page.form(own_application(request, public_id), None, person(request)), form
                )
                raise
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect(request.path if {"stay", "insert"} & set(request.POST) else application)
    panel = judged(page, application, form, at) if form.is_bound else panel_for(application, at)
    context = section_context(page, form, panel) | page.beside(application) | {"theirs": theirs}
    return render(request, f"reopening/sections/{key}.html", context, status=422 if form.errors else 200)


def autosave(
    request: HttpRequest, page: SectionPage, application: Application, form: Any, at: datetime
) -> HttpResponse:
    """Save what is valid while the person goes on typing, and say so in one line; a wrong value is kept back."""
    form.is_valid()
    refusal: DomainError | str = ""
    wrong = [str(form[name].label) for name in form.errors if name in form.fields and name not in HIDDEN]
    if "revision" not in form.cleaned_data:
        refusal = _("Please reload the page.")
    elif set(form.changed_data) - set(HIDDEN) - set(form.errors):
        try:
            page.save(application, form, person(request), at)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        except DomainError as error:
            refusal = error
    context = {"at": at, "refusal": refusal, "wrong": wrong}
    answer = render(request, "reopening/sections/_saved.html", context)
    if not refusal and getattr(form, "reloads", False):
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def preview(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """While typing: what the policy would say of these values. Nothing is saved."""
    page, at = PAGES[key], timezone.now()
    application = asked_application(request, public_id, page)
    form = page.form(application, request.POST, person(request))
    panel = judged(page, application, form, at)
    return render(request, "reopening/sections/_findings.html", section_context(page, form, panel))


def judged(page: SectionPage, application: Application, form: BaseForm, at: datetime) -> Panel:
    """The panel with the typed values in it; a value that is no value counts as not typed."""
    form.is_valid()
    if "division" in form.changed_data:
        follow_division(application, at)
    return panel_for(application, at, **page.typed(form))


def follow_division(application: Application, at: datetime) -> None:
    """Another street may lie under another policy; as `sections.follow_policy`, without saving."""
    policy_set = PolicySet.objects.effective(application.division_id, shanghai_day(at))
    if policy_set is not None and policy_set.pk != application.policy_set_id:
        application.policy_set = policy_set


def section_context(page: SectionPage, form: BaseForm, panel: Panel) -> dict[str, Any]:
    return {
        "application": panel.application,
        "form": form,
        "panel": panel,
        "section": page.key.value,
        "title": wording.section(page.key.value),
        "findings": panel.of(page.key.value),
        "saved": panel.saves.get(page.key.value),
    }
