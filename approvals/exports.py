"""The lists of deciding that can be taken out as a file."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from approvals import batch_prints, case_exports, plan_exports
from approvals.case_exports import only
from approvals.forms.certificates import CertificateFilter
from approvals.forms.conditions import ConditionFilter
from approvals.forms.queue import QueueFilter
from approvals.models import Batch, BatchMember, Certificate, MemberResult
from approvals.permissions import leads_somewhere
from approvals.queries.batch_verbs import policies_of
from approvals.queries.batches import phase_name
from approvals.queries.conditions import ORDER as CONDITIONS_ORDER
from approvals.queries.conditions import conditions_here, names_of
from approvals.queries.conditions import lines as condition_lines
from approvals.queries.queue import keys, queue, queue_rows
from approvals.queries.workload import total, workload
from core.dates import shanghai_day
from core.exporting import Listing, Query
from core.models import Role, User
from reopening.models import ConditionKind, ConditionStatus
from reopening.wording import localise

DECIDERS = {Role.REVIEWER, Role.APPROVER}
CONFIRMERS = DECIDERS | {Role.INSPECTOR}


def filtered(kind: Any, user: User, query: Query, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows under the page's own filters; none when they are not understood."""
    form = kind(QueryDict(urlencode(query)), queryset=rows, request=SimpleNamespace(user=user))
    return form.qs if form.is_valid() else rows.none()


def queue_keys(user: User, query: Query) -> QuerySet[Any]:
    only(user, DECIDERS)
    return keys(filtered(QueueFilter, user, query, queue(user)))


