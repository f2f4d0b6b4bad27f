"""What the register of firms says, offered to a form: only public facts, only where nobody has typed."""

from collections.abc import Mapping
from typing import Any

from reopening.models import RegisteredFirm

FIELDS = ("name", "legal_representative", "division", "address", "industry_code")


def registered(credit_code: str) -> RegisteredFirm | None:
    return RegisteredFirm.objects.select_related("division").filter(pk=credit_code).first()


def offer(firm: RegisteredFirm | None) -> dict[str, str]:
    """What can be filled in, by field of the form; a place that is no street and a trade too wide say nothing."""
    if firm is None:
        return {}
    values = {
        "name": firm.name,
        "legal_representative": firm.legal_representative,
        "division": firm.division_id if firm.division.is_street else "",
        "address": firm.address,
        "industry_code": firm.industry_code if len(firm.industry_code) >= 3 else "",
    }
    return {name: value for name, value in values.items() if value}


def fill(typed: Mapping[str, Any], offered: Mapping[str, str]) -> dict[str, str]:
    """The part of `offered` for which nothing is typed."""
    return {name: value for name, value in offered.items() if not str(typed.get(name) or "").strip()}
