"""The operator's desk: what is shared, the table of tenants, and work on all of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import paging
from core.errors import Stale
from core.forms import refusals_in
from reopening import wording
from reopening.arrival_chart import chart
from reopening.forms.umbrellas import SubmitAllForm, TenantFileForm, UmbrellaForm
from reopening.models import Firm, Tenancy, Umbrella
from reopening.permissions import memberships
from reopening.services import tenancies, umbrellas
from reopening.services.policies import policy_for
from reopening.site_arrivals import arrivals_of
from reopening.transitions import TENANCY
from reopening.views import form_drafts
from reopening.views.access import own_firm, person, posted
from reopening.views.stale import saved_meanwhile

PAGE = 50
MOST_CODES = 500


def own_umbrella(request: HttpRequest, public_id: uuid.UUID) -> Umbrella:
    rows = Umbrella.objects.visible_to(person(request)).select_related("firm", "division", "job")
    return get_object_or_404(rows, public_id=public_id)


def own_tenancy(request: HttpRequest, public_id: uuid.UUID) -> Tenancy:
    """The tenancy, for the tenant's own people and for the operator's."""
    rows = Tenancy.objects.visible_to(person(request))
    return get_object_or_404(
        rows.select_related("umbrella__firm", "umbrella__division", "firm", "mandate"), public_id=public_id
    )


def operator_firm(request: HttpRequest, public_id: uuid.UUID) -> Firm:
    """The firm, for its own signatories: nobody opens an umbrella for another firm."""
    firm = own_firm(request, public_id)
    row = memberships(person(request)).get(firm.pk)
    if row is None or not row.is_signatory:
        raise PermissionDenied
    return firm


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say once what all tenants share."""
    firm, at = operator_firm(request, public_id), timezone.now()
    asked = policy_for(firm.division, at).rules.plan.sections
    initial = {"division": firm.division, "site_address": firm.address}
    form = UmbrellaForm(posted(request), sections=asked, initial=initial)
    if kept := form_drafts.answer(request, form, at):
        return kept
    if request.method == "POST" and form.is_valid():
        umbrella = None
        with refusals_in(form):
            umbrella = umbrellas.open_umbrella(
                firm=firm, values=form.values(), plan=form.plan(), by=person(request), at=at
            )
        if umbrella is not None:
            form_drafts.sent(request)
            return redirect(umbrella)
    context: dict[str, Any] = {"form": form, "firm": firm, "rule": umbrellas.rule_for(firm.division, at)}
    context |= {"kept_at": form_drafts.restored(request, form, at)}
    return render(request, "reopening/umbrellas/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    umbrella, at = own_umbrella(request, public_id), timezone.now()
    operator_firm(request, umbrella.firm.public_id)
    asked = policy_for(umbrella.division, at).rules.plan.sections
    form = UmbrellaForm(posted(request), sections=asked, instance=own_umbrella(request, public_id))
    if kept := form_drafts.answer(request, form, at):
        return kept
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        seen, said = form.cleaned_data["seen"], {"values": form.values(), "plan": form.plan()}
        with refusals_in(form):
            try:
                umbrellas.edit(umbrella=umbrella, by=person(request), at=at, seen=seen, **said)
            except Stale:
                now = UmbrellaForm(sections=asked, instance=own_umbrella(request, public_id))
                theirs = saved_meanwhile(now, form, "seen")
                raise
        if form.is_valid():
            form_drafts.sent(request)
            messages.success(request, _("Saved."))
            return redirect(umbrella)
    context = {"form": form, "firm": umbrella.firm, "umbrella": umbrella, "rule": True, "theirs": theirs}
    context |= {"kept_at": form_drafts.restored(request, form, at)}
    return render(request, "reopening/umbrellas/form.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The tenants, a page at a time, with state, what stands in the way, and the last result."""
    umbrella = own_umbrella(request, public_id)
    chosen = request.GET.get("show", "")
    rows = Tenancy.objects.filter(umbrella=umbrella).shown(chosen)
    rows = rows.select_related("firm", "application", "mandate", "umbrella")
    page = paging.keyset(rows, order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE)
    names = {
        "": _("All"),
        "asked": _("Have to agree"),
        "draft": _("Drafts"),
        "ready": _("Ready"),
        "returned": _("Returned"),
        "submitted": _("Submitted"),
    }
    context = {
        "umbrella": umbrella,
        "page": page,
        "tenants": [(row, tenancies.refusal_in_words(row)) for row in page.rows],
        "filters": names.items(),
        "chosen": chosen,
        "upload_form": TenantFileForm(),
        "file": umbrella.files.select_related("job")
        .defer("content", "refused_cells")
        .order_by("-pk")
        .first(),
        "chart": chart(arrivals_of(umbrella)),
        "now": timezone.now(),
    }
    return render(request, "reopening/umbrellas/detail.html", context)


@require_POST
def judge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    umbrella = own_umbrella(request, public_id)
    umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=person(request), at=timezone.now())
    return redirect(umbrella)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the commitment, then submit for every tenant that is ready, each with its own result."""
    umbrella, at = own_umbrella(request, public_id), timezone.now()
    operator_firm(request, umbrella.firm.public_id)
    form = SubmitAllForm(posted(request))
    if request.method == "POST" and form.is_valid():
        umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=person(request), at=at)
        return redirect(umbrella)
    count, exact = paging.count_capped(tenancies.editable(umbrella))
    rules = policy_for(umbrella.division, at).rules
    context = {
        "title": _("Submit for all tenants that are ready?"),
        "effects": [
            _("%(count)s applications are tried, one by one; the table shows what became of each.")
            % {"count": f"{count:,}" if exact else f"{count:,}+"},
            _("One that is refused keeps none of the others back, and can be submitted again."),
            _("Each tenant is reviewed, certified and supplied by itself."),
            wording.localise(rules.commitment.model_dump()),
        ],
        "form": form,
        "button": _("Submit all that are ready"),
        "back_url": umbrella.get_absolute_url(),
        "back_label": umbrella.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """New one-time codes to hand to tenants; they are shown once, on the page that answers."""
    umbrella = own_umbrella(request, public_id)
    operator_firm(request, umbrella.firm.public_id)
    found = None
    if request.method == "POST":
        found = tenancies.codes(umbrella=umbrella, by=person(request), at=timezone.now(), most=MOST_CODES)
    address = request.build_absolute_uri(reverse("reopening:take-over"))  # whole: the page is printed
    context = {"umbrella": umbrella, "found": found, "take_over_url": address}
    return render(request, "reopening/umbrellas/codes.html", context)


@require_POST
def leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    tenancy = own_tenancy(request, public_id)
    tenancies.leave(tenancy=tenancy, by=person(request), at=timezone.now())
    return redirect(tenancy.umbrella)


@require_safe
def asked(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What an operator asks of a firm: to file for it, and what that means."""
    tenancy = own_tenancy(request, public_id)
    verbs = TENANCY.verbs_for(tenancy, by=person(request))
    return render(request, "reopening/umbrellas/asked.html", {"tenancy": tenancy, "verbs": verbs})


@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    tenancy, at = own_tenancy(request, public_id), timezone.now()
    if verb == "agree":
        tenancies.agree(tenancy=tenancy, by=person(request), at=at)
        messages.success(request, _("The operator may file for you. You can end it at any time."))
    else:
        tenancies.decline(tenancy=tenancy, by=person(request), at=at)
        messages.success(request, _("You file by yourself."))
    return redirect(reverse("reopening:mandates", args=[tenancy.firm.public_id]))
