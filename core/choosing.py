"""
Choosing from a long list: what may be meant is offered while typing. Without JavaScript the same form comes back with
the list in it, and all that was typed.

A button `choose` beside a `PickedField` sends the form. Streets are chosen in two steps, first the district; industries
from those that fit what was typed, or from all of them.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from core.checked import Checked, Suggestion
from core.folding import fold

CHOOSE = "choose"  # the name of the button; its value is the field
PICK = "_pick"  # behind a field's name: the entry that was chosen
WITHIN = "_within"  # behind a field's name: the district whose streets are shown

Groups = list[tuple[str, list[tuple[str, str]]]]  # entries (value, label) under a heading

SHOWN = 8  # suggestions at a time
BETWEEN = re.compile(r"[;；\n]")  # between the entries of a `SeveralField`
BLANKS = re.compile(r"[\s,，、]+")
CODE = re.compile(r"[A-Ta-t][0-9]{0,4}|[0-9]{2,12}")
MOST = 50  # entries of one field
LONGEST = 4000  # characters of them


class PickedInput(forms.TextInput):
    """A line to type in, and the list below it once it was asked for, or when several entries fit."""

    template_name = "_components/picked.html"
    is_area = False

    def __init__(self, attrs: dict[str, Any] | None = None, *, has_list: bool = True) -> None:
        """:param has_list: whether the whole list can be asked for; it takes a `Choosing` form"""
        super().__init__(attrs)
        self.has_list, self.is_asked, self.within = has_list, False, ""
        self.wider: Groups = []  # districts
        self.entries: Groups = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.is_asked = self.has_list and data.get(CHOOSE) == name
        self.within = data.get(name + WITHIN, "")
        return data.get(name + PICK) or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"wider": self.wider, "entries": self.entries, "within": self.within}
        context["widget"] |= {"choose": CHOOSE, "pick": name + PICK, "within_name": name + WITHIN}
        context["widget"] |= {"has_list": self.has_list, "is_area": self.is_area}
        return context


class PickedArea(PickedInput):
    """The same for several entries, one after the other."""

    is_area = True


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
    has_list = True  # without JavaScript, where the form is a `Choosing` one

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "class": self.width}
        kwargs.setdefault("widget", PickedInput(attrs=attrs, has_list=self.has_list))
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

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


class SeveralField(PickedField):
    """Entries of the list of `one`, with semicolons between them; between codes blanks and commas will do."""

    has_list = False
    is_public = False  # each entry is looked for

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 2, "autocomplete": "off", "spellcheck": "false", "class": "input-entries"}
        super().__init__(widget=PickedArea(attrs=attrs, has_list=False), max_length=LONGEST, **kwargs)

    @property
    def one(self) -> PickedField:
        raise NotImplementedError  # each kind of list has its own

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        texts, one = entries_in(text), self.one
        if len(texts) > MOST:
            raise ValidationError(_("Please name %(most)s at most.") % {"most": MOST}, code="too_many")
        try:
            return tuple(sorted({str(pk_of(one.clean(each))) for each in texts}))
        except ValidationError:
            if found := self.suggestions(text):
                self.widget.entries = [("", [(each.value, each.label) for each in found])]
            raise

    def codes(self, text: str) -> list[str]:
        """In the order of the entries; what is not in the list stays as it was typed."""
        texts = entries_in(text)
        if len(texts) > 10 * MOST:
            return texts
        one, found = self.one, []
        for each in texts:
            try:
                found.append(str(pk_of(one.clean(each))))
            except ValidationError:
                found.append(each)
        return found

    def suggestions(self, text: str) -> list[Suggestion]:
        """What the first entry that is not clear may mean, among those that are."""
        texts, one = entries_in(text), self.one
        for place, each in enumerate(texts[:MOST]):
            try:
                one.clean(each)
            except ValidationError:
                before, after = texts[:place], texts[place + 1 :]
                return [
                    Suggestion(joined([*before, found.value, *after]), found.label)
                    for found in one.suggestions(each)
                ]
        return []

    def told(self, value: Any) -> str:
        one = self.one
        return joined([one.told(one.clean(code)) for code in value])

    def prepare_value(self, value: Any) -> Any:
        texts = entries_in(value) if isinstance(value, str) else [*(value or ())]
        if len(texts) > MOST:
            return value
        one = self.one
        return joined([one.prepare_value(each) for each in texts])


def pk_of(value: Any) -> Any:
    return getattr(value, "pk", value)


def joined(texts: list[str]) -> str:
    return str(_("; ")).join(texts)


def entries_in(text: str) -> list[str]:
    found: list[str] = []
    for piece in map(fold, BETWEEN.split(text)):
        parts = [part for part in BLANKS.split(piece) if part]
        found += parts if all(map(CODE.fullmatch, parts)) else [piece]
    return found
