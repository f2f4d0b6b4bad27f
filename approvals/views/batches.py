import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.batch_prints import valid_in, why_not
from approvals.batch_timeline import batch_timeline
from approvals.forms.batches import BatchForm, ChosenForm, SendBackForm
from approvals.models import Batch, BatchStatus, MemberResult
from approvals.permissions import signs_here
from approvals.queries.batch_verbs import policies_of
from approvals.queries.batches import (
    FillRule,
    batches_of,
    candidates,
    effects,
    firms_of,
    members_of,
    named,
    needs_two,
    phase_name,
    preflight,
    usage,
)
from approvals.queries.certificates import has_no_list
from approvals.queries.quotas import day_room, quota_uses
from approvals.services import batches, filling, signing
from approvals.services.batch_prints import prints_of
from approvals.taken_elsewhere import taken_elsewhere
from approvals.transitions import BATCH
from approvals.views.access import batch as get_batch
from approvals.views.access import decider, person
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.once import once
from core.paging import keyset
from reopening.models import Application

PAGE = 50
SHOWN_CANDIDATES = 50
LONGEST_SEARCH = 60
AFTER_SIGNING = {BatchStatus.SIGNED, BatchStatus.PUBLISHED}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    if not person(request).is_official:
        raise PermissionDenied
    rows = Batch.objects.visible_to(person(request)).select_related("division")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    can_create = bool(person(request).roles & {"reviewer", "approver"})
    context = {
        "page": page,
        "rows": in_words(page.rows),
        "can_create": can_create,
        "actions": [
            (_("Plans of stages"), reverse("approvals:plans")),
            (_("Quotas by day"), reverse("approvals:quotas")),
        ],
    }
    return render(request, "approvals/batches/list.html", context)


