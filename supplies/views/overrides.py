import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import refusals_in
from supplies.forms.overrides import OverrideForm
from supplies.services import overrides
from supplies.views import access
from supplies.views.access import person


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Ask for packs beyond an award, with a reason."""
    line = access.round_line(request, public_id, pk)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            overrides.ask(line=line, **form.cleaned_data, by=person(request), at=timezone.now())
            messages.success(request, _("Another dispatcher must grant it now."))
            return redirect(line.round_item.round)
    round_ = line.round_item.round
    context = {
        "title": _("Exception for %(firm)s") % {"firm": line.firm.name},
        "effects": [
            _("Nothing is set aside before another dispatcher grants it."),
            _("The computed round stays as it is; the exception is published beside it."),
        ],
        "form": form,
        "button": _("Ask for it"),
        "back_url": round_.get_absolute_url(),
        "back_label": round_.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = overrides.approve(
        override=access.override(request, public_id), by=person(request), at=timezone.now()
    )
    messages.success(request, _("Granted. The packs are set aside."))
    return redirect(row.line.round_item.round)


@require_POST
def reject(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = overrides.reject(
        override=access.override(request, public_id), by=person(request), at=timezone.now()
    )
    messages.success(request, _("Refused. Nothing was set aside."))
    return redirect(row.line.round_item.round)
