"""What anybody may see without signing in: one certificate's state, the register, published lists."""

import uuid
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from approvals.forms.certificates import RegisterFilter
from approvals.models import Batch, Certificate, StateNow
from approvals.publication_words import list_as_csv
from approvals.queries.certificate_files import files_shown
from approvals.queries.certificates import (
    by_token,
    conditions_shown,
    halt_shown,
    in_register,
    published_members,
)
from approvals.services import publications as lists
from core.dates import shanghai_day
from core.models import Division
from core.numbers import number_in
from core.paging import count_capped, keyset
from core.throttling import Misses

MOST_IN_ONE_LIST = 5_000


@login_not_required
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """The state now, read from the row itself. An unknown and a malformed address answer alike."""
    certificate = by_token(token)
    if certificate is None:
        status = 404 if Misses("verify_misses").count(request) else 429
        response = render(request, "approvals/public/unknown.html", status=status)
        if status == 429:
            response["Retry-After"] = "60"
    else:
        response = render(request, "approvals/public/verify.html", check_context(certificate))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def check_context(certificate: Certificate) -> dict[str, object]:
    at = timezone.now()
    today = shanghai_day(at)
    state = certificate.state_on(today)
    return {
        "certificate": certificate,
        "state": state,
        "size": size_of(str(state.label)),
        "other": in_other_language(state),
        "checked_at": at,
        "conditions": conditions_shown(certificate, today),
        "files": files_shown(certificate),
        "halt": halt_shown(certificate, state),
    }


def size_of(word: str) -> str:
    """The style that makes the word as large as a narrow screen allows; a Chinese character counts twice."""
    width = sum(2 if character > "\u2e80" else 1 for character in word)
    if width <= 6:
        return ""
    return " check-word-middle" if width <= 8 else " check-word-long"


def in_other_language(state: StateNow) -> dict[str, str]:
    """The word for the person who does not read the page's language."""
    language = "zh-hans" if get_language() == "en" else "en"
    with override(language):
        return {"language": language, "word": str(state.label)}


@login_not_required
@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """Firms that may be open: name, decision, term. Never staff."""
    today = shanghai_day(timezone.now())
    filters = RegisterFilter(request.GET, queryset=in_register(), request=request)
    rows = filters.qs if filters.is_valid() else in_register().none()
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {"filters": filters, "page": page, "count": count_capped(rows), "today": today}
    context["number"] = number_in(request.GET.get("search", ""))
    context["asked_day"] = filters.is_valid() and filters.form.cleaned_data["open_on"]
    return render(request, "approvals/public/register.html", context | {"places": places(page.rows)})


def places(rows: list[Certificate]) -> dict[str, Division]:
    """The divisions of a page of rows, by code."""
    return Division.objects.in_bulk({row.division_code for row in rows})


@login_not_required
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Published batches, the newest first (公示)."""
    rows = Batch.objects.public().select_related("division")
    page = keyset(rows, order=("-published_at", "-pk"), cursor=request.GET.get("cursor", ""), limit=25)
    return render(request, "approvals/public/publications.html", {"page": page})


@login_not_required
@require_safe
def publication(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One published list, made to be printed too."""
    batch = get_object_or_404(Batch.objects.public().select_related("division"), public_id=public_id)
    everything = published_members(batch)
    rows = list(everything[: MOST_IN_ONE_LIST + 1])
    is_cut = len(rows) > MOST_IN_ONE_LIST
    rows = rows[:MOST_IN_ONE_LIST]
    today: date = shanghai_day(timezone.now())
    context = {
        "batch": batch,
        "rows": rows,
        "is_cut": is_cut,
        "total": everything.count() if is_cut else len(rows),
        "today": today,
        "places": places(rows),
        "paper": lists.newest(batch),
    }
    return render(request, "approvals/public/publication.html", context)


@login_not_required
@require_safe
def publication_pdf(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The paper of a published list; 404 until it is drawn."""
    batch = get_object_or_404(Batch.objects.public(), public_id=public_id)
    paper = lists.newest(batch)
    if paper is None:
        raise Http404
    return FileResponse(paper.pdf.open("rb"), filename=f"{batch.number}.pdf", content_type="application/pdf")


@login_not_required
@require_safe
def publication_csv(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The published list for a spreadsheet."""
    batch = get_object_or_404(Batch.objects.public(), public_id=public_id)
    rows = list(published_members(batch))
    response = HttpResponse(list_as_csv(rows, places(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.number}.csv"'
    return response
