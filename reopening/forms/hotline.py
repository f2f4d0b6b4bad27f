from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.credit_codes import CreditCodeRefused, canonical_credit_code
from reopening.forms.fields import CreditCodeField, MobileField
from reopening.forms.firms import AccountForm, FirmForm
from reopening.models import Relation
from reopening.services.mandates import Giver


class FindForm(forms.Form):
    """Which firm the caller speaks for: a credit code, or two characters of the name."""

    q = forms.CharField(
        label=_("Credit code or name"),
        required=False,
        max_length=60,
        help_text=_("The whole credit code, or at least two characters of the name."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "data-search": ""}),
    )

    def words(self) -> str:
        """What is looked for, a credit code in its one form; nothing while nothing is asked, or it is wrong."""
        typed = str(self.cleaned_data["q"]) if self.is_bound and self.is_valid() else ""
        try:
            return canonical_credit_code(typed)
        except CreditCodeRefused:
            return typed


class CallForm(forms.Form):
    """The caller, and the consent that was read out."""

    credit_code = CreditCodeField(label=_("Unified social credit code"))
    giver_name = forms.CharField(
        label=_("Name of the caller"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
    )
    giver_phone = MobileField(label=_("Mobile of the caller"))
    giver_relation = forms.ChoiceField(label=_("The caller is"), choices=Relation, widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=_("I have read the text out, and the caller has agreed."),
        error_messages={
            "required": _("Please read the text out, and go on only when the caller has agreed.")
        },
    )

    def giver(self) -> Giver:
        cleaned = self.cleaned_data
        return Giver(cleaned["giver_name"], cleaned["giver_relation"], cleaned["giver_phone"])


class NewFirmForm(FirmForm):
    """A firm that the desk does not know yet; the caller is the one to ask for, so that nothing is asked twice."""

    contact_phone = None  # type: ignore[assignment]

    class Meta(FirmForm.Meta):
        fields = [name for name in FirmForm.Meta.fields if not name.startswith("contact_")]

    def values(self, giver: Giver) -> dict[str, Any]:
        return self.cleaned_data | {"contact_name": giver.name, "contact_phone": giver.phone}


class EndForm(forms.Form):
    """Nothing to fill in: whether to end a mandate."""


class LookForm(forms.Form):
    """Why somebody under a mandate opens the list of people."""

    reason = forms.CharField(
        label=_("What the caller asked for"),
        max_length=200,
        help_text=_("For example: to add two people who came back. It is kept with the case."),
        widget=forms.TextInput,
    )


class TakeOverForm(AccountForm):
    """A firm that others filed for gets its first person."""

    credit_code = CreditCodeField(label=_("Unified social credit code"))
    code = forms.CharField(
        label=_("Take-over code"),
        max_length=20,
        help_text=_("The eight characters that the hotline or your operator gave you."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "input-medium code"}
        ),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input-medium"}),
    )

    field_order = ["credit_code", "code", "name", "username", "email", "password"]
