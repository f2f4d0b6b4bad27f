"""What is checked at the field while it is typed (`core.views.checks`)."""

from collections.abc import Callable

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from core.checked import Checked
from core.dates import shanghai_day
from reopening.forms.fields import (
    CertificateField,
    CreditCodeField,
    IdNumberField,
    MobileField,
    PrintedField,
    kind_or_usual,
)
from reopening.forms.industries import IndustriesField, IndustryField, IndustryPrefixField
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
    "industry": lambda request: IndustryField(required=False),
    "industry_prefix": lambda request: IndustryPrefixField(required=False),
    "industries": lambda request: IndustriesField(required=False),
    "mobile": lambda request: MobileField(required=False),
    "id_number": id_number_field,
    "number": lambda request: number_field(request.GET),
    "temperature": lambda request: TemperatureField(required=False),
    "printed": lambda request: PrintedField(required=False),
}
