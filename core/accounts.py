"""How allauth signs people in here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class DeskAccountAdapter(DefaultAccountAdapter):
    """Accounts come from a firm's sign-up or from an administrator, never from the bare sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
