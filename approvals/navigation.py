"""Where officials find the work of deciding."""

from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavPage

DECIDERS = frozenset({Role.REVIEWER.value, Role.APPROVER.value})
PAGES = [
    NavPage(_("Review queue"), "queue", "approvals:queue", DECIDERS, order=10),
    NavPage(
        _("Steps for you"),
        "plan",
        "approvals:steps",
        frozenset({Role.REVIEWER.value, Role.INSPECTOR.value, Role.INSTRUCTOR.value}),
        order=12,
    ),
    NavPage(
        _("Questions to you"),
        "inbox",
        "approvals:questions",
        frozenset({Role.EXPERT.value, Role.INSTRUCTOR.value}),
        order=10,
    ),
    NavPage(_("Visits"), "pin", "approvals:visits", frozenset({Role.INSPECTOR.value}), order=11),
    NavPage(_("Conditions"), "file", "approvals:conditions", DECIDERS | {Role.INSPECTOR.value}, order=15),
    NavPage(_("Canned texts"), "pen", "approvals:texts", DECIDERS, order=35),
    NavPage(_("Batches"), "batch", "approvals:batches", DECIDERS | {Role.AUDITOR.value}, order=20),
    NavPage(_("Appeals"), "history", "approvals:appeals", DECIDERS | {Role.AUDITOR.value}, order=25),
    NavPage(
        _("Checks after opening"),
        "check",
        "approvals:checks",
        DECIDERS | {Role.INSPECTOR.value, Role.AUDITOR.value},
        order=13,
    ),
    NavPage(
        _("Stopped firms"),
        "stopped",
        "approvals:stops",
        DECIDERS | {Role.INSPECTOR.value, Role.AUDITOR.value},
        order=35,
    ),
    NavPage(
        _("Certificates"),
        "certificate",
        "approvals:certificates",
        DECIDERS | {Role.INSPECTOR.value, Role.AUDITOR.value},
        order=30,
    ),
]
