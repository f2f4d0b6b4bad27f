"""What is still wrong with a draft, in words, and where it can be mended."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from reopening.policy.body import PolicyBody
from reopening.policy.files import reason_of
from reopening.policy.parts import GENERAL, PART_OF_CODE, part_of

Location = tuple[int | str, ...]
# In a form nobody writes quotation marks.
IN_FORMS = {
    "int_type": _("Write a whole number."),
    "int_from_float": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "decimal_parsing": _("Write a number such as 37.3."),
    "decimal_type": _("Write a number such as 37.3."),
    "string_type": _("This field is missing."),
    "enum": _("Please choose one of the list."),
    "literal_error": _("Please choose one of the list."),
    "bool_type": _("Choose yes or no."),
    "tuple_type": _("This list is not whole. Please check its entries."),
    "model_type": _("This field is missing."),
    "model_attributes_type": _("This field is missing."),
    "dict_type": _("This field is missing."),
    "string_pattern_mismatch": _("This does not have the expected form."),
}


@dataclass(frozen=True)
class Mistake:
    """`where`: the place in the body, as pydantic names it; empty when several parts disagree."""

    where: Location
    code: str
    message: Any

    @property
    def part(self) -> str:
        if not self.where:
            return PART_OF_CODE.get(self.code, GENERAL)
        return part_of(str(self.where[0]))


def mistakes_in(body: Any) -> list[Mistake]:
    """Every mistake of a body as it is stored; none means that it is whole."""
    try:
        PolicyBody.model_validate(body)
    except ValidationError as found:
        errors = found.errors()
        rows = {each["loc"][:depth] for each in errors for depth in range(1, len(each["loc"]))}
        return [
            Mistake(tuple(each["loc"]), each["type"], IN_FORMS.get(each["type"]) or reason_of(each))
            for each in errors
            # A list is not too short because its rows have mistakes.
            if each["type"] != "too_short" or each["loc"] not in rows
        ]
    return []


def whole(body: Any) -> dict[str, Any] | None:
    """The body in its canonical form; None while there are mistakes."""
    try:
        return PolicyBody.model_validate(body).model_dump(mode="json")
    except ValidationError:
        return None
