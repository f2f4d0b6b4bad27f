"""A round looked at: other rules beside it, one input changed, and what everybody may see."""

import uuid
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from supplies.explaining import explain
from supplies.forms.overrides import WhatIfForm
from supplies.models import Round, RoundItem, RoundStatus
from supplies.queries import public_rounds
from supplies.queries.comparisons import Comparison
from supplies.queries.rounds import RoundView
from supplies.services import dry_runs
from supplies.views import access

CACHED = 300  # seconds


def item_of(request: HttpRequest, round_: Round) -> tuple[list[RoundItem], RoundItem | None]:
    items = list(round_.items.select_related("item").order_by("item"))
    for row in items:
        row.round = round_
    code = request.GET.get("item", "")
    return items, next((row for row in items if row.item.code == code), items[0] if items else None)


@require_safe
def compare(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Our rule, first come first served and shares by request on the same stock and need."""
    round_ = access.round_(request, public_id)
    items, chosen = item_of(request, round_)
    context = {
        "round": round_,
        "items": items,
        "chosen": chosen,
        "comparison": Comparison(chosen, dry_runs.compare(chosen)) if chosen else None,
    }
    return render(request, "supplies/rounds/compare.html", context)


@require_safe
def what_if(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """What one firm would get if it had more people, less stock or had asked for more."""
    line = access.round_line(request, public_id, pk)
    form = WhatIfForm(request.GET or None, line=line)
    view = RoundView(line.round_item)
    context = {"round": line.round_item.round, "line": line, "form": form, "weighing": view.weighing}
    before = view.facts(line, line.award)
    if form.is_bound and form.is_valid() and not line.ineligible:
        found = dry_runs.what_if(line, form.changes())
        after = replace(
            before,
            basis=form.cleaned_data["heads"],
            packs=found.packs,
            level_before=found.level_before,
            level_after=found.level_after,
            reason=found.reason,
            request_packs=found.request_packs,
        )
        context |= {
            "found": found,
            "units": found.packs * line.round_item.unit,
            "sentences": explain(after, ladder=view.ladder, cutoff=found.cutoff),
        }
    context["now"] = explain(before, ladder=view.ladder, cutoff=view.cutoff)
    return render(request, "supplies/rounds/what_if.html", context, status=422 if form.errors else 200)


def published(public_id: uuid.UUID) -> Round:
    rows = Round.objects.filter(status=RoundStatus.PUBLISHED).select_related("division", "policy_set")
    return get_object_or_404(rows, public_id=public_id)


@login_not_required
@require_safe
@cache_control(public=True, max_age=CACHED)
def public(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A published round as everybody may see it; no firm is named."""
    round_ = published(public_id)
    items = list(round_.items.select_related("item").order_by("item"))
    for row in items:
        row.round = round_
    context = {
        "round": round_,
        "views": [RoundView(row) for row in items],
        "exceptions": public_rounds.exceptions(round_),
    }
    return render(request, "supplies/rounds/public.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=CACHED)
def public_file(request: HttpRequest, public_id: uuid.UUID) -> StreamingHttpResponse:
    """The file from which a stranger gets every award again (static/rederive.py)."""
    round_ = published(public_id)
    response = StreamingHttpResponse(public_rounds.written(round_), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{round_.number}.json"'
    return response
