"""Taking back what a batch's signature gave: choose, see what it means, sign, read the results."""

import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.roll_backs import RollBackForm, RollBackReasonForm
from approvals.models import Batch, BatchMember, BatchStatus, RollBack, RollBackResult
from approvals.permissions import signs_here
from approvals.queries.batches import needs_two
from approvals.queries.roll_backs import open_members, results_of, touched
from approvals.services import rolling_back, undoing
from approvals.transitions import ROLL_BACK
from approvals.views.access import batch as get_batch
from approvals.views.access import person
from core.errors import TransitionNotAllowed
from core.once import once
from core.paging import keyset

SHOWN = 200
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@once
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """First the choice; then, by POST, what it would mean and the reason; at last the act."""
    batch = get_batch(request, public_id)
    if not signs_here(person(request), batch):
        raise PermissionDenied
    if batch.status not in (BatchStatus.SIGNED, BatchStatus.PUBLISHED):
        raise TransitionNotAllowed(of=batch)
    if request.method != "POST":
        return choice(request, batch)
    form = RollBackForm(request.POST)
    members = wanted(batch, form) if form.is_valid() else open_members(batch).none()
    if not members.exists():
        raise rolling_back.NobodyChosen
    reason = RollBackReasonForm(request.POST if "confirmed" in request.POST else None)
    if reason.is_bound and reason.is_valid():
        made = rolling_back.start(
            batch=batch,
            members=members,
            reason=reason.cleaned_data["reason"],
            by=person(request),
            at=timezone.now(),
        )
        return redirect(made)
    return confirmation(request, batch, members, form, reason)


def choice(request: HttpRequest, batch: Batch) -> HttpResponse:
    words = request.GET.get("words", "").strip()[:60]
    rows = list(open_members(batch, words)[: SHOWN + 1])
    context = {"batch": batch, "words": words, "members": rows[:SHOWN], "is_more": len(rows) > SHOWN}
    return render(request, "approvals/batches/roll_back_choice.html", context)


def wanted(batch: Batch, form: RollBackForm) -> QuerySet[BatchMember]:
    which = form.cleaned_data["which"]
    if which == "chosen":
        return open_members(batch).filter(application__public_id__in=form.cleaned_data["chosen"])
    return open_members(batch, form.cleaned_data["words"] if which == "shown" else "")


def confirmation(
    request: HttpRequest,
    batch: Batch,
    members: QuerySet[BatchMember],
    form: RollBackForm,
    reason: RollBackReasonForm,
) -> HttpResponse:
    means = touched(members)
    context = {
        "batch": batch,
        "means": means,
        "needs_two": needs_two(batch, means.firms),
        "choice": form.cleaned_data,
        "form": reason,
        "first_names": [member.application.firm.name for member in members[:10]],
    }
    status = 422 if reason.errors else 200
    return render(request, "approvals/batches/roll_back_confirm.html", context, status=status)


def get_roll_back(request: HttpRequest, public_id: uuid.UUID) -> RollBack:
    rows = RollBack.objects.visible_to(person(request)).select_related(
        "batch__division", "job", "proposed_by", "signed_by"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where it stands, and a result per case."""
    row, result = get_roll_back(request, public_id), request.GET.get("result", "")
    rows = results_of(row)
    if result in RollBackResult.values:
        rows = rows.filter(result=result)
    context = {
        "roll_back": row,
        "verbs": ROLL_BACK.verbs_for(row, by=person(request)),
        "page": keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE),
        "tally": undoing.tally(row),
        "results": RollBackResult,
        "result": result,
    }
    return render(request, "approvals/batches/roll_back.html", context)


def act(request: HttpRequest, public_id: uuid.UUID, service: Callable[..., RollBack]) -> HttpResponse:
    return redirect(
        service(roll_back=get_roll_back(request, public_id), by=person(request), at=timezone.now())
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def countersign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page before the second signature."""
    row = get_roll_back(request, public_id)
    if not ROLL_BACK["countersign"].allowed(person(request), row):
        raise PermissionDenied
    if row.status not in ROLL_BACK["countersign"].sources:
        raise TransitionNotAllowed(of=row)
    if request.method == "POST":
        return act(request, public_id, rolling_back.countersign)
    tally = undoing.tally(row)
    context = {
        "title": _("Countersign the roll-back"),
        "effects": [
            _(
                "%(firms)s approvals of batch %(number)s are taken back; their certificates are revoked at once."
            )
            % {"firms": tally.total, "number": row.batch.number},
            _("Reason: %(reason)s") % {"reason": row.reason},
        ],
        "danger": True,
        "button": _("Countersign"),
        "back_url": row.get_absolute_url(),
        "back_label": row.batch.number,
    }
    return render(request, "_components/confirm.html", context)


@require_POST
@once
def drop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return act(request, public_id, rolling_back.drop)


@require_POST
@once
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return act(request, public_id, rolling_back.resume)
