import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import shanghai_day
from core.forms import refusals_in
from core.paging import keyset
from supplies.forms.plans import PlanForm
from supplies.models import DispatchPlan, PlanStatus
from supplies.queries.plans import view_of
from supplies.services import plans
from supplies.transitions import PLAN
from supplies.views import access
from supplies.views.access import KEEPERS, person, staff


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    rows = DispatchPlan.objects.visible_to(user).select_related("division").defer("problem", "result")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    return render(
        request, "supplies/plans/list.html", {"page": page, "can_create": bool(user.roles & KEEPERS)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user, at = staff(request, KEEPERS), timezone.now()
    initial = {"division": request.GET["division"]} if "division" in request.GET else {}
    form = PlanForm(request.POST or None, initial=initial, user=user, today=shanghai_day(at))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            division = form.cleaned_data["division"]
            return redirect(plans.create(division=division, asked=form.asked(), by=user, at=at))
    return render(request, "supplies/plans/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far the planning is; then the map, the tours, what is left, and how much shorter it is."""
    plan = access.plan(request, public_id)
    is_found = plan.status in (PlanStatus.PROPOSED, PlanStatus.ACCEPTED)
    context = {
        "plan": plan,
        "verbs": PLAN.verbs_for(plan, by=person(request)),
        "view": view_of(plan) if is_found else None,
    }
    return render(request, "supplies/plans/detail.html", context)


@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plan = plans.accept(plan=access.plan(request, public_id), by=person(request), at=timezone.now())
    messages.success(request, _("The runs are made. Print their delivery notes and load the vehicles."))
    return redirect(plan)


@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plans.discard(plan=access.plan(request, public_id), by=person(request), at=timezone.now())
    messages.success(request, _("The plan is discarded. Nothing was changed."))
    return redirect("supplies:plans")
