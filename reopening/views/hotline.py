"""The desk of a clerk of the hotline: find the firm, record the caller, fill in what they say, submit."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import paging
from core.forms import refusals_in
from core.models import Role, User
from core.numbers import number_in
from reopening import mandate_texts, prefill, wording
from reopening.credit_codes import CreditCodeRefused, canonical_credit_code
from reopening.firm_search import firm_of_case, found_by_clerk
from reopening.forms.hotline import CallForm, FindForm, NewFirmForm
from reopening.identities import mask_mobile
from reopening.models import OPEN, Application, ApplicationStatus, Firm, Mandate, MandateKind, RegisteredFirm
from reopening.permissions import acts_for, is_clerk
from reopening.services import hotline, mandates, take_overs
from reopening.views import call_drafts
from reopening.views.access import person, posted
from reopening.views.panels import panel_for
from reopening.views.sections import PAGES

APPROVED = ApplicationStatus.APPROVED
SECTIONS = ("firm", "schedule", "inventory", "plan")  # on the one screen of a call


def clerk(request: HttpRequest) -> User:
    """:raises PermissionDenied: unless the person answers the hotline somewhere"""
    if not person(request).has_role(Role.CLERK):
        raise PermissionDenied
    return person(request)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Firms of the clerk's divisions and of the register that fit; below, the calls of this clerk."""
    by = clerk(request)
    form = FindForm(request.GET or None)
    words = form.words()
    number = number_in(words)
    calls = Mandate.objects.filter(holder=by, kind=MandateKind.HOTLINE).select_related("firm")
    page = paging.keyset(calls, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=20)
    context = {
        "form": form,
        "words": words,
        "number": number,
        "too_short": len(words) == 1,
        "found": firm_of_case(by, number) if number else found_by_clerk(by, words) if len(words) > 1 else [],
        "page": page,
        "calls": [(row, mask_mobile(row.giver_phone), is_open(row)) for row in page.rows],
    }
    return render(request, "reopening/hotline/find.html", context)


def is_open(mandate: Mandate) -> bool:
    return mandate.ended_at is None and mandate.until > timezone.now()


@require_http_methods(["GET", "HEAD", "POST"])
def take_call(request: HttpRequest) -> HttpResponse:
    """One screen: the firm, the caller, the consent. Then on to what is to be filled in."""
    by, at = clerk(request), timezone.now()
    code, firm, found = asked_for(request)
    typed = call_drafts.kept(request, code, at)
    form = CallForm(posted(request), initial={"credit_code": code} | typed)
    if firm is not None and not is_clerk(by, firm):
        raise PermissionDenied
    offered = call_drafts.untouched(NewFirmForm(initial=prefill.offer(found)), typed)
    new_firm = None if firm else NewFirmForm(posted(request), initial=offered | typed)
    if request.method == "POST" and form.is_valid() & (new_firm is None or new_firm.is_valid()):
        with refusals_in(form):
            values = new_firm.values(form.giver()) if new_firm else {}
            call = hotline.take_call(
                credit_code=form.cleaned_data["credit_code"],
                firm=values,
                giver=form.giver(),
                agreed=form.cleaned_data["agreed"],
                by=by,
                at=at,
            )
            tell_code(request, call.code)
            call_drafts.forget(request)
        if form.is_valid():
            return redirect("reopening:call", call.mandate.public_id)
    context = {
        "form": form,
        "firm": firm,
        "new_firm": new_firm,
        "code": code,
        "found": found,
        "filled": offered,
        "consent": mandate_texts.current(MandateKind.HOTLINE),
    }
    wrong = form.errors or (new_firm is not None and new_firm.errors)
    return render(request, "reopening/hotline/take_call.html", context, status=422 if wrong else 200)


def asked_for(request: HttpRequest) -> tuple[str, Firm | None, RegisteredFirm | None]:
    """The credit code in its one form, and who has it: a firm of the desk, or else one of the register."""
    typed = (request.POST if request.method == "POST" else request.GET).get("credit_code", "")
    try:
        code = canonical_credit_code(typed)
    except CreditCodeRefused:
        return typed, None, None  # the field says what is wrong
    firm = Firm.objects.filter(credit_code=code).select_related("division").first()
    return code, firm, None if firm else prefill.registered(code)


@require_POST
def keep_call(request: HttpRequest) -> HttpResponse:
    """While typing: what is there so far, so that a refresh or a lost connection loses nothing."""
    clerk(request)
    at = timezone.now()
    call_drafts.keep(request, request.GET.get("credit_code", ""), at)
    return render(request, "reopening/sections/_saved.html", {"at": at, "refusal": "", "wrong": []})


def tell_code(request: HttpRequest, code: str) -> None:
    """Shown once, on the next page; it is kept nowhere."""
    if code:
        words = _("One-time code for the caller: %(code)s. It is shown only now.") % {"code": code}
        messages.success(request, words, extra_tags="take-over-code")


def own_call(request: HttpRequest, public_id: uuid.UUID) -> Mandate:
    rows = Mandate.objects.filter(holder=clerk(request), kind=MandateKind.HOTLINE)
    return get_object_or_404(rows.select_related("firm__division"), public_id=public_id)


@require_safe
def call(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The number, the time left, and on one screen what is asked; each part saves itself."""
    mandate, at = own_call(request, public_id), timezone.now()
    rows = Application.objects.filter(firm=mandate.firm, status__in=OPEN)
    application = rows.select_related("firm", "division", "policy_set").first()
    context: dict[str, Any] = {
        "mandate": mandate,
        "firm": mandate.firm,
        "consent": mandate_texts.versions()[mandate.consent],
        "is_open": is_open(mandate) and acts_for(person(request), mandate.firm),
        "has_people": mandate.firm.memberships.exists(),
        "application": application,
        "supplied": application or Application.objects.filter(firm=mandate.firm, status=APPROVED).last(),
    }
    if context["is_open"] and application is not None and application.is_editable:
        context |= {"panel": panel_for(application, at), "parts": parts(application, person(request))}
    return render(request, "reopening/hotline/call.html", context)


def parts(application: Application, reader: User) -> list[dict[str, Any]]:
    """The forms of the sections, side by side on one page: each with ids of its own."""
    found = []
    for key in SECTIONS:
        form: Any = PAGES[key].form(application, None, reader)
        form.auto_id = f"id_{key}_%s"
        found.append({"key": key, "title": wording.section(key), "form": form})
    return found


@require_POST
def make_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new one-time code; the one before is put out of use."""
    mandate = own_call(request, public_id)
    tell_code(request, take_overs.make_code(firm=mandate.firm, by=person(request), at=timezone.now()))
    return redirect("reopening:call", public_id)


@require_POST
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mandates.end(mandate=own_call(request, public_id), by=person(request), at=timezone.now())
    messages.success(request, _("The call is closed. You can no longer open this firm's application."))
    return redirect("reopening:hotline")
