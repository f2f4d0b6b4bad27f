"""Asking to join a registered firm, and confirming it."""

import uuid
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import refusals_in
from core.models import Role, User
from core.paging import keyset
from reopening.forms.members import JoinAsNewForm, JoinForm, RefuseForm
from reopening.models import JoinRequest, JoinRequestStatus
from reopening.permissions import may_confirm
from reopening.services import join_requests
from reopening.views.access import person, posted
from reopening.views.members import BACKEND


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to join; who has no account yet sets one up on the same page."""
    known = request.user if isinstance(request.user, User) else None
    initial = {"credit_code": request.GET.get("credit_code", "")}
    kind = JoinForm if known else JoinAsNewForm
    form: Any = kind(posted(request), initial=initial)
    if request.method == "POST":
        if too_many := consume_or_429(request, action="signup"):
            return too_many
        if form.is_valid() and (asked := asked_with(form, known)):
            if known is None:
                login(request, asked.user, backend=BACKEND)
            messages.success(request, _("Your request waits for the firm or the office. You will be told."))
            return redirect("core:home")
    if known is None:
        form.ask_again()
    context = {"form": form, "known": known}
    return render(request, "reopening/firms/join.html", context, status=422 if form.errors else 200)


def asked_with(form: Any, known: User | None) -> JoinRequest | None:
    """The request, or None with the reasons in `form`."""
    found, at = None, timezone.now()
    with refusals_in(form):
        if known is None:
            found = join_requests.ask_as_new(at=at, **form.cleaned_data)
        else:
            found = join_requests.ask(by=known, at=at, **form.cleaned_data)
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """For the office: who asks to act for a firm of its place."""
    if not person(request).role_prefixes(Role.REVIEWER):
        raise PermissionDenied
    rows = JoinRequest.objects.visible_to(person(request)).filter(status=JoinRequestStatus.OPEN)
    rows = rows.exclude(user=person(request)).select_related("firm__division", "user")
    page = keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=25)
    return render(request, "reopening/firms/join_requests.html", {"page": page})


def to_confirm(request: HttpRequest, public_id: uuid.UUID) -> JoinRequest:
    rows = JoinRequest.objects.visible_to(person(request)).select_related("firm", "user")
    return get_object_or_404(rows, public_id=public_id)


def back(request: HttpRequest, asked: JoinRequest) -> str:
    """The page one came from: the firm's people, or the office's list."""
    if asked.firm.memberships.filter(user=person(request)).exists():
        return reverse("reopening:members", args=[asked.firm.public_id])
    return reverse("reopening:join-requests")


@require_POST
def admit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = to_confirm(request, public_id)
    join_requests.admit(request=asked, by=person(request), at=timezone.now())
    messages.success(request, _("%(who)s now acts for %(firm)s.") % {"who": asked.user, "firm": asked.firm})
    return redirect(back(request, asked))


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, form = to_confirm(request, public_id), RefuseForm(posted(request))
    if not may_confirm(person(request), asked):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        join_requests.refuse(
            request=asked, reason=form.cleaned_data["reason"], by=person(request), at=timezone.now()
        )
        messages.success(request, _("Refused. The person has been told."))
        return redirect(back(request, asked))
    context = {
        "title": _("Refuse that %(who)s acts for %(firm)s?") % {"who": asked.user, "firm": asked.firm},
        "form": form,
        "button": _("Refuse"),
        "back_url": back(request, asked),
        "back_label": _("Back"),
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
