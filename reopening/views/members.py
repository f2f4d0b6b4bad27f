"""Who acts for a firm: the list, invitations, signing power."""

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
from core.models import User
from reopening.forms.members import AccountForm, InviteForm
from reopening.models import Firm, InvitationStatus, JoinRequestStatus, Membership
from reopening.services import members
from reopening.views.access import members_firm, own_firm, person, posted

BACKEND = "django.contrib.auth.backends.ModelBackend"
SHOWN = 50  # invitations and requests on one page; a firm has a handful


@require_safe
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    firm = members_firm(request, public_id)
    return render(request, "reopening/firms/members.html", page(request, firm, InviteForm()))


def page(request: HttpRequest, firm: Firm, form: InviteForm) -> dict[str, Any]:
    rows = list(firm.memberships.select_related("user").order_by("-is_signatory", "joined_at", "pk"))
    me = next(row for row in rows if row.user_id == person(request).pk)
    at, waiting = timezone.now(), firm.join_requests.filter(status=JoinRequestStatus.OPEN)
    return {
        "firm": firm,
        "members": rows,
        "me": me,
        "signatories": sum(row.is_signatory for row in rows),
        "invitations": firm.invitations.filter(status=InvitationStatus.OPEN, expires_at__gt=at).order_by(
            "-pk"
        )[:SHOWN],
        "join_requests": waiting.select_related("user").order_by("pk")[:SHOWN],
        "form": form,
    }


@require_POST
def invite(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whether the address is known here is not told."""
    firm, form = members_firm(request, public_id), InviteForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            members.invite(firm=firm, by=person(request), at=timezone.now(), **form.cleaned_data)
        if form.is_valid():
            told = _("An invitation is on its way to %(email)s. The link is valid for seven days.")
            messages.success(request, told % {"email": form.cleaned_data["email"]})
            return redirect("reopening:members", public_id)
    return render(request, "reopening/firms/members.html", page(request, firm, form), status=422)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(own_firm(request, public_id).invitations, public_id=invitation_id)
    members.withdraw(invitation=invitation, by=person(request), at=timezone.now())
    messages.success(request, _("The invitation was taken back."))
    return redirect("reopening:members", public_id)


def member_of(request: HttpRequest, public_id: uuid.UUID, member_id: uuid.UUID) -> Membership:
    rows = own_firm(request, public_id).memberships.select_related("user", "firm")
    return get_object_or_404(rows, public_id=member_id)


@require_POST
def give_power(request: HttpRequest, public_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    member = member_of(request, public_id, member_id)
    members.give_power(member=member, by=person(request), at=timezone.now())
    messages.success(request, _("%(who)s may now sign for the firm.") % {"who": member.user})
    return redirect("reopening:members", public_id)


@require_POST
def take_power(request: HttpRequest, public_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    member = member_of(request, public_id, member_id)
    members.take_power(member=member, by=person(request), at=timezone.now())
    messages.success(request, _("%(who)s may no longer sign for the firm.") % {"who": member.user})
    return redirect("reopening:members", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, public_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """Ask first; then end the person's acting for the firm."""
    member = member_of(request, public_id, member_id)
    is_me = member.user_id == person(request).pk
    if not is_me and not may_sign(request, member.firm):
        raise PermissionDenied
    if request.method == "POST":
        members.remove(member=member, by=person(request), at=timezone.now())
        messages.success(request, _("%(who)s no longer acts for the firm.") % {"who": member.user})
        return redirect("core:home") if is_me else redirect("reopening:members", public_id)
    context = {
        "title": _("End that %(who)s acts for %(firm)s?") % {"who": member.user, "firm": member.firm},
        "effects": [
            _("The person sees nothing of the firm any more."),
            _("What the person did stays on record. You may invite them again."),
        ],
        "button": _("End it"),
        "danger": True,
        "back_url": reverse("reopening:members", args=[public_id]),
        "back_label": _("People of the firm"),
    }
    return render(request, "_components/confirm.html", context)


def may_sign(request: HttpRequest, firm: Firm) -> bool:
    return firm.memberships.filter(user=person(request), is_signatory=True).exists()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link: join as who is signed in, or set up an account. Unknown and old links answer alike."""
    at, form = timezone.now(), AccountForm(posted(request))
    try:
        found = members.invitation_of(token, at)
    except members.InvitationOver:
        return private(render(request, "reopening/firms/invitation_over.html", status=404))
    if request.method == "POST":
        if too_many := consume_or_429(request, action="signup"):
            return too_many
        if isinstance(request.user, User):
            members.accept(invitation=found, by=request.user, at=at)
            messages.success(request, _("You now act for %(firm)s.") % {"firm": found.firm})
            return redirect("core:home")
        if form.is_valid():
            joined = None
            with refusals_in(form):
                joined = members.accept_as_new(invitation=found, at=at, **form.cleaned_data)
            if joined is not None:
                login(request, joined.user, backend=BACKEND)
                messages.success(request, _("You now act for %(firm)s.") % {"firm": found.firm})
                return redirect("core:home")
    form.ask_again()
    context = {"invitation": found, "form": form}
    is_wrong = request.method == "POST" and form.errors
    return private(
        render(request, "reopening/firms/invitation.html", context, status=422 if is_wrong else 200)
    )


def private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no cache keeps the page, and no other site is told where one came from."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
