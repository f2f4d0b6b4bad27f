"""The password of a new account."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class NewPassword(forms.Form):
    """A password that is chosen here. It never stands on a page: where something else is wrong it is asked again."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        help_text=_("At least 10 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "input-medium"}),
    )

    def clean_password(self) -> str:
        """Told with all that is wrong; whether it is too much like the name, the service says."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def ask_again(self) -> None:
        """Before the form is shown once more."""
        if self.errors and not self.has_error("password"):
            self.add_error("password", _("For your safety the page forgets it. Please type it once more."))
