import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core.queries import jobs_visible_to


@require_safe
@vary_on_headers("HX-Request")
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a piece of background work is; htmx asks for the card alone."""
    row = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    address = str(row.result.get("url", ""))
    done_url = address if address.startswith("/") and not address.startswith("//") else ""
    template = "_components/job_progress.html" if request.headers.get("HX-Request") else "core/job.html"
    return render(request, template, {"job": row, "done_url": done_url})
