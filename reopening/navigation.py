"""Where officials find what firms ask of them besides their cases."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavPage

PAGES = [
    NavPage(
        _("Requests to join"), "users", "reopening:join-requests", frozenset({Role.REVIEWER.value}), order=40
    ),
]
