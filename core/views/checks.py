"""Checks at the field: what a typed value means or why it cannot be right. Nothing is stored or logged."""

from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.checked import Checked
from core.packages import modules


@cache
def kinds() -> dict[str, Callable[[HttpRequest], Checked]]:
    """What each package checks: `KINDS` of its `field_checks.py`, a field by its kind."""
    return {kind: field for module in modules("field_checks") for kind, field in module.KINDS.items()}


@login_not_required
@require_POST
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """
    One typed value, posted so that it stands in no address and no log, whatever its field is called.

    The address may carry the limits of a number, or the places that may be meant.
    """
    if kind not in kinds():
        raise Http404
    field = kinds()[kind](request)
    if not field.is_public and not request.user.is_authenticated:
        raise Http404
    beside = {"csrfmiddlewaretoken", field.check_with}
    text = str(next((value for name, value in request.POST.items() if name not in beside), ""))
    context: dict[str, object] = {"told": "", "refusal": ""}
    if not text.strip():
        context["suggestions"] = field.first_choices()
    else:
        try:
            value = field.clean(text)
            context |= {"told": field.told(value), "warning": field.warned(value)}
        except ValidationError as error:
            context["suggestions"] = field.suggestions(text)
            context["refusal"] = "" if context["suggestions"] else error.messages[0]
    return render(request, "_components/field_check.html", context)
