"""Versions of a case: start from an earlier one, amend what was approved, see what differs."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from reopening.forms.versions import AmendForm
from reopening.models import AmendmentKind
from reopening.permissions import acts_for_firm
from reopening.queries import case_facts
from reopening.services import amendments, copies
from reopening.task_list import URL_NAMES
from reopening.transitions import APPLICATION
from reopening.versions import changes_of, versions_of
from reopening.views.access import own_application, person, posted, visible_application
from reopening.views.differences import differences
from reopening.views.mandates import look_first


@require_POST
def copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Start a new application from this one."""
    application = own_application(request, public_id)
    new = copies.copy(application=application, by=person(request), at=timezone.now())
    messages.success(request, _("Your last application was copied. Please check the marked sections."))
    return redirect(new)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what changes; then on with the new version."""
    application = own_application(request, public_id)
    if application.status not in APPLICATION["amend"].sources:
        raise TransitionNotAllowed(of=application)
    form = AmendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        new = None
        with refusals_in(form):
            new = amendments.amend(
                application=application,
                kind=AmendmentKind(form.cleaned_data["kind"]),
                note=form.cleaned_data["note"],
                by=person(request),
                at=timezone.now(),
            )
        if new is not None:
            return redirect(new)
    context = {"application": application, "form": form}
    return render(request, "reopening/applications/amend.html", context, status=422 if form.errors else 200)


@require_safe
def changes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """This version beside the one that it amends."""
    application, at = visible_application(request, public_id), timezone.now()
    is_draft = application.is_editable
    if is_draft and not acts_for_firm(person(request), application):
        raise PermissionDenied
    if first := look_first(request, application, to="changes"):
        return first
    snapshot = case_facts(application, at).snapshot() if is_draft and application.amends else None
    found = changes_of(application, snapshot)
    context = {
        "application": application,
        "sections": differences(application, found),
        "moved": found.staff.moved,
        "is_draft": is_draft,
        "is_empty": found.is_empty,
        "versions": versions_of(application).visible_to(person(request)),
    }
    return render(request, "reopening/applications/changes.html", context)


@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID, section: str) -> HttpResponse:
    """A section that was copied is right as it stands."""
    application = own_application(request, public_id)
    if section not in {each.value for each in URL_NAMES}:
        raise PermissionDenied
    copies.confirm(application=application, section=section, by=person(request), at=timezone.now())
    messages.success(request, _("Confirmed."))
    return redirect(application)
