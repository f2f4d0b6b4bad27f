"""
Choosing from a long list without JavaScript: the same form comes back with the list in it, and all that was typed.

A button `choose` beside a `PickedField` sends the form. Streets are chosen in two steps, first the district; industries
from those that fit what was typed, or from all of them.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.folding import fold
from core.models import Division
from core.queries import districts, resolve_street, streets_in, streets_like
from reopening import industries
from reopening.forms.fields import Checked, Suggestion

CHOOSE = "choose"  # the name of the button; its value is the field
PICK = "_pick"  # behind a field's name: the entry that was chosen
WITHIN = "_within"  # behind a field's name: the district whose streets are shown

Groups = list[tuple[str, list[tuple[str, str]]]]  # entries (value, label) under a heading


SHOWN = 8  # suggestions at a time


class PickedInput(forms.TextInput):
    """A line to type in, and the list below it once it was asked for, or when several entries fit."""

    template_name = "_components/picked.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.is_asked, self.within = False, ""
        self.wider: Groups = []  # districts
        self.entries: Groups = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.is_asked = data.get(CHOOSE) == name
        self.within = data.get(name + WITHIN, "")
        return data.get(name + PICK) or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"wider": self.wider, "entries": self.entries, "within": self.within}
        context["widget"] |= {"choose": CHOOSE, "pick": name + PICK, "within_name": name + WITHIN}
        return context


class Choosing(forms.BaseForm):
    """
    A form with fields to choose for. While somebody chooses, it is neither valid nor wrong: only the field that they
    choose for says something.
    """

    @property
    def is_choosing(self) -> bool:
        return self.is_bound and CHOOSE in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_choosing:
            named = self.data[CHOOSE]
            kept = {name: found for name, found in self.errors.items() if name == named}
            self._errors = ErrorDict(kept, renderer=self.renderer)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_choosing


class PickedField(Checked, forms.CharField):
    """Something of a long list, found by typing its code or its name; what may be meant is offered."""

    width = "input-medium"

    def __init__(self, **kwargs: Any) -> None:
        widget = PickedInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": self.width})
        super().__init__(max_length=200, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        if isinstance(self.widget, PickedInput) and self.widget.is_asked:
            self.offer(fold(str(value or "")))
        return super().clean(value)

    def offer(self, text: str) -> None:
        """Put a list below the line. :raises ValidationError: while nothing is chosen"""

    def refuse(self, text: str) -> ValidationError:
        """Nothing fits, or too much: then what there is to choose from."""
        suggested = self.suggestions(text)
        found = [each.label for each in suggested]
        if isinstance(self.widget, PickedInput) and not self.widget.entries:
            self.widget.entries = [("", [(each.value, each.label) for each in suggested])] if found else []
        if not found:
            sentence = _("Nothing in the list is called “%(text)s”.") % {"text": text[:30]}
            return ValidationError(sentence, code="nothing_fits")
        sentence = _("Several fit “%(text)s”. Please choose: %(found)s") % {
            "text": text[:30],
            "found": str(_("; ")).join(found),
        }
        return ValidationError(sentence, code="several_fit")


class StreetField(PickedField):
    """A street or township, by name, by district and name, or by its code of nine digits."""

    check = "division"
    width = ""  # the whole path, which is long in English
    default_error_messages = {"required": gettext_lazy("Please enter the street or township.")}

    def clean(self, value: Any) -> Any:
        text = fold(super().clean(value))
        if not text:
            return None
        found = resolve_street(text)
        if found is None:
            raise self.refuse(text)
        return found

    def offer(self, text: str) -> None:
        """First the districts, then the streets of one of them; once a street is chosen, neither."""
        if resolve_street(text):
            return
        self.widget.wider = grouped_by_parent(districts())
        if self.widget.within:
            rows = streets_in(self.widget.within)
            self.widget.entries = [("", [(path_of(row), str(row)) for row in rows])]
            raise ValidationError(_("Please choose the street or township."), code="choosing")
        raise ValidationError(_("Please choose the district first."), code="choosing")

    def suggestions(self, text: str) -> list[Suggestion]:
        if len(fold(text)) < 2:
            return []
        return [Suggestion(path_of(row), path_of(row)) for row in streets_like(fold(text))[:SHOWN]]

    def told(self, value: Any) -> str:
        return f"{path_of(value)} ({value.pk})"

    def prepare_value(self, value: Any) -> Any:
        """The whole path: it finds the same street again."""
        if isinstance(value, str) and not value.isascii():
            return value
        row = value if isinstance(value, Division) else street(str(value or ""))
        return path_of(row) if row else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial.pk if isinstance(initial, Division) else initial
        found = resolve_street(fold(data)) if data else None
        return (found.pk if found else data or None) != (before or None)


def grouped_by_parent(rows: Iterable[Division]) -> Groups:
    """Districts below the names of their cities."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(str(row.parent or ""), []).append((row.pk, str(row)))
    return list(found.items())


def street(code: str) -> Division | None:
    rows = Division.objects.filter(pk=code).select_related("parent__parent")
    return rows.first() if code.isdigit() else None


def path_of(row: Division) -> str:
    """`杭州市 · 西湖区 · 北山街道`"""
    above = [row.parent.parent, row.parent] if row.parent else []
    return " · ".join(str(each) for each in [*above, row] if each)


class IndustryField(PickedField):
    """An industry of GB/T 4754, by words of its name or by its code."""

    check = "industry"
    default_error_messages = {"required": gettext_lazy("Please enter the industry.")}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        code = industries.resolve(text)
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
        if industries.resolve(text):
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
        code = industries.resolve(value) if value else None
        return industries.industry_name(code) if code else value
