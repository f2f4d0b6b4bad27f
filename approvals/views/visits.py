"""Visits: the inspector's day, the page to fill on a phone, and arranging one."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.visits import ArrangeForm, RecordForm
from approvals.models import Visit, VisitPhoto
from approvals.permissions import arranges_visits
from approvals.queries.visits import ORDER, lines, not_arranged, shown, visits_for
from approvals.services import visits
from approvals.transitions import VISIT
from approvals.views.access import case, person
from approvals.views.steps import step_of
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from reopening.models import ApplicationStatus
from reopening.views.documents import guarded

PAGE, OPEN_STEPS = 25, 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The visits of an inspector, today's and overdue ones on top; steps on a site that nobody has arranged yet."""
    user = person(request)
    if Role.INSPECTOR not in user.roles:
        raise PermissionDenied
    context = {
        "page": keyset(
            lines(visits_for(user)), order=ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE
        ),
        "open_steps": not_arranged(user, OPEN_STEPS),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/visits/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a visit, or for a video call at a time agreed with the firm."""
    application = case(request, public_id)
    if not arranges_visits(person(request), application):
        raise PermissionDenied
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise TransitionNotAllowed(of=application)
    initial = {"planned_on": shanghai_day(timezone.now())}
    form = ArrangeForm(request.POST or None, application=application, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            visits.arrange(application=application, plan=form.plan(), by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, _("The visit is arranged."))
            return redirect("approvals:case", public_id)
    context = {
        "application": application,
        "form": form,
        "title": _("Arrange a visit"),
        "button": _("Arrange"),
        "lead": _("What is found comes back to this case."),
    }
    return render(request, "approvals/queue/verb.html", context, status=422 if form.errors else 200)


@require_POST
def begin(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """Go now: the visit of a step that nobody has arranged."""
    visit = visits.begin(step=step_of(request, public_id, key), by=person(request), at=timezone.now())
    return redirect("approvals:visit", visit.public_id)


def visit_of(request: HttpRequest, public_id: uuid.UUID) -> Visit:
    rows = Visit.objects.visible_to(person(request))
    related = ("application__firm", "application__policy_set", "step", "inspector", "recorded_by")
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What to look at, with large buttons; afterwards, what was found."""
    visit = visit_of(request, public_id)
    return visit_page(request, visit, RecordForm(visit=visit))


def visit_page(request: HttpRequest, visit: Visit, form: RecordForm) -> HttpResponse:
    verbs = VISIT.verbs_for(visit, by=person(request))
    context = {
        "visit": visit,
        "shown": shown(visit),
        "application": visit.application,
        "form": form,
        "can_record": "pass_site" in verbs,
        "can_call_off": "call_off" in verbs,
    }
    return render(request, "approvals/visits/visit.html", context, status=422 if form.errors else 200)


@require_POST
def record(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was found, sent now or when the phone has found a network again."""
    visit = visit_of(request, public_id)
    form = RecordForm(request.POST, request.FILES, visit=visit)
    if form.is_valid():
        with refusals_in(form):
            visits.record(visit=visit, **form.found(), by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, _("The visit is recorded."))
            return redirect("approvals:visit", public_id)
    return visit_page(request, visit_of(request, public_id), form)


@require_POST
def call_off(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    visit = visits.call_off(visit=visit_of(request, public_id), by=person(request), at=timezone.now())
    messages.success(request, _("The visit is called off."))
    return redirect("approvals:case", visit.application.public_id)


@require_safe
def photo(request: HttpRequest, public_id: uuid.UUID, photo_id: uuid.UUID) -> FileResponse:
    """A photo of a visit, small with `?small=1`; nothing before the scanner has said that it is clean."""
    rows = VisitPhoto.objects.select_related("file").filter(visit=visit_of(request, public_id))
    file = get_object_or_404(rows, public_id=photo_id).file
    if not file.is_served:
        raise Http404
    stored = file.thumbnail if "small" in request.GET and file.thumbnail else file.content
    return guarded(FileResponse(stored.open("rb"), content_type="image/jpeg"))
