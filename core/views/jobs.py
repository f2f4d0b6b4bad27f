import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core import paging
from core.models import JobState
from core.queries import jobs_visible_to
from core.services import jobs as service
from core.views.people import administrator


@require_safe
@vary_on_headers("HX-Request")
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a piece of background work is; htmx asks for the card alone."""
    row = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    address = str(row.result.get("url", ""))
    done_url = address if address.startswith("/") and not address.startswith("//") else ""
    template = "_components/job_progress.html" if request.headers.get("HX-Request") else "core/job.html"
    return render(request, template, {"job": row, "done_url": done_url})


@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """The dead letters: work that failed for good, with the reason."""
    administrator(request)
    rows = jobs_visible_to(request.user).filter(state=JobState.FAILED)
    cursor = request.GET.get("cursor", "")
    page = paging.keyset(rows, order=("-finished_at", "pk"), cursor=cursor, limit=50)
    return render(request, "core/failed_jobs.html", {"page": page})


@require_POST
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    service.retry(job=row, by=administrator(request), at=timezone.now())
    messages.success(request, _("It is tried again now."))
    return redirect("core:failed-jobs")
