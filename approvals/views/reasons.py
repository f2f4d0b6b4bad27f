"""What a firm is told in coded reasons and an explanation: a return, or a rejection with its letter previewed."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.forms.review import LetterReasonsForm
from approvals.models import TextUse
from approvals.services import decisions, letters, review
from approvals.views.access import person
from approvals.views.canned_texts import is_insertion, texts_for, with_text
from approvals.views.review import FORM, may, verb_page
from core.forms import refusals_in
from reopening.models import Application
from reopening.policy.content import Reason

Act = Callable[..., Any]


@require_http_methods(FORM)
def return_for_correction(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = may(request, public_id, "return_for_correction")
    form = form_for(request, application, application.policy_set.rules.return_reasons, TextUse.RETURN)
    if act_on(request, form, application, review.return_for_correction):
        messages.success(request, _("The firm has been told what to correct."))
        return redirect("approvals:queue")
    lead = _("Say everything at once: the firm should not have to come back twice.")
    context = {"lead": lead, "texts": texts_for(application, TextUse.RETURN)}
    title = _("Return for correction")
    return verb_page(request, application, form, title=title, button=_("Return"), **context)


@require_http_methods(FORM)
def reject(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = may(request, public_id, "reject")
    form = form_for(request, application, application.policy_set.rules.reject_reasons, TextUse.REJECT)
    letter = None
    if "preview" in request.POST and form.is_bound and form.is_valid():
        with refusals_in(form):
            letter = letters.of_rejection(application, **form.cleaned_data, at=timezone.now())
    elif "preview" not in request.POST and act_on(request, form, application, decisions.reject):
        messages.success(request, _("The application is rejected."))
        return redirect("approvals:case", public_id)
    context = {
        "lead": _("A rejection closes the case. The firm may appeal, or start a new application."),
        "texts": texts_for(application, TextUse.REJECT),
        "letter": letter,
        "can_preview": True,
        "danger": True,
    }
    title = _("Reject")
    return verb_page(request, application, form, title=title, button=_("Reject for good"), **context)


def form_for(
    request: HttpRequest, application: Application, offered: tuple[Reason, ...], use: str
) -> LetterReasonsForm:
    """What was typed; with a canned text below it, when that was asked for: then nothing is sent yet."""
    if not is_insertion(request):
        return LetterReasonsForm(request.POST or None, offered=offered)
    note = with_text(request, application, use)
    typed = {"reasons": request.POST.getlist("reasons"), "note": note["zh"], "note_en": note["en"]}
    return LetterReasonsForm(offered=offered, initial=typed)


def act_on(request: HttpRequest, form: LetterReasonsForm, application: Application, act: Act) -> bool:
    """Whether the firm has been told; what was refused stands in the form."""
    if not form.is_bound or not form.is_valid():
        return False
    with refusals_in(form):
        act(application=application, by=person(request), at=timezone.now(), **form.cleaned_data)
    return form.is_valid()