def in_words(rows: Sequence[Batch]) -> list[tuple[Batch, str, int]]:
    """Each batch with the name of its phase and the number of its firms; four queries for all of them."""
    policies, firms = policies_of(rows), firms_of(rows)
    names = {row.pk: phase_name(row.phase, policies[row.pk]) for row in rows}
    return [(row, names[row.pk], firms.get(row.pk, 0)) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def create(request: HttpRequest) -> HttpResponse:
    user = decider(request)
    form = BatchForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return redirect(batches.create(plan=form.plan(), by=user, at=timezone.now()))
    return render(request, "approvals/batches/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Candidates, members and effects while it is prepared; the results afterwards."""
    batch = get_batch(request, public_id)
    rows, result = members_of(batch), request.GET.get("result", "")
    if result in MemberResult.values:
        rows = rows.filter(result=result)
    words = request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    rows = named(rows, words) if words else rows
    page = keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE)
    context: dict[str, Any] = {
        "batch": batch,
        "verbs": BATCH.verbs_for(batch, by=person(request)),
        "usage": usage(batch),
        "effects": effects(batch),
        "page": page,
        "tally": signing.tally(batch),
        "history": batch_timeline(batch),
        "results": MemberResult,
        "result": result,
        "search": words,
    }
    if batch.status == BatchStatus.DRAFT:
        context["is_past"] = batch.opens_on < shanghai_day(timezone.now())
        context["day_quotas"] = quota_uses(batch, day_room(batch))
        context["needs_two"] = needs_two(batch, context["usage"].firms)
        context["checks"] = preflight(batch, page.rows, by=person(request))
        context["candidates"] = list(candidates(batch)[: SHOWN_CANDIDATES + 1])[:SHOWN_CANDIDATES]
        return render(request, "approvals/batches/draft.html", context)
    context["is_signed"] = batch.status in AFTER_SIGNING
    context["may_roll_back"] = context["is_signed"] and signs_here(person(request), batch)
    context["has_list"] = context["is_signed"] and not has_no_list(batch)
    if context["tally"].approved:
        context["print"] = prints_of(batch, person(request)).first()
        context["why_no_print"] = why_not(valid_in(batch, person(request)))
    context["roll_backs"] = list(batch.roll_backs.order_by("-pk")[:20])
    return render(request, "approvals/batches/results.html", context)


@require_POST
@once
def fill(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = get_batch(request, public_id)
    rule = request.POST.get("rule", "")
    rule = rule if rule in FillRule.values else FillRule.DUE
    tell(request, filling.fill(batch=batch, rule=rule, by=person(request), at=timezone.now()))
    return redirect(batch)


def tell(request: HttpRequest, taken: filling.Taken) -> None:
    """How many cases were added, and which of them another batch has."""
    words = ngettext("%(count)s case was added.", "%(count)s cases were added.", taken.added)
    messages.success(request, words % {"count": f"{taken.added:,}"})
    if taken.elsewhere:
        batches_known = batches_of(taken.elsewhere, person(request))
        messages.warning(request, taken_elsewhere(taken.elsewhere, batches_known))


@require_POST
@once
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch, chosen = get_batch(request, public_id), chosen_cases(request)
    tell(request, filling.add(batch=batch, applications=chosen, by=person(request), at=timezone.now()))
    return redirect(batch)


@require_POST
@once
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch, chosen = get_batch(request, public_id), chosen_cases(request)
    filling.remove(batch=batch, applications=chosen, by=person(request), at=timezone.now())
    return redirect(batch)


def chosen_cases(request: HttpRequest) -> list[Application]:
    """The ticked cases; none when nothing or nonsense was sent."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise filling.NotACandidate(_("Please choose at least one case."))
    return list(
        Application.objects.visible_to(person(request))
        .filter(public_id__in=form.cleaned_data["chosen"])
        .defer("snapshot")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where the policy has come to ask for two signatures meanwhile, the page of the first one."""
    batch = get_batch(request, public_id)
    may(request, batch, "sign")
    if request.method != "POST" and needs_two(batch, usage(batch).firms):
        return redirect("approvals:batch-propose", batch.public_id)
    return signature(request, public_id, "sign", batches.sign)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def propose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return signature(request, public_id, "propose", batches.propose)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def countersign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return signature(request, public_id, "countersign", batches.countersign)


def signature(
    request: HttpRequest, public_id: uuid.UUID, verb: str, act: Callable[..., Batch]
) -> HttpResponse:
    """The page before a signature: what will happen, and what will not."""
    batch = get_batch(request, public_id)
    may(request, batch, verb)
    if request.method == "POST":
        act(batch=batch, by=person(request), at=timezone.now())
        return redirect(batch)
    checks = preflight(batch, members_of(batch), by=person(request))
    context = {
        "batch": batch,
        "verb": verb,
        "usage": usage(batch),
        "effects": effects(batch),
        "day_quotas": quota_uses(batch, day_room(batch)),
        "ready": sum(check.is_ready for check in checks),
        "problems": [check for check in checks if not check.is_ready],
        "back_url": batch.get_absolute_url(),
    }
    return render(request, "approvals/batches/sign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = get_batch(request, public_id)
    may(request, batch, "send_back")
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        batches.send_back(batch=batch, note=note, by=person(request), at=timezone.now())
        return redirect(batch)
    context = {
        "title": _("Send the batch back"),
        "effects": [
            _("The first signature is taken off, and the members can be changed again."),
            _("No firm is told anything."),
        ],
        "form": form,
        "button": _("Send back"),
        "back_url": batch.get_absolute_url(),
        "back_label": batch.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
@once
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = get_batch(request, public_id)
    batches.resume(batch=batch, by=person(request), at=timezone.now())
    return redirect(batch)


@require_POST
@once
def publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = get_batch(request, public_id)
    batches.publish(batch=batch, by=person(request), at=timezone.now())
    messages.success(request, _("Published: everybody can read the list now."))
    return redirect(reverse("approvals:publication", args=[batch.public_id]))


def may(request: HttpRequest, batch: Batch, verb: str) -> None:
    """:raises PermissionDenied: or TransitionNotAllowed, before the page of a verb is shown"""
    rule = BATCH[verb]
    if not rule.allowed(person(request), batch):
        raise PermissionDenied
    if batch.status not in rule.sources:
        raise TransitionNotAllowed(of=batch)
