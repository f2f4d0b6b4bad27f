"""The steps of a review: those that wait for a person, one of them, and what is answered."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from approvals.forms.steps import ChecklistForm, WhyForm
from approvals.models import Step
from approvals.queries.cases import letters_of
from approvals.queries.steps import ORDER, STEP_ROLES, lines, shown, steps_for
from approvals.queries.visits import coming
from approvals.services import steps
from approvals.views.access import case, person
from core.audit import trail
from core.forms import refusals_in
from core.paging import count_capped, keyset
from reopening.models import Application

PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Steps that wait for the person, the case that is due first on top."""
    user = person(request)
    if not user.roles & STEP_ROLES:
        raise PermissionDenied
    rows = steps_for(user)
    page = keyset(lines(rows), order=ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE)
    context = {"page": page, "count": count_capped(rows), "me": user.pk}
    return render(request, "approvals/steps/list.html", context)


@require_safe
@vary_on_headers("HX-Request")
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far a case is, also for its firm: which steps are done, never the notes."""
    rows = Application.objects.visible_to(person(request)).select_related("firm")
    application = get_object_or_404(rows, public_id=public_id)
    context = {
        "application": application,
        "steps": shown(application),
        "letters": letters_of(application),
        "coming": coming(application),
    }
    template = "_panel" if request.headers.get("HX-Request") else "panel_page"
    return render(request, f"approvals/steps/{template}.html", context)


def step_of(request: HttpRequest, public_id: uuid.UUID, key: str) -> Step:
    """A step of a case that the official may see."""
    rows = Step.objects.filter(application=case(request, public_id))
    return get_object_or_404(
        rows.select_related("application__firm", "application__policy_set", "taken_by", "answered_by"),
        key=key,
    )


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """What is to be looked at, what was found, and what may be said of it."""
    return step_page(request, step_of(request, public_id, key))


def step_page(request: HttpRequest, step: Step, **forms: Any) -> HttpResponse:
    """The page of one step; `forms`: those with mistakes take the place of empty ones."""
    initial = {"checked": step.checked, "note": step.note}
    context: dict[str, Any] = {
        "step": step,
        "application": step.application,
        "verbs": steps.verbs_for(step, by=person(request)),
        "events": trail(step).reverse(),
        "checklist": [(point, place in step.checked) for place, point in enumerate(step.checklist)],
        "form": ChecklistForm(step=step, initial=initial),
        "skip_form": WhyForm(prefix="skip"),
        "reopen_form": WhyForm(prefix="reopen"),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "approvals/steps/step.html", context | forms, status=status)


@require_POST
def take(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """Say that one does it, so that no colleague begins too."""
    steps.take(step=step_of(request, public_id, key), by=person(request), at=timezone.now())
    return redirect("approvals:step", public_id, key)


@require_POST
def put_back(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    steps.put_back(step=step_of(request, public_id, key), by=person(request), at=timezone.now())
    messages.success(request, _("A colleague can do the step now."))
    return redirect("approvals:step", public_id, key)


@require_POST
def complete(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    return answered(request, step_of(request, public_id, key), steps.complete, _("The step is passed."))


@require_POST
def fail(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    words = _("Not passed. The officer of the case sees why.")
    return answered(request, step_of(request, public_id, key), steps.fail, words)


def answered(request: HttpRequest, step: Step, act: Callable[..., Step], words: str) -> HttpResponse:
    """Answer the step from its checklist; what is wrong stays on the page."""
    form = ChecklistForm(request.POST, step=step)
    if form.is_valid():
        with refusals_in(form):
            act(step=step, **form.answer(), by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, words)
            return redirect("approvals:case", step.application.public_id)
    return step_page(request, step_of(request, step.application.public_id, step.key), form=form)


@require_POST
def skip(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    return with_reason(request, step_of(request, public_id, key), "skip", steps.skip)


@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    return with_reason(request, step_of(request, public_id, key), "reopen", steps.reopen)


def with_reason(request: HttpRequest, step: Step, verb: str, act: Callable[..., Step]) -> HttpResponse:
    form = WhyForm(request.POST, prefix=verb)
    if not form.is_valid():
        return step_page(request, step, **{f"{verb}_form": form})
    act(step=step, note=form.cleaned_data["note"], by=person(request), at=timezone.now())
    return redirect("approvals:case", step.application.public_id)
