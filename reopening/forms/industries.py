"""Industries of GB/T 4754 are typed by words of their names or by code, in every form and filter."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.checked import Suggestion
from core.choosing import SHOWN, PickedField, SeveralField
from reopening import industries


class IndustryField(PickedField):
    """An industry of GB/T 4754, by words of its name or by its code."""

    check = "industry"
    find: Callable[[str], str | None] = staticmethod(industries.resolve)
    default_error_messages = {"required": gettext_lazy("Please enter the industry.")}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        code = self.find(text)
        if code is None:
            raise self.refuse(text)
        return code

    def refuse(self, text: str) -> ValidationError:
        if strange := industries.strange_class(text):
            sentence = _(
                "GB/T 4754-2017 has no %(code)s. Please compare it with your business licence; if it stands there, "
                "the first two digits are enough: %(division)s."
            ) % {"code": strange, "division": industries.industry_name(strange[:3])}
            return ValidationError(sentence, code="strange_class")
        return super().refuse(text)

    def offer(self, text: str) -> None:
        """Those that fit what was typed, or all of them; once one is chosen, none."""
        if self.find(text):
            return
        names = [industries.industry_name(code) for code in industries.search(text)]
        fitting = [("", [(name, name) for name in names])]
        everything = [
            (head, [(label, label) for _code, label in rows]) for head, rows in industries.choices()
        ]
        self.widget.entries = fitting if names else everything
        raise ValidationError(_("Please choose the industry."), code="choosing")

    def suggestions(self, text: str) -> list[Suggestion]:
        if industries.strange_class(text):
            return []
        names = [industries.industry_name(code) for code in industries.search(text)[:SHOWN]]
        return [Suggestion(name, name) for name in names]

    def told(self, value: Any) -> str:
        return industries.industry_name(value)

    def prepare_value(self, value: Any) -> Any:
        code = self.find(value) if value else None
        return industries.industry_name(code) if code else value


class IndustryPrefixField(IndustryField):
    """A whole section (`C`), a division, or a finer code: the beginning of the codes that are meant."""

    check = "industry_prefix"
    has_list = False
    find = staticmethod(industries.resolve_prefix)

    def suggestions(self, text: str) -> list[Suggestion]:
        if industries.strange_class(text):
            return []
        codes = [*industries.sections_like(text), *industries.search(text)]
        names = [industries.industry_name(code) for code in codes[:SHOWN]]
        return [Suggestion(name, name) for name in names]

    def refuse(self, text: str) -> ValidationError:
        return PickedField.refuse(self, text)


class IndustriesField(SeveralField):
    """Several of them; clean to the beginnings of their codes."""

    check = "industries"

    @property
    def one(self) -> IndustryPrefixField:
        return IndustryPrefixField(required=False)


class IndustryFilter(django_filters.Filter):
    """Rows of a trade and of all that is part of it; programs give its code."""

    field_class = IndustryPrefixField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="industry_code", lookup_expr="startswith", **kwargs)
