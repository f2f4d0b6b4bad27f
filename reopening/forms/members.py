"""Forms about the people who act for a firm."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from reopening.forms.fields import CreditCodeField
from reopening.forms.passwords import NewPassword


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the colleague"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    is_signatory = forms.BooleanField(label=_("May sign for the firm"), required=False)


class AccountForm(NewPassword):
    """A new account of a person who joins."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("You sign in with it. Letters, digits and @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "input-medium"}),
    )

    field_order = ["name", "username", "password"]


class JoinForm(forms.Form):
    """Asking to join a registered firm."""

    credit_code = CreditCodeField(
        label=_("Unified social credit code"),
        help_text=_("18 digits and capital letters, as on the business licence."),
    )
    note = forms.CharField(
        label=_("Who are you in the firm?"),
        help_text=_("The people of the firm and the office read it, for example: head of administration."),
        max_length=200,
    )


class JoinAsNewForm(JoinForm, AccountForm):
    """The same for a person who has no account yet."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For the answer, and for a forgotten password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["credit_code", "note", "name", "email", "username", "password"]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? The person reads it."), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
