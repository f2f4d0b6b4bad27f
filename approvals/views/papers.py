"""Papers that a firm hands in after its approval: confirmed, or turned down with a reason."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.models import TextUse
from approvals.views.access import case, person
from approvals.views.canned_texts import form_with_text, texts_for
from core.forms import refusals_in
from reopening.forms.documents import TurnDownForm
from reopening.services import deferrals

LIST = "list"  # where the person came from, in the address


def back_to(request: HttpRequest, public_id: uuid.UUID) -> str:
    """The list or the case, wherever the person comes from."""
    if request.GET.get("from") == LIST:
        return reverse("approvals:conditions") + "?state=handed_in"
    return reverse("approvals:case", args=[public_id])


@require_POST
def confirm_paper(request: HttpRequest, public_id: uuid.UUID, paper: str) -> HttpResponse:
    """The paper is what was promised: its condition is met."""
    application = case(request, public_id)
    deferrals.confirm_paper(application=application, paper=paper, by=person(request), at=timezone.now())
    messages.success(request, _("The paper is confirmed, and the condition is met."))
    return redirect(back_to(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def turn_down_paper(request: HttpRequest, public_id: uuid.UUID, paper: str) -> HttpResponse:
    """Ask for the reason first; the firm reads it."""
    application = case(request, public_id)
    form = form_with_text(request, application, TextUse.DUE, TurnDownForm)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            deferrals.turn_down_paper(
                application=application,
                paper=paper,
                note=form.cleaned_data["note"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("The firm has been told to hand the paper in again."))
            return redirect(back_to(request, public_id))
    context = {
        "title": _("Turn the paper down"),
        "effects": [
            _("The firm is told, and hands it in again. The day by which it is due stays."),
            _("What was handed in is kept among the earlier files."),
        ],
        "form": form,
        "texts": texts_for(application, TextUse.DUE),
        "button": _("Turn it down"),
        "danger": False,
        "back_url": back_to(request, public_id),
        "back_label": _("Conditions") if request.GET.get("from") == LIST else application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