def queue_cells(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for row in queue_rows(rows):
        case = row.case
        yield (
            *(case.number, case.firm_name, case.credit_code, case.division_code, case.office_code),
            *(row.status_word, row.phase, row.words.firm_class(case.judged_class), row.lane),
            *(case.heads_on_site, case.staff_on_roster, case.people_held, case.points_to_note),
            *(case.cover_days, case.submitted_at, case.due_at, case.escalated_to, str(row.officer or "")),
        )


def batch_rows(user: User, query: Query) -> QuerySet[Any]:
    only(user, DECIDERS | {Role.AUDITOR})
    return Batch.objects.visible_to(user).select_related("division", "signed_by")


def batch_cells(rows: Sequence[Batch]) -> Iterable[Sequence[Any]]:
    policies = policies_of(rows)
    for row in rows:
        yield (
            *(row.number, row.division_id, str(row.division), phase_name(row.phase, policies[row.pk])),
            *(row.opens_on, row.quota_firms, row.quota_heads, row.get_status_display(), row.signed_at),
            *(str(row.signed_by or ""), row.published_at),
        )


def member_rows(user: User, query: Query) -> QuerySet[Any]:
    """The cases of one batch and what became of each: `batch`, and perhaps `result`."""
    only(user, DECIDERS | {Role.AUDITOR})
    try:
        batches = Batch.objects.visible_to(user).filter(public_id=query.get("batch", ""))
    except ValidationError:
        batches = Batch.objects.none()
    rows = BatchMember.objects.filter(batch__in=batches)
    result = query.get("result", "")
    rows = rows.filter(result=result) if result in MemberResult.values else rows
    return rows.values_list(
        *("pk", "application__number", "application__firm__name", "application__firm__credit_code"),
        *("application__division_code", "heads", "result", "refusal__zh", "refusal__en"),
        named=True,
    )


def member_cells(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            *(row.application__number, row.application__firm__name, row.application__firm__credit_code),
            *(row.application__division_code, row.heads, MemberResult(row.result).label),
            *(row.refusal__zh, row.refusal__en),
        )


def certificate_rows(user: User, query: Query) -> QuerySet[Any]:
    if not user.is_official:
        raise PermissionDenied
    everything = Certificate.objects.visible_to(user).with_halts().defer("wording")
    return filtered(CertificateFilter, user, query, everything)


def certificate_cells(rows: Sequence[Certificate]) -> Iterable[Sequence[Any]]:
    """As the page says it, and the check page: what counts today, not what is written on the row."""
    today = shanghai_day(timezone.now())
    for row in rows:
        yield (
            *(row.number, row.firm_name, row.credit_code, row.division_code, row.headcount_limit),
            *(row.valid_from, row.last_day, row.state_on(today).label, row.issued_at, row.revoked_at),
            localise(row.reason_in_words),
        )


def condition_rows(user: User, query: Query) -> QuerySet[Any]:
    only(user, CONFIRMERS)
    return condition_lines(filtered(ConditionFilter, user, query, conditions_here(user)))


def condition_cells(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for row, name in zip(rows, names_of(rows), strict=True):
        yield (
            *(row.application__number, row.application__firm__name, row.application__division_code),
            *(ConditionKind(row.kind).label, name, row.due_on, ConditionStatus(row.status).label),
            *(row.overdue_at, row.fulfilled_at),
        )


def workload_rows(user: User, query: Query) -> QuerySet[Any]:
    """Short, and counted rather than read: see `whole`."""
    if not leads_somewhere(user):
        raise PermissionDenied
    return User.objects.none()


def workload_cells(user: User, query: Query) -> Iterable[Sequence[Any]]:
    """As the page has it, so that the column adds up to everything that waits."""
    loads = workload(user, timezone.now())
    whole = total(user, loads)
    yield str(_("Nobody has it")), whole.unclaimed, None, None, None
    for load in loads:
        yield str(load.officer), load.in_hand, load.due_today, load.overdue, load.answered
    yield str(_("Ready for decision")), whole.ready, None, None, None


NUMBER, FIRM, CODE, DIVISION = _("Number"), _("Firm"), _("Credit code"), _("Division code")
LISTINGS = [
    Listing(
        name="queue",
        title=_("Review queue"),
        columns=(
            *(
                NUMBER,
                FIRM,
                CODE,
                DIVISION,
                _("Office"),
                _("State"),
                _("Phase"),
                _("Class of firm"),
                _("Lane"),
            ),
            *(_("People on site"), _("People on the roster"), _("Stay away"), _("Points to note")),
            *(_("Masks last (days)"), _("Handed in"), _("Answer due"), _("Handed up to"), _("Officer")),
        ),
        rows=queue_keys,
        cells=queue_cells,
        order=("due_at", "pk"),
    ),
    Listing(
        name="batches",
        title=_("Batches"),
        columns=(
            *(NUMBER, DIVISION, _("Division"), _("Phase"), _("Opening day"), _("Quota of firms")),
            *(_("Quota of people"), _("State"), _("Signed at"), _("Signed by"), _("Published at")),
        ),
        rows=batch_rows,
        cells=batch_cells,
    ),
    Listing(
        name="batch",
        title=_("Cases of a batch and their results"),
        columns=(
            *(NUMBER, FIRM, CODE, DIVISION, _("People on site"), _("Result")),
            *(_("Why not (Chinese)"), _("Why not (English)")),
        ),
        rows=member_rows,
        cells=member_cells,
        order=("pk",),
    ),
    Listing(
        name="certificates",
        title=_("Certificates"),
        columns=(
            *(NUMBER, FIRM, CODE, DIVISION, _("Head-count limit"), _("Valid from"), _("Valid until")),
            *(_("State"), _("Issued at"), _("Revoked at"), _("Reason")),
        ),
        rows=certificate_rows,
        cells=certificate_cells,
    ),
    Listing(
        name="conditions",
        title=_("Conditions"),
        columns=(
            *(NUMBER, FIRM, DIVISION, _("Kind"), _("What is asked"), _("Due on"), _("State")),
            *(_("Overdue since"), _("Met at")),
        ),
        rows=condition_rows,
        cells=condition_cells,
        order=CONDITIONS_ORDER,
    ),
    Listing(
        name="workload",
        title=_("Workload"),
        columns=(_("Officer"), _("In hand"), _("Due today"), _("Overdue"), _("Answered in 7 days")),
        rows=workload_rows,
        cells=lambda rows: (),
        whole=workload_cells,
    ),
    batch_prints.LISTING,
    *case_exports.LISTINGS,
    *plan_exports.LISTINGS,
]
