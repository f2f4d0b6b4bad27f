"""Papers about records: asked for, followed while they are drawn, fetched."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from core.models import Paper, User
from core.papers.kinds import PaperKind, kinds
from core.pdf_responses import pdf_response
from core.services import papers

ISSUES_SHOWN = 50


def found(request: HttpRequest, key: str, subject: uuid.UUID) -> tuple[User, PaperKind, Any]:
    """Who asks, for which kind of paper, about which record; what the person may not see is not found."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    kind = kinds().get(key)
    if kind is None:
        raise Http404
    return request.user, kind, get_object_or_404(kind.subjects(request.user), public_id=subject)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def paper(request: HttpRequest, key: str, subject: uuid.UUID) -> HttpResponse:
    """The paper of a record and where it stands; POST has it made, or drawn again."""
    user, kind, record = found(request, key, subject)
    if request.method == "POST":
        made = papers.make(kind=kind, subject=record, by=user, at=timezone.now())
        if not made.has_pdf:
            messages.success(request, _("The paper is being made. You may leave this page; it stays here."))
        return redirect(request.path)
    issues = list(Paper.objects.of(key, record).select_related("job", "made_by")[:ISSUES_SHOWN])
    newest = issues[0] if issues else None
    if request.headers.get("HX-Request"):
        return card(request, newest)
    context = {
        "kind": kind,
        "record": record,
        "record_name": f"{capfirst(record._meta.verbose_name)} {record}",
        "paper": newest,
        "earlier": issues[1:],
        "subject": subject,
        "may_make": papers.may_make(user),
    }
    return render(request, "core/papers/detail.html", context)


def card(request: HttpRequest, paper: Paper | None) -> HttpResponse:
    """How far the drawing is; the page is loaded anew once there is something else to show."""
    if paper is None or paper.has_pdf or paper.job is None or paper.job.is_finished:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"job": paper.job, "fragment_url": request.path}
    return render(request, "_components/job_progress.html", context)


@require_safe
def file(request: HttpRequest, key: str, subject: uuid.UUID, issue: int) -> FileResponse:
    """The drawn file; never kept by a cache."""
    _user, _kind, record = found(request, key, subject)
    row = get_object_or_404(Paper.objects.of(key, record).exclude(pdf=""), issue=issue)
    return pdf_response(row.pdf, f"{row.number}-{row.kind}")
