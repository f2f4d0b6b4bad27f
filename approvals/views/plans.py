"""Planning in stages: try a plan, keep it, compare two, turn one into batches."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.forms.plans import ComparePlansForm, OpenBatchesForm, PlanForm, PlanNameForm
from approvals.models import StagePlan
from approvals.permissions import plans_here
from approvals.plan_chart import mask_chart, opening_chart
from approvals.plan_words import as_csv, phase_names, table
from approvals.queries.batches import batches_of
from approvals.queries.plans import forecast
from approvals.services import plans
from approvals.simulation import Forecast
from approvals.taken_elsewhere import taken_elsewhere
from approvals.views.access import decider, person
from core.dates import shanghai_day
from core.forms import refusals_in
from core.models import Role, User
from core.once import once
from core.paging import keyset

READERS = {Role.REVIEWER, Role.APPROVER, Role.AUDITOR}


def names_of(kept: list[dict[str, str]]) -> dict[str, str]:
    return phase_names(kept, get_language() or "zh")


def drawn(answer: Forecast, names: dict[str, str]) -> dict[str, Any]:
    """What the page of a forecast shows."""
    return {
        "forecast": answer,
        "names": names,
        "rows": table(answer, names),
        "opening": opening_chart(answer, names),
        "masks": mask_chart(answer),
    }


def csv_file(answer: Forecast, names: dict[str, str], name: str) -> HttpResponse:
    response = HttpResponse(as_csv(answer, names), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans that were kept, the newest first; two of them can be compared."""
    user = reader(request)
    rows = StagePlan.objects.visible_to(user).defer("forecast").select_related("division", "created_by")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    context = {"page": page, "can_plan": bool(user.roles & {Role.REVIEWER, Role.APPROVER})}
    return render(request, "approvals/plans/list.html", context)


def reader(request: HttpRequest) -> User:
    user = person(request)
    if not user.roles & READERS:
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def simulate(request: HttpRequest) -> HttpResponse:
    """Try a plan: the fields stand in the address, so that it can be sent on; POST keeps it under a name."""
    user, at = decider(request), timezone.now()
    form = PlanForm(asked(request), user=user, today=shanghai_day(at))
    naming = PlanNameForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "naming": naming, "query": asked(request).urlencode()}
    if form.is_valid() and form.policy is not None:
        if request.method == "POST" and naming.is_valid():
            with refusals_in(naming):
                name = naming.cleaned_data["name"]
                return redirect(plans.save(name=name, question=form.question(), by=user, at=at))
        kept = [{"key": phase.key, **phase.name.model_dump()} for phase in form.phases]
        answer = forecast(form.question(), form.policy)
        if request.GET.get("file") == "csv":
            return csv_file(answer, names_of(kept), f"plan-{form.cleaned_data['division'].pk}")
        context |= drawn(answer, names_of(kept))
    status = 422 if form.errors or naming.errors else 200
    return render(request, "approvals/plans/simulate.html", context, status=status)


def asked(request: HttpRequest) -> QueryDict:
    """The fields of the plan: in the address, or repeated in the form that keeps it."""
    data = (request.POST if request.method == "POST" else request.GET).copy()
    for name in ("csrfmiddlewaretoken", "name", "file"):
        data.pop(name, None)
    return data


def plan_of(request: HttpRequest, public_id: uuid.UUID) -> StagePlan:
    rows = StagePlan.objects.visible_to(person(request)).select_related("division", "created_by")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plan = plan_of(request, public_id)
    answer, names = Forecast.from_json(plan.forecast), names_of(plan.phases)
    if request.GET.get("file") == "csv":
        return csv_file(answer, names, f"plan-{plan.public_id}")
    others = StagePlan.objects.visible_to(person(request)).exclude(pk=plan.pk).filter(division=plan.division)
    context = {
        "plan": plan,
        "may_open": plans_here(person(request), plan.division_id),
        "batches": plan.batches.order_by("opens_on", "pk"),
        "others": others.only("public_id", "name").order_by("-pk")[:20],
    }
    return render(request, "approvals/plans/detail.html", context | drawn(answer, names))


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two kept plans side by side."""
    form = ComparePlansForm(request.GET or None, plans=StagePlan.objects.visible_to(reader(request)))
    sides: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        chosen = (form.cleaned_data["first"], form.cleaned_data["second"])
        sides = [
            {"plan": plan} | drawn(Forecast.from_json(plan.forecast), names_of(plan.phases))
            for plan in chosen
        ]
    status = 422 if form.errors else 200
    return render(request, "approvals/plans/compare.html", {"form": form, "sides": sides}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def open_batches(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plan, at = plan_of(request, public_id), timezone.now()
    if not plans_here(person(request), plan.division_id):
        raise PermissionDenied
    answer = Forecast.from_json(plan.forecast)
    days = [day.day for day in answer.days if day.firms and day.day >= shanghai_day(at)]
    form = OpenBatchesForm(
        request.POST or None, initial={"until": days[min(4, len(days) - 1)] if days else None}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return after_opening(request, plan, form)
    context = {
        "title": _("Open batches from the plan"),
        "effects": [
            _(
                "For every phase and day up to the day below a batch is opened, with the plan's numbers as its quota."
            ),
            _(
                "Each is filled with cases that are ready, by the four priorities; the quotas of the day hold."
            ),
            _("Nothing is decided: each batch is looked at and signed by itself."),
        ],
        "form": form,
        "button": _("Open the batches"),
        "back_url": plan.get_absolute_url(),
        "back_label": plan.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


def after_opening(request: HttpRequest, plan: StagePlan, form: OpenBatchesForm) -> HttpResponse:
    until = form.cleaned_data["until"]
    opened = plans.open_batches(plan=plan, until=until, by=person(request), at=timezone.now())
    words = ngettext("%(batches)s batch was opened.", "%(batches)s batches were opened.", len(opened.batches))
    cases = ngettext("%(cases)s case was added.", "%(cases)s cases were added.", opened.cases)
    figures = {"batches": len(opened.batches), "cases": opened.cases}
    messages.success(request, f"{words % figures} {cases % figures}")
    if opened.elsewhere:
        messages.warning(
            request, taken_elsewhere(opened.elsewhere, batches_of(opened.elsewhere, person(request)))
        )
    return redirect(plan)
