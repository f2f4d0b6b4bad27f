"""The foundation's lists that can be taken out as a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.audit_words import act_named
from core.exporting import Listing, Query, columns_of
from core.models import Appointment, Role, User
from core.permissions import prefix_q
from core.queries import audit_visible_to


def audit_rows(user: User, query: Query) -> QuerySet[Any]:
    """The trail, or that of one record (`subject`); the auditor's alone."""
    if Role.AUDITOR not in user.roles:
        raise PermissionDenied
    events = audit_visible_to(user)
    kind, colon, key = query.get("subject", "").partition(":")
    events = events.filter(subject_type=kind, subject_id=key) if colon else events
    return events.values_list(
        *("pk", "at", "verb", "subject_type", "subject_id", "sequence", "actor__username"),
        *("from_status", "to_status", "note", "digest"),
        named=True,
    )


def audit_cells(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.at, str(act_named(row.verb)), row.verb, row.subject_type, row.subject_id, row.sequence),
            *(row.actor__username, row.from_status, row.to_status, row.note, row.digest),
        )


def appointment_rows(user: User, query: Query) -> QuerySet[Any]:
    """Who holds which role in the administrator's divisions."""
    if Role.ADMINISTRATOR not in user.roles:
        raise PermissionDenied
    rows = Appointment.objects.filter(prefix_q("division__code", user.role_prefixes(Role.ADMINISTRATOR)))
    return rows.values_list(
        "pk", "user__username", "user__name", "role", "division_id", "division__name", named=True
    )


LISTINGS = [
    Listing(
        name="audit",
        title=_("Audit trail"),
        columns=(
            *(_("When"), _("Act"), _("Verb"), _("Record"), _("Key"), _("Number in its chain"), _("By")),
            *(_("State before"), _("State after"), _("Note"), _("Digest")),
        ),
        rows=audit_rows,
        cells=audit_cells,
    ),
    Listing(
        name="people",
        title=_("People"),
        columns=(_("User name"), _("Name"), _("Role"), _("Division code"), _("Division")),
        rows=appointment_rows,
        cells=columns_of("user__username", "user__name", "role", "division_id", "division__name"),
        people=lambda user, query: appointment_rows(user, query).values("user").distinct().count(),
    ),
]
