"""The firm's answer to a stop: what was wrong is mended."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import refusals_in
from reopening.forms.halts import MendedForm
from reopening.halts import fitting, halts_of
from reopening.permissions import is_firm_member
from reopening.services import halts
from reopening.services.halts import NotHalted
from reopening.transitions import APPLICATION
from reopening.views.access import own_application, person, posted


@require_http_methods(["GET", "HEAD", "POST"])
def report_mended(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what was done; whoever stopped the firm is told."""
    application = own_application(request, public_id)
    if not is_firm_member(person(request), application):
        raise PermissionDenied
    verbs = fitting(APPLICATION.verbs_for(application, by=person(request)), halts_of(application))
    if "report_mended" not in verbs:
        raise NotHalted
    form = MendedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            halts.report_mended(
                application=application,
                words=form.cleaned_data["words"],
                by=person(request),
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(
                request, _("The office has been told. Stay closed until it says that you may open.")
            )
            return redirect(application)
    context = {
        "title": _("Say that it is mended"),
        "effects": [
            _("The officer who stopped you is told at once, and looks."),
            _("You stay closed until the office opens you again."),
        ],
        "form": form,
        "button": _("Send to the office"),
        "back_url": application.get_absolute_url(),
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
