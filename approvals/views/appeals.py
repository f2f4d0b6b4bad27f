"""Appeals: the firm's form, the office's list, and the answer by somebody who has not decided before."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from approvals.forms.appeals import AnswerForm, AppealForm
from approvals.models import Appeal, AppealStatus
from approvals.models.appeals import SEE_APPEALS
from approvals.queries.appeals import appeals_of, standing_of
from approvals.queries.cases import batches_seen, decisions_of
from approvals.services import appeals
from approvals.transitions import APPEAL
from approvals.views.access import appeal as get_appeal
from approvals.views.access import person
from core.dates import day_shown, shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.models import Division
from core.paging import keyset
from reopening.calendars import add_working_days
from reopening.models import Application, ApplicationStatus
from reopening.permissions import is_firm_member
from reopening.transitions import APPLICATION
from reopening.views.access import own_application, posted

FORM = ["GET", "HEAD", "POST"]
PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Of the person's divisions: those that wait, the most pressing first; or those that were answered."""
    user = person(request)
    if not user.roles & set(SEE_APPEALS):
        raise PermissionDenied
    is_answered, rows = request.GET.get("answered") == "1", appeals_of(user)
    waiting = Q(status=AppealStatus.FILED)
    rows = rows.exclude(waiting) if is_answered else rows.filter(waiting)
    order = ("-pk",) if is_answered else ("due_on", "pk")
    context = {
        "page": keyset(rows, order=order, cursor=request.GET.get("cursor", ""), limit=PAGE),
        "is_answered": is_answered,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/appeals/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The decision, what the firm says against it, and the answer; to the firm without the officials' names."""
    appeal = get_appeal(request, public_id)
    is_firm = is_firm_member(person(request), appeal.application)
    context = {
        "appeal": appeal,
        "application": appeal.application,
        "decision": appeal.decision,
        "decisions": decisions_of(appeal.application),
        "batches_seen": batches_seen(appeal.application, person(request)),
        "verbs": APPEAL.verbs_for(appeal, by=person(request)),
        "is_firm": is_firm,
        "show_people": not is_firm,
        "papers": appeal.papers.select_related("file").order_by("pk"),
        "letter": {"upheld": "appeal_upheld", "overturned": "appeal_overturned"}.get(appeal.status),
        "office": Division.objects.filter(pk=appeal.escalated_to).first(),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/appeals/detail.html", context)


@require_safe
@vary_on_headers("HX-Request")
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The chain of decisions as the firm reads it, and its way to appeal; a fragment, or a page of its own."""
    rows = Application.objects.visible_to(person(request)).select_related("firm", "policy_set")
    application = get_object_or_404(rows, public_id=public_id)
    context = {
        "application": application,
        "decisions": decisions_of(application),
        "standing": standing_of(application, timezone.now()),
        "is_firm": APPLICATION["appeal"].allowed(person(request), application),
    }
    template = "_panel" if request.headers.get("HX-Request") else "panel_page"
    return render(request, f"approvals/appeals/{template}.html", context)


@require_http_methods(FORM)
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The firm says why the decision is wrong."""
    application, at = own_application(request, public_id), timezone.now()
    if not APPLICATION["appeal"].allowed(person(request), application):
        raise PermissionDenied
    appeals.refuse(standing_of(application, at))
    form = AppealForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            appeals.appeal(application=application, by=person(request), at=at, **form.cleaned_data)
        if form.is_valid():
            messages.success(
                request, _("Your appeal has been filed. You are told as soon as it is answered.")
            )
            return redirect(application)
    due = add_working_days(shanghai_day(at), application.policy_set.rules.appeals.answer_within)
    effects = [
        _("Somebody who neither decided nor handled your case answers by %(day)s.") % {"day": day_shown(due)},
        _("The decision stands until then: stay closed, please."),
        _("You can appeal against a decision once. What you may do at law stays open to you."),
    ]
    context = {
        "title": _("Appeal against the decision"),
        "effects": effects,
        "form": form,
        "button": _("File the appeal"),
        "back_url": application.get_absolute_url(),
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
def uphold(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The decision stands."""
    effects = [
        _("The decision stands. The firm reads your answer, and cannot appeal against this decision again."),
        _("Your answer stays in the chain of decisions."),
    ]
    words = {"title": _("Dismiss the appeal"), "effects": effects, "danger": True}
    return answer_page(request, public_id, "uphold", words)


@require_http_methods(FORM)
def overturn(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The decision is undone."""
    appeal = get_appeal(request, public_id)
    if appeal.application.status == ApplicationStatus.REVOKED:
        effect = _("The approval stands again at once, and so does the certificate, on printed copies too.")
    else:
        effect = _("The rejection is undone: the case is decided again, with a new time for the answer.")
    effects = [
        effect,
        _("The firm is told, with your answer. So are the decider and the officer of the case."),
    ]
    return answer_page(request, public_id, "overturn", {"title": _("Allow the appeal"), "effects": effects})


def answer_page(request: HttpRequest, public_id: uuid.UUID, verb: str, words: dict[str, Any]) -> HttpResponse:
    """Say what will happen, ask for the answer, do it, and go back to the appeal."""
    appeal = may(request, public_id, verb)
    act = {"uphold": appeals.uphold, "overturn": appeals.overturn}[verb]
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(appeal=appeal, by=person(request), at=timezone.now(), **form.cleaned_data)
        if form.is_valid():
            messages.success(request, _("Answered. The firm has been told."))
            return redirect(appeal)
    context = {
        "form": form,
        "button": words["title"],
        "back_url": appeal.get_absolute_url(),
        "back_label": appeal.application.firm.name,
    }
    return render(request, "_components/confirm.html", context | words, status=422 if form.errors else 200)


def may(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Appeal:
    """The appeal, if the verb may be used on it now: who first, then state."""
    appeal = get_appeal(request, public_id)
    rule = APPEAL[verb]
    if not rule.allowed(person(request), appeal):
        raise PermissionDenied
    if appeal.status not in rule.sources:
        raise TransitionNotAllowed(of=appeal)
    return appeal
