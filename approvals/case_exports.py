"""Lists of what waits, stands still or is appealed against, as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from approvals.forms.stops import HaltFilter
from approvals.models import Appeal, AppealStatus, Check, Step, Suspension, Visit
from approvals.models.appeals import SEE_APPEALS
from approvals.models.suspensions import SEE_SUSPENSIONS
from approvals.queries.advice import ADVISERS, questions_for
from approvals.queries.appeals import appeals_of
from approvals.queries.checks import SEE_CHECKS, answered_here, waiting_here
from approvals.queries.checks import lines as check_lines
from approvals.queries.steps import ORDER as STEPS_ORDER
from approvals.queries.steps import STEP_ROLES, steps_for
from approvals.queries.steps import lines as step_lines
from approvals.queries.stops import SEE_HALTS, halts_in_force
from approvals.queries.visits import ORDER as VISITS_ORDER
from approvals.queries.visits import lines as visit_lines
from approvals.queries.visits import visits_for
from core.exporting import Listing, Query
from core.models import Role, User
from reopening.models import Halt
from reopening.wording import localise


def only(user: User, roles: Iterable[Role]) -> None:
    """:raises PermissionDenied: unless the person holds one of the roles"""
    if not user.roles & set(roles):
        raise PermissionDenied


def step_rows(user: User, query: Query) -> QuerySet[Any]:
    """Steps that the person can do now."""
    only(user, STEP_ROLES)
    return step_lines(steps_for(user))


def step_cells(rows: Sequence[Step]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield (
            *(case.number, case.firm.name, case.division_code, localise(row.name), row.office_code),
            *(row.get_status_display(), str(row.taken_by or ""), case.due_at),
        )


def visit_rows(user: User, query: Query) -> QuerySet[Any]:
    """Arranged visits that the inspector may make."""
    only(user, [Role.INSPECTOR])
    return visit_lines(visits_for(user))


def visit_cells(rows: Sequence[Visit]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield (
            *(case.number, case.firm.name, case.division_code, case.site_address, row.get_kind_display()),
            *(row.planned_on, row.starts_at, str(row.inspector or "")),
        )


def question_rows(user: User, query: Query) -> QuerySet[Any]:
    """Questions that wait for the person's answer."""
    only(user, ADVISERS)
    return questions_for(user).select_related("application__firm", "asked_by")


def question_cells(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield case.number, case.firm.name, row.text, str(row.asked_by), row.due_at


def appeal_rows(user: User, query: Query) -> QuerySet[Any]:
    """Those that wait, or with `answered=1` those that were answered, as on the page."""
    only(user, SEE_APPEALS)
    waiting = Q(status=AppealStatus.FILED)
    rows = appeals_of(user)
    return rows.exclude(waiting) if query.get("answered") == "1" else rows.filter(waiting)


def appeal_cells(rows: Sequence[Appeal]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield (
            *(case.number, case.firm.name, row.division_code, row.decision.get_outcome_display()),
            *(row.decision.decided_at, row.grounds, row.filed_at, row.due_on, row.escalated_to),
            *(row.get_status_display(), row.answered_at, str(row.answered_by or ""), row.answer),
        )


def check_rows(user: User, query: Query) -> QuerySet[Any]:
    """Those that wait, or with `answered=1` those that were answered, as on the page."""
    only(user, SEE_CHECKS)
    return check_lines(answered_here(user) if query.get("answered") == "1" else waiting_here(user))


def check_cells(rows: Sequence[Check]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield (
            *(case.number, case.firm.name, row.division_code, row.opened_on, row.due_on),
            *(row.get_status_display(), row.note, row.answered_at, str(row.answered_by or "")),
        )


def halt_rows(user: User, query: Query) -> QuerySet[Any]:
    """Firms that stand still, under the page's filters."""
    only(user, SEE_HALTS)
    everything = halts_in_force(user)
    found = HaltFilter(QueryDict(urlencode(query)), queryset=everything)
    return found.qs if found.is_valid() else everything.none()


def halt_cells(rows: Sequence[Halt]) -> Iterable[Sequence[Any]]:
    for row in rows:
        case = row.application
        yield (
            *(case.number, case.firm.name, row.division_code, row.get_kind_display()),
            *(str(_("; ")).join(map(localise, row.reasons)), row.note, row.begun_at, str(row.begun_by)),
            row.reported_at,
        )


def suspension_rows(user: User, query: Query) -> QuerySet[Any]:
    only(user, SEE_SUSPENSIONS)
    return Suspension.objects.visible_to(user).select_related("division", "proposed_by", "signed_by")


def suspension_cells(rows: Sequence[Suspension]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.number, row.division_id, str(row.division), ", ".join(row.within)),
            *(", ".join(row.industries), row.firm_class, row.phase, row.reason, row.firms_seen),
            *(row.begins_on, row.get_status_display(), str(row.proposed_by), str(row.signed_by or "")),
            *(row.signed_at, row.restored_at),
        )


NUMBER, FIRM, DIVISION = _("Number"), _("Firm"), _("Division code")
LISTINGS = [
    Listing(
        name="steps",
        title=_("Steps for you"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Step"), _("Office"), _("State"), _("In hand of"), _("Answer due")),
        ),
        rows=step_rows,
        cells=step_cells,
        order=STEPS_ORDER,
    ),
    Listing(
        name="visits",
        title=_("Visits"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Address"), _("Kind"), _("Day"), _("Time (Shanghai)")),
            _("Inspector"),
        ),
        rows=visit_rows,
        cells=visit_cells,
        order=VISITS_ORDER,
    ),
    Listing(
        name="questions",
        title=_("Questions to you"),
        columns=(NUMBER, FIRM, _("Question"), _("Asked by"), _("Wanted by")),
        rows=question_rows,
        cells=question_cells,
        order=("pk",),
    ),
    Listing(
        name="appeals",
        title=_("Appeals"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Against"), _("Decided at"), _("What the firm says"), _("Filed at")),
            *(_("Answer due"), _("Handed up to"), _("State"), _("Answered at"), _("Answered by")),
            _("Answer"),
        ),
        rows=appeal_rows,
        cells=appeal_cells,
    ),
    Listing(
        name="checks",
        title=_("Checks after opening"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Opened on"), _("Check due"), _("State"), _("What was found")),
            *(_("Answered at"), _("Answered by")),
        ),
        rows=check_rows,
        cells=check_cells,
    ),
    Listing(
        name="stops",
        title=_("Stopped firms"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Kind"), _("Reasons"), _("Note"), _("Since"), _("By")),
            _("Said to be mended at"),
        ),
        rows=halt_rows,
        cells=halt_cells,
    ),
    Listing(
        name="suspensions",
        title=_("Suspended areas and trades"),
        columns=(
            *(NUMBER, DIVISION, _("Place"), _("Only within"), _("Industry codes"), _("Class of firm")),
            *(_("Phase"), _("Reason"), _("Firms"), _("From"), _("State"), _("Proposed by"), _("Signed by")),
            *(_("Signed at"), _("Ended at")),
        ),
        rows=suspension_rows,
        cells=suspension_cells,
    ),
]
