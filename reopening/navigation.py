"""Where officials find the rules of their place and what firms ask of them, and clerks the hotline."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavPage

READERS = {Role.ADMINISTRATOR, Role.REVIEWER, Role.APPROVER, Role.AUDITOR}
PAGES = [
    NavPage(_("Hotline"), "send", "reopening:hotline", frozenset({Role.CLERK.value}), order=12),
    NavPage(
        _("Requests to join"), "users", "reopening:join-requests", frozenset({Role.REVIEWER.value}), order=40
    ),
    NavPage(
        _("Policy sets"),
        "plan",
        "reopening:policies",
        frozenset(role.value for role in READERS),
        order=70,
    ),
]
