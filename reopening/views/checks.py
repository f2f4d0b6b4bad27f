"""Checks at the field: what a typed value means or why it cannot be right. Nothing is stored or logged."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.dates import shanghai_day
from reopening.forms.choosing import IndustryField, StreetField
from reopening.forms.fields import (
    CertificateField,
    Checked,
    CreditCodeField,
    IdNumberField,
    MobileField,
    PrintedField,
    kind_or_usual,
)
from reopening.forms.numbers import NumberField, TemperatureField


def number_field(limits: QueryDict) -> NumberField:
    return NumberField(required=False, min_value=limit(limits, "min"), max_value=limit(limits, "max"))


def limit(limits: QueryDict, name: str) -> int | None:
    stated = limits.get(name, "")
    digits = stated.removeprefix("-")
    return int(stated) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def id_number_field(request: HttpRequest) -> IdNumberField:
    field = IdNumberField(required=False)
    field.today = shanghai_day(timezone.now())
    field.kind = kind_or_usual(request.POST.get(field.check_with, ""))
    return field


KINDS: dict[str, Callable[[HttpRequest], Checked]] = {
    "certificate": lambda request: CertificateField(required=False),
    "credit_code": lambda request: CreditCodeField(required=False),
    "division": lambda request: StreetField(required=False),
    "industry": lambda request: IndustryField(required=False),
    "mobile": lambda request: MobileField(required=False),
    "id_number": id_number_field,
    "number": lambda request: number_field(request.GET),
    "temperature": lambda request: TemperatureField(required=False),
    "printed": lambda request: PrintedField(required=False),
}


@login_not_required
@require_POST
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """
    One typed value, posted so that it stands in no address and no log, whatever its field is called.

    The address may carry the limits of a number.
    """
    if kind not in KINDS:
        raise Http404
    field = KINDS[kind](request)
    beside = {"csrfmiddlewaretoken", field.check_with}
    text = str(next((value for name, value in request.POST.items() if name not in beside), ""))
    context: dict[str, object] = {"told": "", "refusal": ""}
    if text.strip():
        try:
            value = field.clean(text)
            context |= {"told": field.told(value), "warning": field.warned(value)}
        except ValidationError as error:
            context["suggestions"] = field.suggestions(text)
            context["refusal"] = "" if context["suggestions"] else error.messages[0]
    return render(request, "_components/field_check.html", context)
