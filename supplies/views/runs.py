import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import shanghai_day
from core.forms import refusals_in
from core.paging import keyset
from supplies.forms.runs import PlanForm, RunForm
from supplies.forms.stock import ReasonForm
from supplies.models import AwardLot, AwardLotState, Place, Run, StopStatus
from supplies.queries.runs import given_up, left_goods, stops_of
from supplies.services import breakdowns, runs
from supplies.transitions import RUN
from supplies.views import access
from supplies.views.access import KEEPERS, person, staff


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    rows = Run.objects.visible_to(user).select_related("depot", "courier").prefetch_related("stops")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    waiting = AwardLot.objects.filter(
        depot__in=Place.objects.visible_to(user), state=AwardLotState.RESERVED, stop_item__isnull=True
    )
    context = {"page": page, "can_create": bool(user.roles & KEEPERS), "waiting": waiting.count()}
    return render(request, "supplies/runs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user, at = staff(request, KEEPERS), timezone.now()
    form = RunForm(request.POST or None, user=user, today=shanghai_day(at))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return redirect(runs.create(**form.cleaned_data, by=user, at=at))
    return render(request, "supplies/runs/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The tour, stop by stop, and where its goods are."""
    run = access.run(request, public_id)
    stops = stops_of(run)
    context = {
        "run": run,
        "verbs": RUN.verbs_for(run, by=person(request)),
        "may_plan": bool(person(request).roles & KEEPERS),
        "sees_runs": bool(person(request).roles & access.STOCK_ROLES),  # a courier has the day's stops alone
        "stops": stops,
        "ended": given_up(run),
        "has_left_goods": left_goods(run),
        "is_finished": all(stop.status != StopStatus.WAITING for stop in stops),
        "plan_form": PlanForm(initial={"courier": run.courier_id, "vehicle": run.vehicle}, depot=run.depot),
    }
    return render(request, "supplies/runs/detail.html", context)


@require_POST
def plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    run = access.run(request, public_id)
    form = PlanForm(request.POST, depot=run.depot)
    if not form.is_valid():
        messages.error(request, _("Please choose a courier."))
        return redirect(run)
    return redirect(runs.plan(run=run, **form.cleaned_data, by=person(request), at=timezone.now()))


@require_POST
def depart(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    run = access.run(request, public_id)
    runs.depart(run=run, by=person(request), at=timezone.now())
    messages.success(request, _("The run has left. The firms were told to have their codes ready."))
    return redirect(run)


@require_POST
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    run = access.run(request, public_id)
    runs.close(run=run, by=person(request), at=timezone.now())
    messages.success(request, _("The run is closed. All its goods are accounted for."))
    return redirect("supplies:courier" if run.courier_id == person(request).pk else run.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    run = access.run(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        runs.cancel(run=run, **form.cleaned_data, by=person(request), at=timezone.now())
        return redirect("supplies:runs")
    context = {
        "title": _("Cancel run %(number)s") % {"number": run.number},
        "effects": [_("Its parcels stay set aside and wait for the next run.")],
        "form": form,
        "button": _("Cancel the run"),
        "danger": True,
        "back_url": run.get_absolute_url(),
        "back_label": run.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def abort(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The vehicle dropped out; what it has not delivered is planned anew."""
    run = access.run(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        breakdowns.abort(run=run, **form.cleaned_data, by=person(request), at=timezone.now())
        messages.success(
            request, _("The run is broken off. Plan what it has not delivered with the other vehicles.")
        )
        return redirect(f"{reverse('supplies:plan-create')}?division={run.depot.division_id}")
    count = run.stops.filter(status=StopStatus.WAITING).count()
    context = {
        "title": _("Break run %(number)s off") % {"number": run.number},
        "effects": [
            _("What was handed over stays handed over."),
            ngettext(
                "%(count)s stop is still open. Its goods stay set aside for the firm and can be planned anew at once.",
                "%(count)s stops are still open. Their goods stay set aside for the firms and can be planned anew at "
                "once.",
                count,
            )
            % {"count": count},
            _(
                "The books have these goods in the depot again. Bring them there, or let another vehicle fetch them."
            ),
            _("The courier and the firms are told."),
        ],
        "form": form,
        "button": _("Break the run off"),
        "danger": True,
        "back_url": run.get_absolute_url(),
        "back_label": run.number,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
