from typing import Any, cast

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from core.choosing import Choosing
from core.place_fields import StreetField
from reopening.forms.fields import CreditCodeField, MobileField, PrintedField, unprintable
from reopening.forms.industries import IndustryField
from reopening.forms.numbers import NumberField
from reopening.forms.passwords import NewPassword
from reopening.models import Firm
from reopening.record_marks import mark_of
from reopening.services.firms import FIRM_FIELDS

PRINTED = ("name", "legal_representative", "address", "contact_name")


class FirmForm(Choosing, forms.ModelForm[Firm]):
    """The firm's own data."""

    division = StreetField(
        label=_("Street or township"),
        help_text=_("Where the site is; its office takes your case. Type two characters of the name."),
    )
    industry_code = IndustryField(
        label=_("Industry"),
        help_text=_("As on your business licence (GB/T 4754): its code, or words such as 食品 or software."),
    )
    staff_total = NumberField(
        label=_("Number of staff in all"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Everybody, also those who stay at home for now."),
    )
    contact_phone = MobileField(
        label=_("Mobile of the contact person"),
        help_text=_("The office calls this number when something is unclear."),
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
        field_classes = dict.fromkeys(PRINTED, PrintedField)
        help_texts = {
            "name": _("The full name on the business licence."),
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name", "class": "input-medium"}),
            "legal_representative": forms.TextInput(attrs={"class": "input-medium"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
        }

    def validate_unique(self) -> None:
        """The service answers for what the database holds."""

    def unprintable(self) -> str:
        """A warning about what is kept and yet cannot be printed; empty if nothing is."""
        return unprintable("".join(self.cleaned_data.get(name, "") for name in PRINTED))


class FirmEditForm(FirmForm):
    """The same of a firm that stands: whoever saves it says what they had seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = mark_of(self.instance, FIRM_FIELDS)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIRM_FIELDS}


class AccountForm(NewPassword):
    """The sign-in of a new person."""

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
    ACCOUNT_FIELDS = ("username", "email", "password")


class SignUpForm(AccountForm, FirmForm):
    """A firm and its first person, in one go."""

    credit_code = CreditCodeField(
        label=_("Unified social credit code"),
        help_text=_("18 digits and capital letters, as on the business licence."),
    )

    field_order = ["credit_code", *FirmForm.Meta.fields, "username", "email", "password"]

    def firm_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def choose(field: forms.Field, choices: list[Any]) -> None:
    """Give a field of choices its choices."""
    cast("forms.ChoiceField", field).choices = choices
