"""A firm's own lists that its people can take out as a file: the roster, the declarations, an operator's tenants."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exporting import Listing, Query
from core.models import User
from reopening import wording
from reopening.declared import SHOWN
from reopening.id_kinds import kind_name, mask_id
from reopening.identities import mask_mobile
from reopening.models import Application, StaffMember, Tenancy, Umbrella
from reopening.roster_search import found_on_roster
from reopening.services import tenancies
from reopening.templatetags.wording import clears


def own(rows: QuerySet[Any], user: User, key: str | None) -> Any:
    """
    The record of a firm that `user` is a member of: a mandate opens pages, not files.

    :raises PermissionDenied: if there is none with this public id
    """
    try:
        found = rows.filter(firm__in=user.firms.all(), public_id=key).first()
    except ValidationError as error:
        raise PermissionDenied from error
    if found is None:
        raise PermissionDenied
    return found


def own_case(user: User, query: Query) -> Application:
    return own(Application.objects.select_related("policy_set"), user, query.get("application"))


def own_umbrella(user: User, query: Query) -> Umbrella:
    return own(Umbrella.objects.all(), user, query.get("umbrella"))


def roster_rows(user: User, query: Query) -> QuerySet[StaffMember]:
    """The people of a case, under the filters of the page."""
    return found_on_roster(
        own_case(user, query),
        words=query.get("q", ""),
        class_code=query.get("class", ""),
        elsewhere="elsewhere" in query,
    )


def roster_cells(rows: Sequence[StaffMember]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.name, kind_name(row.resident_id), mask_id(row.resident_id)),
            *(row.post, _("yes") if row.on_site else _("no")),
            *(row.class_code, wording.measure(row.measure) if row.class_code else ""),
            *(
                clears(row),
                row.get_declared_by_display(),
            ),
        )


def declaration_rows(user: User, query: Query) -> QuerySet[StaffMember]:
    """The people of a case by how they declared, as the page shows them: those who are missing, unless asked."""
    _name, rows = SHOWN.get(query.get("show", ""), SHOWN["missing"])
    return rows(own_case(user, query), timezone.now())


def declaration_cells(rows: Sequence[StaffMember]) -> Iterable[Sequence[Any]]:
    for row in rows:
        mobile = mask_mobile(row.mobile) if row.mobile else ""
        yield row.name, mobile, row.post, row.get_declared_by_display(), row.declared_at, row.reminded_at


def tenant_rows(user: User, query: Query) -> QuerySet[Tenancy]:
    rows = Tenancy.objects.filter(umbrella=own_umbrella(user, query)).shown(query.get("show", ""))
    return rows.select_related("firm", "application", "mandate")


def tenant_cells(rows: Sequence[Tenancy]) -> Iterable[Sequence[Any]]:
    for row in rows:
        stands = row.application if row.status == "active" and row.application else row
        until = row.mandate.until if row.mandate and not row.mandate.ended_at else None
        yield (
            *(row.firm.name, row.firm.credit_code, row.unit, row.heads, stands.get_status_display()),
            *(row.blocks, row.warnings, tenancies.refusal_in_words(row), until),
        )


LISTINGS = [
    Listing(
        name="roster",
        title=_("Roster"),
        columns=(
            *(_("Name"), _("Kind of ID document"), _("ID number"), _("Post"), _("On site")),
            *(_("Class"), _("Measure"), _("Clear from"), _("Answers")),
        ),
        rows=roster_rows,
        cells=roster_cells,
        order=("pk",),
        people=lambda user, query: roster_rows(user, query).count(),
        place=lambda user, query: own_case(user, query).division_id,
    ),
    Listing(
        name="declarations",
        title=_("Declarations"),
        columns=(_("Name"), _("Mobile"), _("Post"), _("Answers"), _("Declared"), _("Reminded")),
        rows=declaration_rows,
        cells=declaration_cells,
        order=("pk",),
        people=lambda user, query: declaration_rows(user, query).count(),
        place=lambda user, query: own_case(user, query).division_id,
    ),
    Listing(
        name="tenants",
        title=_("Tenants"),
        columns=(
            *(_("Tenant"), _("Credit code"), _("Shop unit"), _("People on site"), _("State")),
            *(_("To be mended"), _("Warnings"), _("Not submitted, for"), _("Authorised until")),
        ),
        rows=tenant_rows,
        cells=tenant_cells,
        order=("pk",),
        place=lambda user, query: own_umbrella(user, query).division_id,
    ),
]
