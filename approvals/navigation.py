"""Where officials find the work of deciding."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavPage

DECIDERS = frozenset({Role.REVIEWER.value, Role.APPROVER.value})
PAGES = [
    NavPage(_("Review queue"), "queue", "approvals:queue", DECIDERS, order=10),
    NavPage(_("Papers to confirm"), "file", "approvals:papers", DECIDERS | {Role.INSPECTOR.value}, order=15),
    NavPage(_("Batches"), "batch", "approvals:batches", DECIDERS | {Role.AUDITOR.value}, order=20),
    NavPage(
        _("Certificates"),
        "certificate",
        "approvals:certificates",
        DECIDERS | {Role.INSPECTOR.value, Role.AUDITOR.value},
        order=30,
    ),
]
