"""The hall's lists that can be taken out as a file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from core.exporting import Listing, Query, columns_of
from core.models import Role, User
from core.permissions import prefix_q
from reopening import firm_exports, wording
from reopening.models import Application, Firm, StaffMember
from reopening.permissions import is_reviewer_or_approver
from reopening.templatetags.wording import clears

DECIDERS = (Role.REVIEWER, Role.APPROVER)


def case_of(user: User, query: Query) -> Application:
    """:raises PermissionDenied: unless the person reviews or decides on the case that `application` names"""
    try:
        rows = Application.objects.visible_to(user).filter(public_id=query.get("application", ""))
    except ValidationError as error:
        raise PermissionDenied from error
    application = rows.first()
    if application is None or not is_reviewer_or_approver(user, application):
        raise PermissionDenied
    return application


def staff_rows(user: User, query: Query) -> QuerySet[Any]:
    """The people of a case, without their ID numbers, as the page of names shows them."""
    rows = StaffMember.objects.filter(application=case_of(user, query))
    return rows.only("name", "post", "class_code", "measure", "clear_on", "cause", "on_site")


def staff_cells(rows: Sequence[StaffMember]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.name, row.post, row.class_code, wording.measure(row.measure) if row.class_code else ""),
            clears(row),
            _("yes") if row.on_site else _("no"),
        )


def put_down_the_look(user: User, query: Query, *, reason: str, at: datetime) -> None:
    application = case_of(user, query)
    data = {"people": staff_rows(user, query).count(), "everybody": True, "export": True}
    audit.record(application, "roster.read_names", by=user, at=at, note=reason, data=data)


def firm_rows(user: User, query: Query) -> QuerySet[Any]:
    """Firms of the divisions where the person reviews or decides."""
    if not user.roles & set(DECIDERS):
        raise PermissionDenied
    rows = Firm.objects.filter(prefix_q("division__code", user.role_prefixes(*DECIDERS)))
    return rows.values_list(
        *("pk", "name", "credit_code", "division_id", "address", "industry_code", "staff_total"),
        *("legal_representative", "contact_name", "contact_phone"),
        named=True,
    )


LISTINGS = [
    Listing(
        name="case-people",
        title=_("People of a case"),
        columns=(_("Name"), _("Post"), _("Class"), _("Measure"), _("Clear on"), _("On site")),
        rows=staff_rows,
        cells=staff_cells,
        order=("pk",),
        people=lambda user, query: staff_rows(user, query).count(),
        before=put_down_the_look,
    ),
    Listing(
        name="firms",
        title=_("Firms"),
        columns=(
            *(_("Firm"), _("Credit code"), _("Division code"), _("Address"), _("Industry code"), _("Staff")),
            *(_("Legal representative"), _("Contact person"), _("Telephone")),
        ),
        rows=firm_rows,
        cells=columns_of(
            *("name", "credit_code", "division_id", "address", "industry_code", "staff_total"),
            *("legal_representative", "contact_name", "contact_phone"),
        ),
        order=("pk",),
        people=lambda user, query: firm_rows(user, query)[:100_000].count(),
    ),
    *firm_exports.LISTINGS,
]
