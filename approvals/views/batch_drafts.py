import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from approvals.forms.batches import TermsForm
from approvals.queries.batches import usage
from approvals.services import batch_drafts
from approvals.views.access import batch as get_batch
from approvals.views.access import person
from approvals.views.batches import may
from core.forms import refusals_in
from core.once import once

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@once
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another opening day or quota; the members stay."""
    batch = get_batch(request, public_id)
    may(request, batch, "change")
    terms = batch_drafts.terms_of(batch)
    form = TermsForm(request.POST or None, initial=vars(terms))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            batch_drafts.change(batch=batch, terms=form.terms(), by=person(request), at=timezone.now())
            messages.success(request, _("Changed. The members stayed as they were."))
            return redirect(batch)
    context = {
        "title": _("Change day or quota"),
        "effects": [],
        "form": form,
        "button": _("Change"),
        "back_url": batch.get_absolute_url(),
        "back_label": batch.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@once
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page before a batch is given up: what becomes of its cases."""
    batch = get_batch(request, public_id)
    may(request, batch, "discard")
    if request.method == "POST":
        batch_drafts.discard(batch=batch, by=person(request), at=timezone.now())
        messages.success(request, _("Discarded. Its cases can be taken into another batch."))
        return redirect("approvals:batches")
    firms = usage(batch).firms
    words = ngettext(
        "%(count)s case leaves the batch and can be taken into another one.",
        "%(count)s cases leave the batch and can be taken into another one.",
        firms,
    )
    context = {
        "title": _("Discard the batch"),
        "effects": [
            words % {"count": f"{firms:,}"},
            _("Nothing is decided, and no firm is told anything."),
            _("This cannot be undone; a new batch can be opened at any time."),
        ],
        "button": _("Discard"),
        "danger": True,
        "back_url": batch.get_absolute_url(),
        "back_label": batch.number,
    }
    return render(request, "_components/confirm.html", context)
