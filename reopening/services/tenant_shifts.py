"""When each tenant's people start, as a list says it, for tenants that have said nothing themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from core.models import User
from reopening.firm_files.tenants import TenantRow
from reopening.models import Application, Shift, Tenancy
from reopening.services import shifts


def hours_said(row: TenantRow, before: Tenancy | None) -> dict[str, time | None]:
    """Opening hours as this list gives them, or as an earlier one did."""
    if row.values["starts_at"] is None and before is not None:
        return {"starts_at": before.starts_at, "ends_at": before.ends_at}
    return {"starts_at": row.values["starts_at"], "ends_at": row.values["ends_at"]}


def opening_hours(heads: int, starts_at: time, ends_at: time) -> dict[str, Any]:
    """One shift with everybody on site."""
    return {"name": _("Opening hours"), "people": heads, "starts_at": starts_at, "ends_at": ends_at}


def keep_shifts(rows: Sequence[TenantRow], applications: Mapping[str, Application | None]) -> None:
    """
    The opening hours as the shift of each application that may be edited and has none. Two queries.

    :param applications: the open one of each firm, by credit code
    """
    told: dict[int, TenantRow] = {}
    for row in rows:
        application = applications.get(row.values["credit_code"])
        if row.values["starts_at"] is not None and application is not None and application.is_editable:
            told[application.pk] = row
    if not told:
        return
    said = set(Shift.objects.filter(application__in=list(told)).values_list("application_id", flat=True))
    Shift.objects.bulk_create(
        Shift(
            application_id=key,
            **opening_hours(row.values["heads"], row.values["starts_at"], row.values["ends_at"]),
        )
        for key, row in told.items()
        if key not in said
    )


def share_hours(application: Application, tenancy: Tenancy, *, by: User, at: datetime) -> None:
    """The same for one tenant that agrees after the list was taken in."""
    if tenancy.starts_at is None or tenancy.ends_at is None or application.shifts.exists():
        return
    said = opening_hours(tenancy.heads, tenancy.starts_at, tenancy.ends_at)
    shifts.save_shifts(application=application, shifts=[said], entrances=application.entrances, by=by, at=at)
