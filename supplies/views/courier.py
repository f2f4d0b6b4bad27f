"""The courier's own pages, which work without a network once they were opened with one."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.dates import shanghai_day
from core.models import Role
from supplies.models import ErrandStatus, Run, RunStatus, Stop, StopStatus
from supplies.views.access import person

FILES = (
    *(
        "bootstrap/css/bootstrap.min.css",
        "css/tokens.css",
        "css/desk.css",
        "css/charts.css",
        "css/supplies.css",
    ),
    *("img/icons.svg", "img/mark.svg", "js/desk.js", "js/outbox.js", "js/courier.js"),
)


@require_safe
def stops(request: HttpRequest) -> HttpResponse:
    """Where next? The courier's runs that are not closed yet."""
    user = person(request)
    rows = (
        Run.objects.filter(courier=user, status__in=[RunStatus.PLANNED, RunStatus.DEPARTED])
        .select_related("depot")
        .prefetch_related("stops__firm")
        .order_by("day", "pk")
    )
    mine = rows if Role.COURIER in user.roles else rows.none()
    tours = [(run, found := sorted(run.stops.all(), key=in_tour), next_of(found)) for run in mine]
    given = (
        user.errands.filter(status=ErrandStatus.ACCEPTED).select_related("firm").order_by("needed_by", "pk")
    )
    today = shanghai_day(timezone.now())
    aborted = Run.objects.filter(courier=user, status=RunStatus.ABORTED, day=today).order_by("pk")
    context = {"tours": tours, "errands": given[:50], "aborted": aborted}
    return render(request, "supplies/runs/courier.html", context)


def in_tour(stop: Stop) -> tuple[int, int]:
    return stop.sequence, stop.pk


def next_of(found: list[Stop]) -> Stop | None:
    return next((stop for stop in found if stop.status == StopStatus.WAITING), None)


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What keeps the courier's pages on the phone. It holds no data; the pages themselves are asked for signed in."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    response = render(
        request,
        "supplies/runs/courier_worker.js",
        {"files": files, "version": version},
        content_type="text/javascript; charset=utf-8",
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/supplies/"
    return response
