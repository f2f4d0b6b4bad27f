"""How allauth signs people in here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskAccountAdapter(DefaultAccountAdapter):
    """Accounts come from a firm's sign-up or from an administrator, never from the bare sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInForm(LoginForm):  # type: ignore[misc]
    """Says in its label what is asked for: “Login” means the button to most people."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or email address")
        self.fields["remember"].label = _("Remember me")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class LongEnough(MinimumLengthValidator):
    """Django 5.2 has a new sentence for a short password, and no Chinese for it."""

    def get_error_message(self) -> str:
        return str(
            _("The password is too short: at least %(least)s characters.") % {"least": self.min_length}
        )
