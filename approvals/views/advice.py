"""Asking experts and health instructors, and their answers; internal notes on a case."""

import uuid
from datetime import time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.advice import AnswerForm, AskForm, CaseNoteForm
from approvals.models import CasePart, Question
from approvals.permissions import arranges_visits
from approvals.queries.advice import ADVISERS, ORDER, parts_shown, questions_for
from approvals.services import advice, notes
from approvals.transitions import QUESTION
from approvals.views.access import case, person
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.paging import keyset
from reopening import industries
from reopening.models import ApplicationStatus

FORM = ["GET", "HEAD", "POST"]
PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Questions that wait for the person's answer, the one that is wanted first on top."""
    user = person(request)
    if not user.roles & set(ADVISERS):
        raise PermissionDenied
    rows = questions_for(user).select_related("application__firm", "asked_by")
    page = keyset(rows, order=ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE)
    return render(request, "approvals/advice/list.html", {"page": page, "now": timezone.now()})


@require_http_methods(FORM)
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application, at = case(request, public_id), timezone.now()
    if not arranges_visits(person(request), application):
        raise PermissionDenied
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise TransitionNotAllowed(of=application)
    initial = {
        "due_on": shanghai_day(at) + timedelta(days=1),
        "due_time": time(12),
        "parts": [CasePart.FINDINGS, CasePart.PLAN],
    }
    form = AskForm(request.POST or None, application=application, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            advice.ask(application=application, **form.question(), by=person(request), at=at)
        if form.is_valid():
            messages.success(request, _("Asked. The answer will stand on the case."))
            return redirect("approvals:case", public_id)
    context = {
        "application": application,
        "form": form,
        "title": _("Ask an expert"),
        "button": _("Ask"),
        "lead": _("Everybody you choose answers alone."),
    }
    return render(request, "approvals/queue/verb.html", context, status=422 if form.errors else 200)


def question_of(request: HttpRequest, public_id: uuid.UUID) -> Question:
    rows = Question.objects.visible_to(person(request))
    related = ("application__firm", "application__policy_set", "application__division", "person", "asked_by")
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


@require_http_methods(FORM)
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The question, the parts of the case it is about, and the answer."""
    question = question_of(request, public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            advice.answer(
                question=question, text=form.cleaned_data["text"], by=person(request), at=timezone.now()
            )
        if form.is_valid():
            messages.success(request, _("Thank you. Your answer stands on the case."))
            return redirect("approvals:question", public_id)
    verbs = QUESTION.verbs_for(question, by=person(request))
    context = {
        "question": question,
        "application": question.application,
        "industry": industries.industry_name(question.application.firm.industry_code),
        "parts": parts_shown(question),
        "form": form,
        "verbs": verbs,
    }
    return render(request, "approvals/advice/question.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    question = question_of(request, public_id)
    advice.withdraw(question=question, by=person(request), at=timezone.now())
    messages.success(request, _("The question is taken back."))
    return redirect("approvals:case", question.application.public_id)


@require_POST
def write_note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A note for colleagues; whoever it names is told."""
    application = case(request, public_id)
    form = CaseNoteForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            notes.write(
                application=application, text=form.cleaned_data["text"], by=person(request), at=timezone.now()
            )
        if form.is_valid():
            return redirect(f"{request.path.removesuffix('notes/')}#notes")
    context = {
        "application": application,
        "form": form,
        "title": _("Note for colleagues"),
        "button": _("Write"),
        "lead": "",
    }
    return render(request, "approvals/queue/verb.html", context, status=422)
