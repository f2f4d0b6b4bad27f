"""What a draft would change, and its publication: effects shown first, then number, date and title of the notice."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from core import paging
from core.dates import day_shown, shanghai_day
from core.forms import refusals_in
from core.templatetags.desk import grouped
from reopening.forms.policies import EffectFilter, PublishForm
from reopening.models import PolicyEffect, PolicyPreview, PolicySet
from reopening.policy.mistakes import mistakes_in
from reopening.policy.refiling import OnChange
from reopening.services import policy_previews, publishing, switching
from reopening.views.access import own_draft, person, posted
from reopening.wording.choices import choice_label
from reopening.wording.effects import KINDS, changes_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The newest look at the open cases: counts by kind, and every case that changes; POST looks anew."""
    row = own_draft(request, public_id)
    if request.method == "POST":
        policy_previews.preview(policy_set=row, by=person(request), at=timezone.now())
        return redirect("reopening:policy-preview", row.public_id)
    seen = policy_previews.latest(row)
    context: dict[str, Any] = {"policy_set": row, "preview": seen}
    if seen is not None and seen.finished_at is not None:
        context |= effects_context(request, seen, row)
    elif seen is not None and request.headers.get("HX-Request"):
        return render(
            request, "_components/job_progress.html", {"job": seen.job, "fragment_url": request.path}
        )
    return render(request, "reopening/policies/preview.html", context)


def effects_context(request: HttpRequest, seen: PolicyPreview, row: PolicySet) -> dict[str, Any]:
    """A page of the cases that change, filtered by kind."""
    form = EffectFilter(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    effects = PolicyEffect.objects.filter(preview=seen).select_related("application__firm")
    if kind:
        effects = effects.filter(kinds__contains=[kind])
    page = paging.keyset(effects, order=("pk",), cursor=request.GET.get("cursor", ""), limit=25)
    blocks_from = grace_until(row)
    for each in page.rows:
        each.moves = switching.moves(row, each.application)
    shown = [(each, changes_in_words(each.changes, each.kinds, blocks_from)) for each in page.rows]
    return {
        "filter": EffectFilter({"kind": kind}),
        "kind": kind,
        "page": page,
        "shown": shown,
        "counts": [(key, KINDS[key], seen.counts.get(key, 0)) for key in KINDS],
        "cases": seen.counts.get("cases", 0),
        "is_current": seen.is_current and not publishing.published_since(seen, row).exists(),
    }


def grace_until(row: PolicySet) -> str:
    """The day (ISO) from which stricter rules block; empty without a grace or while the draft has mistakes."""
    if mistakes_in(row.body) or not row.rules.refiling.grace_days:
        return ""
    return row.blocks_on.isoformat()


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what will happen; then publish, by a notice."""
    row, at = own_draft(request, public_id), timezone.now()
    policy_previews.refuse_mistakes(row)
    publishing.refuse_unseen(row)
    form = PublishForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            publishing.publish(policy_set=row, **form.cleaned_data, by=person(request), at=at)
        if form.is_valid():
            messages.success(request, _("The policy set has been published."))
            return redirect(row)
    row = own_draft(request, public_id)  # a refused publication has left its traces on the object
    seen = policy_previews.latest(row)
    context = {
        "title": _("Publish “%(title)s”?") % {"title": row.title_in_language},
        "policy_set": row,
        "effects": effects_in_words(row, seen, shanghai_day(at) > row.valid_from),
        "form": form,
        "button": pgettext("policy", "Publish"),
        "danger": True,
        "back_url": f"{row.get_absolute_url()}preview/",
        "back_label": _("Preview"),
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


def effects_in_words(row: PolicySet, seen: PolicyPreview | None, is_past: bool) -> list[str]:
    """What the confirm page lists."""
    said = [
        _("From %(day)s it is in force in %(place)s.")
        % {"day": day_shown(row.valid_from), "place": row.division}
    ]
    if is_past:
        said.append(_("Its first day has passed: it takes effect at once, and the history will say so."))
    said += [
        _("“%(title)s” ends on the day before.") % {"title": before.title_in_language}
        for before in publishing.ending(row)
    ]
    said += [
        _("“%(title)s” (from %(day)s) is replaced altogether: it holds on no day any more.")
        % {"title": before.title_in_language, "day": day_shown(before.valid_from)}
        for before in publishing.replaced(row)
    ]
    rule = row.rules.refiling
    said.append(_("Open cases: %(rule)s.") % {"rule": choice_label(OnChange, rule.on_change.value)})
    if rule.grace_days and rule.on_change != OnChange.KEEP:
        said.append(
            _("Where it is stricter, it warns at first and blocks from %(day)s.")
            % {"day": day_shown(row.blocks_on)}
        )
    counts = seen.counts if seen else {}
    for key, name in KINDS.items():
        if counts.get(key) and key != "unchanged":
            words = ngettext("%(kind)s: %(number)s case", "%(kind)s: %(number)s cases", counts[key])
            said.append(words % {"kind": name, "number": grouped(counts[key])})
    if rule.on_change != OnChange.RECHECK and seen is not None:
        moving = switching.moving_effects(row, seen)
        words = ngettext(
            "Of these, %(number)s case is taken over.", "Of these, %(number)s cases are taken over.", moving
        )
        said.append(words % {"number": grouped(moving)})
    said.append(_("This cannot be undone; a later set may replace it."))
    return said
