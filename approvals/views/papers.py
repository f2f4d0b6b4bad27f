"""Papers that a firm hands in after its approval: confirmed, or turned down with a reason."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.queries.papers import CONFIRMERS, ORDER, lines, paper_rows, papers_to_confirm
from approvals.views.access import case, person
from core.dates import shanghai_day
from core.forms import refusals_in
from core.paging import count_capped, keyset
from reopening.forms.documents import TurnDownForm
from reopening.services import deferrals

PAGE = 25
LIST = "list"  # where the person came from, in the address


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Papers that wait for a word, the one that is due first on top."""
    user, today = person(request), shanghai_day(timezone.now())
    if not user.roles & set(CONFIRMERS):
        raise PermissionDenied
    papers = papers_to_confirm(user)
    page = keyset(lines(papers), order=ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE)
    context = {
        "page": page,
        "rows": paper_rows(page.rows, user, today),
        "count": count_capped(papers),
    }
    return render(request, "approvals/papers/list.html", context)


def back_to(request: HttpRequest, public_id: uuid.UUID) -> str:
    """The list or the case, wherever the person comes from."""
    if request.GET.get("from") == LIST:
        return reverse("approvals:papers")
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
    form = TurnDownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
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
        "button": _("Turn it down"),
        "danger": False,
        "back_url": back_to(request, public_id),
        "back_label": _("Papers to confirm") if request.GET.get("from") == LIST else application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
