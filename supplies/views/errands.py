"""Errands: the firm asks on its phone, a dispatcher accepts and gives them away, who carries says how they ended."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from reopening.models import ApplicationStatus
from reopening.permissions import acts_for_firm, is_firm_member
from supplies.forms.errands import AnswerForm, AssignForm, DeclineForm, ErrandFailForm, ErrandForm
from supplies.forms.stock import ReasonForm
from supplies.models import Errand, ErrandStatus
from supplies.queries.history import history_of
from supplies.queries.tracking import tracked_errand
from supplies.services import errands
from supplies.transitions import ERRAND
from supplies.views import access
from supplies.views.access import person
from supplies.views.acts import act_page
from supplies.views.orders import shown


def errand_of(request: HttpRequest, public_id: uuid.UUID) -> Errand:
    rows = Errand.objects.visible_to(person(request)).distinct()
    return get_object_or_404(
        rows.select_related("firm", "application__policy_set", "assignee", "stop__run"), public_id=public_id
    )


def errand_for(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Errand:
    """:raises PermissionDenied: unless the person may ever use the verb on it"""
    errand = errand_of(request, public_id)
    if not ERRAND[verb].allowed(person(request), errand):
        raise PermissionDenied
    return errand


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A firm's errands, those of a dispatcher's divisions, or those given to whoever looks."""
    user = person(request)
    rows = Errand.objects.visible_to(user).select_related("firm", "assignee", "stop__run").distinct()
    status = request.GET.get("status", "")
    if status in ErrandStatus.values:
        rows = rows.filter(status=status)
    is_nobodys = request.GET.get("nobody") == "1"
    if is_nobodys:
        rows = rows.in_nobodys_hands()
    context = {
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50),
        "status": status,
        "statuses": ErrandStatus.choices,
        "is_nobodys": is_nobodys,
        "is_official": user.is_official,
        "is_dispatcher": Role.DISPATCHER in user.roles,
    }
    return render(request, "supplies/errands/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What, from where, to where; who does it; and for the firm the code for the courier."""
    errand, user = errand_of(request, public_id), person(request)
    verbs = [
        verb for verb in ERRAND.verbs_for(errand, by=user) if not (errand.stop_id and verb in errands.ENDINGS)
    ]
    row = tracked_errand(errand)
    shows_code = row is not None and row.is_coming and not row.is_held
    shows_code = shows_code and is_firm_member(user, errand.application)
    context = {
        "errand": errand,
        "verbs": verbs,
        "row": row,
        "code_and_picture": shown(row.stop) if row is not None and shows_code else ("", ""),
        "sees_who": user.is_official,
        "is_draft": errand.application.status == ApplicationStatus.DRAFT,
        "history": history_of(errand),
    }
    return render(request, "supplies/errands/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = access.application(request, public_id)
    if not acts_for_firm(person(request), application):
        raise PermissionDenied
    form = ErrandForm(request.POST or None, initial={"bring_to": application.firm.address})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            errand = errands.ask(
                application=application, **form.cleaned_data, by=person(request), at=timezone.now()
            )
            messages.success(request, _("Your errand was sent. You are told what the district answers."))
            return redirect(errand)
    context = {
        "title": _("Ask for an errand"),
        "lead": _("Somebody of the district fetches or brings something for you."),
        "form": form,
        "button": _("Send"),
        "back_url": application.get_absolute_url(),
        "back_label": application.firm.name,
    }
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "accept")
    return act_page(
        request, errand, AnswerForm(request.POST if request.method == "POST" else None),
        errands.accept,
        title=_("Accept the errand %(number)s") % {"number": errand.number},
        lead=errand.what,
        button=_("Accept"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "decline")
    return act_page(
        request, errand, DeclineForm(request.POST or None), errands.decline,
        title=_("Decline the errand %(number)s") % {"number": errand.number},
        effects=[errand.what, _("The firm is told why. It may ask again.")],
        button=_("Decline"),
        danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "assign")
    return act_page(
        request, errand, AssignForm(request.POST or None, user=person(request), errand=errand),
        errands.assign,
        title=_("Give the errand %(number)s to somebody") % {"number": errand.number},
        lead=errand.what,
        button=_("Give it"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "finish")
    return act_page(
        request, errand, AnswerForm(request.POST if request.method == "POST" else None),
        errands.finish,
        title=_("The errand %(number)s is done") % {"number": errand.number},
        lead=errand.what,
        button=_("Done"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "fail")
    return act_page(
        request, errand, ErrandFailForm(request.POST or None), errands.fail,
        title=_("The errand %(number)s could not be done") % {"number": errand.number},
        effects=[errand.what, _("The firm is told why. It may ask again.")],
        button=_("Could not be done"),
        danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    errand = errand_for(request, public_id, "cancel")
    return act_page(
        request, errand, ReasonForm(request.POST or None), errands.cancel,
        title=_("Cancel the errand %(number)s") % {"number": errand.number},
        effects=[errand.what, _("Nobody goes any more. The other side is told why.")],
        button=_("Cancel the errand"),
        danger=True,
    )  # fmt: skip
