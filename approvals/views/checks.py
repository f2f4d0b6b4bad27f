"""Firms that opened on their commitment: those to look at, one of them, and what was found."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.forms.checks import CheckForm
from approvals.models import Check
from approvals.queries.cases import certificate_of
from approvals.queries.checks import ANSWERED, SEE_CHECKS, TO_DO, answered_here, lines, waiting_here
from approvals.services import checks
from approvals.views.access import person
from core.dates import shanghai_day
from core.forms import refusals_in
from core.paging import keyset

PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Of the person's divisions: those to look at, the most pressing first; or those that were looked at."""
    user = person(request)
    if not user.roles & set(SEE_CHECKS):
        raise PermissionDenied
    is_answered = request.GET.get("answered") == "1"
    rows, order = (answered_here(user), ANSWERED) if is_answered else (waiting_here(user), TO_DO)
    context = {
        "page": keyset(lines(rows), order=order, cursor=request.GET.get("cursor", ""), limit=PAGE),
        "is_answered": is_answered,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/checks/list.html", context)


def check_of(request: HttpRequest, public_id: uuid.UUID) -> Check:
    rows = Check.objects.visible_to(person(request)).select_related(
        "application__firm", "application__policy_set", "answered_by"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the firm promised, what is to be looked at, and what was found."""
    check = check_of(request, public_id)
    return check_page(request, check, CheckForm(step=check))


def check_page(request: HttpRequest, check: Check, form: CheckForm) -> HttpResponse:
    context = {
        "check": check,
        "application": check.application,
        "certificate": certificate_of(check.application),
        "commitment": check.application.policy_set.rules.commitment.both,
        "verbs": checks.verbs_for(check, by=person(request)),
        "checklist": [(point, place in check.checked) for place, point in enumerate(check.checklist)],
        "form": form,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/checks/check.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return answered(request, check_of(request, public_id), checks.confirm, _("Noted: all is as promised."))


@require_POST
def find_untrue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    words = _("The firm has been told to stand still. The case shows what was done.")
    return answered(request, check_of(request, public_id), checks.find_untrue, words)


def answered(request: HttpRequest, check: Check, act: Callable[..., Check], words: str) -> HttpResponse:
    """Answer the check; what is wrong stays on the page."""
    form = CheckForm(request.POST, step=check)
    if form.is_valid():
        with refusals_in(form):
            act(check=check, **form.answer(), by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, words)
            return redirect("approvals:case", check.application.public_id)
    return check_page(request, check_of(request, check.public_id), form)
