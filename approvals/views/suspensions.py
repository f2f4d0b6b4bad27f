"""Areas and trades that stand still: what it would do first, one act, a result for each firm, and one way back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.batches import SendBackForm
from approvals.forms.stops import EndForm
from approvals.forms.suspensions import SuspendForm
from approvals.models import CaseResult, Suspension, SuspensionStatus
from approvals.models.suspensions import SEE_SUSPENSIONS
from approvals.queries.suspensions import effects, needs_two, results_of, sample, tally
from approvals.services import suspensions
from approvals.suspending import Scope, scope_of
from approvals.transitions import SUSPENSION
from approvals.views.access import person
from approvals.views.access import suspension as get_suspension
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.models import Division, Role
from core.once import once
from core.paging import keyset
from core.templatetags.desk import grouped
from reopening.industries import industry_name

FORM = ["GET", "HEAD", "POST"]
PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Suspensions of the person's divisions, the newest first."""
    user = person(request)
    if not user.roles & set(SEE_SUSPENSIONS):
        raise PermissionDenied
    rows = Suspension.objects.visible_to(user).select_related("division", "proposed_by")
    context = {
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=PAGE),
        "can_suspend": Role.APPROVER in user.roles,
    }
    return render(request, "approvals/suspensions/list.html", context)


@require_http_methods(FORM)
@once
def suspend(request: HttpRequest) -> HttpResponse:
    """Say what is meant, look at what it would do, then sign. Looking writes nothing."""
    user = person(request)
    if Role.APPROVER not in user.roles:
        raise PermissionDenied
    form = SuspendForm(request.POST or request.GET or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = suspensions.suspend(
                scope=form.scope(),
                reason=form.cleaned_data["reason"],
                begins_on=form.cleaned_data["begins_on"],
                by=user,
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(request, told(row))
            return redirect(row)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= foreseen(request, form.scope())
    return render(
        request,
        "approvals/suspensions/new.html",
        context,
        status=422 if request.POST and form.errors else 200,
    )


def foreseen(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """What would happen, and to whom."""
    found = effects(scope)
    return {
        "effects": found,
        "two": needs_two(scope.division, found.firms, on=shanghai_day(timezone.now())),
        "page": keyset(sample(scope), order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE),
    }


def told(suspension: Suspension) -> str:
    if suspension.status == SuspensionStatus.PROPOSED:
        return _("Your signature is down. Nothing happens before another approver signs too.")
    if suspension.status == SuspensionStatus.WAITING:
        return _("Signed. It begins by itself on its day.")
    return _("Signed. The firms are being suspended; every check says so within seconds.")


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was meant, who signed, how far it is, and the result of each firm."""
    suspension = get_suspension(request, public_id)
    rows, result = results_of(suspension), request.GET.get("result", "")
    if result in CaseResult.values:
        rows = rows.filter(result=result)
    is_open = suspension.status in (SuspensionStatus.PROPOSED, SuspensionStatus.WAITING)
    context = {
        "suspension": suspension,
        "verbs": SUSPENSION.verbs_for(suspension, by=person(request)),
        "limits": limits_of(suspension),
        "effects": effects(scope_of(suspension)) if is_open else None,
        "tally": tally(suspension),
        "results": CaseResult,
        "result": result,
        "page": keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE),
    }
    return render(request, "approvals/suspensions/detail.html", context)


def limits_of(suspension: Suspension) -> list[tuple[str, str]]:
    """What it means, in words."""
    trades = ", ".join(industry_name(code) for code in suspension.industries)
    parts = Division.objects.filter(pk__in=suspension.within).order_by("pk")
    facts = [
        (_("Place"), str(suspension.division)),
        (_("Only these parts of it"), ", ".join(map(str, parts))),
        (_("Only these trades"), trades),
        (_("Only this class of firm"), suspension.firm_class),
        (_("Only this phase"), suspension.phase),
    ]
    return [(label, value) for label, value in facts if value]


@require_http_methods(FORM)
@once
def countersign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The second signature, with the effects as they are now."""
    suspension = may(request, public_id, "countersign")
    if request.method == "POST":
        suspensions.countersign(suspension=suspension, by=person(request), at=timezone.now())
        messages.success(request, told(suspension))
        return redirect(suspension)
    found = effects(scope_of(suspension))
    sentences = [
        _("%(firms)s firms with up to %(heads)s people must stop work; their certificates count for nothing.")
        % {"firms": grouped(found.firms), "heads": grouped(found.heads)},
        *[each.words for each in found.held if each.count],
        _("Nothing is approved there until it ends. One act lets all of them open again."),
    ]
    context = {"title": _("Countersign the suspension"), "effects": sentences, "button": _("Countersign")}
    return act_page(request, suspension, context | {"danger": True})


@require_http_methods(FORM)
@once
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Do not sign, or call off what has not begun."""
    suspension = may(request, public_id, "decline")
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        suspensions.decline(
            suspension=suspension, note=form.cleaned_data["note"], by=person(request), at=timezone.now()
        )
        messages.success(request, _("Nothing is suspended."))
        return redirect(suspension)
    effects_ = [_("Nothing is suspended. Whoever proposed it reads your reason.")]
    context = {"title": _("Do not suspend"), "effects": effects_, "button": _("Do not suspend"), "form": form}
    return act_page(request, suspension, context)


@require_http_methods(FORM)
@once
def restore(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One act lets open again what this one stopped."""
    suspension = may(request, public_id, "restore")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        suspensions.restore(
            suspension=suspension, note=form.cleaned_data["note"], by=person(request), at=timezone.now()
        )
        messages.success(request, _("The firms are being let open again."))
        return redirect(suspension)
    sentences = [
        _("%(firms)s firms that this suspension stopped may open again.")
        % {"firms": grouped(tally(suspension).suspended)},
        _("A firm that was also stopped by itself, sealed, or suspended by another act stays closed."),
        _("Every firm is told. New approvals are possible there again."),
    ]
    context = {"title": _("End the suspension"), "effects": sentences, "button": _("Let them open again")}
    return act_page(request, suspension, context | {"form": form})


@require_POST
@once
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with work that has stopped."""
    suspension = get_suspension(request, public_id)
    suspensions.resume(suspension=suspension, by=person(request), at=timezone.now())
    return redirect(suspension)


def may(request: HttpRequest, public_id: uuid.UUID, verb: str) -> Suspension:
    """The suspension, if the verb may be used on it now: who first, then state."""
    suspension = get_suspension(request, public_id)
    rule = SUSPENSION[verb]
    if not rule.allowed(person(request), suspension):
        raise PermissionDenied
    if suspension.status not in rule.sources:
        raise TransitionNotAllowed(of=suspension)
    return suspension


def act_page(request: HttpRequest, suspension: Suspension, context: dict[str, Any]) -> HttpResponse:
    back = {"back_url": suspension.get_absolute_url(), "back_label": suspension.number}
    form = context.get("form")
    return render(
        request, "_components/confirm.html", back | context, status=422 if form and form.errors else 200
    )
