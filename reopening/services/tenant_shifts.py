"""When each tenant's people start, as a list says it, for tenants that have said nothing themselves."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from reopening.firm_files.tenants import TenantRow
from reopening.models import Application, Shift


def keep_shifts(rows: Sequence[TenantRow], applications: Mapping[str, Application | None]) -> None:
    """
    One shift with everybody on site, for each application that may be edited and has none. Two queries.

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
            name=_("Opening hours"),
            people=row.values["heads"],
            starts_at=row.values["starts_at"],
            ends_at=row.values["ends_at"],
        )
        for key, row in told.items()
        if key not in said
    )
