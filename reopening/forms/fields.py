"""Numbers and names of people, firms and papers, checked where they are typed."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.checked import Checked
from core.dates import day_shown
from core.errors import DomainError
from core.models import Division
from core.printing.faces import describe, missing_characters
from reopening.credit_codes import canonical_credit_code
from reopening.id_kinds import IdKind, canonical_id, number_of
from reopening.identities import canonical_certificate, canonical_mobile

LONGEST = 60  # characters of a number in any spelling


def canonical(reader: Any, text: str) -> Any:
    """
    `text` in its one form.

    :raises ValidationError: with the reader's sentence
    """
    try:
        return reader(text)
    except DomainError as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from refusal


class CanonicalField(Checked, forms.CharField):
    """A number that is written in many ways and kept in one."""

    attrs: dict[str, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", **self.attrs}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return str(canonical(self.read, text)) if text else ""

    def read(self, text: str) -> str:
        """:raises DomainError: if the text cannot be one"""
        raise NotImplementedError  # each kind of number reads its own


class PrintedField(Checked, forms.CharField):
    """A name or an address that papers print: kept as it is typed, with a word of warning where they cannot."""

    check = "printed"

    def warned(self, value: Any) -> str:
        return unprintable(value)


def unprintable(text: str) -> str:
    """What to do about characters that no typeface of papers has; empty if there are none."""
    missing = missing_characters(text)
    if not missing:
        return ""
    sentence = _(
        "No typeface of papers has %(characters)s, so no certificate can be printed with it. It is kept as you "
        "typed it; please ask your office how it is to be written."
    )
    return sentence % {"characters": describe(missing)}


class CreditCodeField(CanonicalField):
    """A unified social credit code: folded, its check character proved."""

    check = "credit_code"
    attrs = {"spellcheck": "false", "class": "input-medium code"}

    def read(self, text: str) -> str:
        return canonical_credit_code(text)

    def told(self, value: Any) -> str:
        return _("The check character fits.")


class IdNumberField(CanonicalField):
    """
    The number of an ID document, kept together with its kind as `id_kinds` has it.

    `kind` and `today`, in Shanghai, are set by whoever makes the form: nobody is born after it.
    """

    check = "id_number"
    check_with = "id_kind"
    attrs = {"class": "input-medium code"}
    kind: str = IdKind.RESIDENT_ID
    today: date = date.max

    def read(self, text: str) -> str:
        return canonical_id(self.kind, text, on=self.today)

    def told(self, value: Any) -> str:
        """Of a resident ID the place and the date of birth in it, so that a slip is seen although the check fits."""
        if self.kind != IdKind.RESIDENT_ID:
            return number_of(value)
        born_on = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        place = Division.objects.filter(code__in=[value[:2], value[:4], value[:6]]).order_by("-code").first()
        return _("The check character fits. %(place)s, born on %(born_on)s.") % {
            "place": place or _("Place not in our list"),
            "born_on": day_shown(born_on),
        }


class IdKindField(forms.ChoiceField):
    """The kind of an ID document; where nothing is said, the usual one."""

    widget = forms.Select(attrs={"class": "input-medium"})

    def __init__(self, **kwargs: Any) -> None:
        choices = [(kind.value, capfirst(kind.label)) for kind in IdKind]
        super().__init__(choices=choices, initial=IdKind.RESIDENT_ID, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or IdKind.RESIDENT_ID.value)


class IdDocumentForm(forms.Form):
    """Who somebody is: the kind of their ID document and its number, whose kind must be known before it is read."""

    id_kind = IdKindField(label=gettext_lazy("Kind of ID document"))
    resident_id = IdNumberField(label=gettext_lazy("ID number"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """:param today: in Shanghai; no date of birth lies after it"""
        super().__init__(*args, **kwargs)
        number = cast("IdNumberField", self.fields["resident_id"])
        number.today = today
        number.kind = kind_or_usual(self.data.get(self.add_prefix("id_kind"), ""))


def kind_or_usual(typed: str) -> str:
    """The kind that a form names; a resident ID where it names none."""
    return typed if typed in IdKind.values else IdKind.RESIDENT_ID.value


class MobileField(CanonicalField):
    check = "mobile"
    attrs = {"inputmode": "tel", "autocomplete": "tel", "class": "input-medium"}

    def read(self, text: str) -> str:
        return canonical_mobile(text)

    def told(self, value: Any) -> str:
        return f"{value[:3]} {value[3:7]} {value[7:]}"


class CertificateField(CanonicalField):
    """The number of a certificate of safety management or of special operations."""

    check = "certificate"
    attrs = {"spellcheck": "false", "class": "input-medium code"}

    def read(self, text: str) -> str:
        return canonical_certificate(text)

    def told(self, value: Any) -> str:
        return _("The check character fits.") if value.startswith("T") and len(value) == 19 else ""
