from typing import Any, cast

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import Division
from reopening import industries
from reopening.credit_codes import canonical_credit_code
from reopening.identities import canonical_mobile
from reopening.models import Firm

STREET_CODE_LENGTH = 9


class StreetField(forms.ModelChoiceField[Division]):
    """A street or township, listed under its district."""

    def __init__(self, **kwargs: Any) -> None:
        streets = Division.objects.filter(code__regex=r"^\d{9}$").select_related("parent")
        super().__init__(queryset=streets.order_by("code"), empty_label=_("Please choose"), **kwargs)

    def label_from_instance(self, obj: Division) -> str:
        return f"{obj.parent} · {obj}" if obj.parent else str(obj)


class FirmForm(forms.ModelForm[Firm]):
    """The firm's own data."""

    division = StreetField(
        label=_("Street or township"), help_text=_("Where the site is. Its office takes your case.")
    )
    industry_code = forms.ChoiceField(
        label=_("Industry"), help_text=_("As on your business licence (GB/T 4754).")
    )

    class Meta:
        model = Firm
        fields = [
            "name",
            "legal_representative",
            "division",
            "address",
            "industry_code",
            "staff_total",
            "contact_name",
            "contact_phone",
        ]
        help_texts = {
            "name": _("The full name on the business licence."),
            "staff_total": _("Everybody, also those who stay at home for now."),
            "contact_phone": _("The office calls this number when something is unclear."),
        }
        widgets = {
            "contact_phone": forms.TextInput(
                attrs={"inputmode": "tel", "autocomplete": "tel", "class": "input-medium"}
            ),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name", "class": "input-medium"}),
            "legal_representative": forms.TextInput(attrs={"class": "input-medium"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "staff_total": forms.NumberInput(
                attrs={"inputmode": "numeric", "min": 1, "class": "input-short"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.industry_code
        listed = {code for _section, divisions in industries.choices() for code, _name in divisions}
        own = [(known, industries.industry_name(known))] if known and known not in listed else []
        choose(self.fields["industry_code"], [("", _("Please choose")), *own, *industries.choices()])

    def clean_contact_phone(self) -> str:
        return canonical(canonical_mobile, self.cleaned_data["contact_phone"])

    def validate_unique(self) -> None:
        """The service answers for what the database holds."""


class CreditCodeField(forms.CharField):
    """A unified social credit code in any spelling people use; it is folded and its check digit proved."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "input-medium code"}
        )
        super().__init__(max_length=60, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return canonical(canonical_credit_code, super().clean(value))


class SignUpForm(FirmForm):
    """A firm and its first person, in one go."""

    credit_code = CreditCodeField(
        label=_("Unified social credit code"),
        help_text=_("18 digits and capital letters, as on the business licence."),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("You sign in with it. Letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "input-medium"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For messages about your case and a forgotten password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        help_text=_("At least 10 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "input-medium"}),
    )

    field_order = ["credit_code", *FirmForm.Meta.fields, "username", "email", "password"]

    ACCOUNT_FIELDS = ("username", "email", "password")

    def firm_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def choose(field: forms.Field, choices: list[Any]) -> None:
    """Give a field of choices its choices."""
    cast("forms.ChoiceField", field).choices = choices


def canonical(reader: Any, text: str) -> str:
    """
    `text` in its one form.

    :raises forms.ValidationError: with the reader's sentence
    """
    try:
        return str(reader(text))
    except DomainError as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
