"""Taking an approval back by two, and giving back what was taken wrongly."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.review import ReasonForm
from approvals.models import Certificate
from approvals.services import revocations
from approvals.transitions import CERTIFICATE
from approvals.views.access import certificate as get_certificate
from approvals.views.access import person
from core.errors import TransitionNotAllowed
from core.forms import refusals_in

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def propose_revocation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The first of two."""
    certificate = may(request, public_id, "propose_revocation")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            revocations.propose_revocation(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("Proposed. Nothing happens before another approver confirms."))
            return redirect(certificate)
    effects = [
        _("Nothing happens yet: the certificate counts until another approver revokes it."),
        _("The other approvers of the place are told at once."),
    ]
    words = {"title": _("Propose to revoke"), "effects": effects, "button": _("Propose"), "danger": True}
    return act_page(request, certificate, form, words)


@require_POST
def decline_revocation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Nothing comes of what was proposed."""
    certificate = may(request, public_id, "decline_revocation")
    revocations.decline_revocation(certificate=certificate, by=person(request), at=timezone.now())
    messages.success(request, _("It is not revoked."))
    return redirect(certificate)


@require_http_methods(FORM)
def reinstate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give back what was taken wrongly."""
    certificate = may(request, public_id, "reinstate")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            revocations.reinstate(
                certificate=certificate,
                note=form.cleaned_data["reason"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("The approval stands again. Every check says so from now on."))
            return redirect(certificate)
    effects = [
        _("The certificate counts again at once, on printed copies too."),
        _("A stop, a seal or a suspension of its area that is in force stays."),
        _("The firm is told, with your reason."),
    ]
    words = {"title": _("Give the approval back"), "effects": effects, "button": _("Give it back")}
    return act_page(request, certificate, form, words)


def may(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Certificate:
    """The certificate, if the verb may be used on it now: who first, then state."""
    certificate = get_certificate(request, public_id)
    rule = CERTIFICATE[verb]
    if not rule.allowed(person(request), certificate):
        raise PermissionDenied
    if certificate.status not in rule.sources:
        raise TransitionNotAllowed(of=certificate)
    return certificate


def act_page(
    request: HttpRequest, certificate: Certificate, form: ReasonForm, words: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "back_url": certificate.get_absolute_url(),
        "back_label": certificate.number,
    }
    return render(request, "_components/confirm.html", context | words, status=422 if form.errors else 200)
