from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import paging
from core.notifications import words
from core.queries import inbox_of
from core.services import inbox as inbox_service


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages to the reader, newest first."""
    page = paging.keyset(
        inbox_of(request.user),  # type: ignore[arg-type]
        order=("-pk",),
        cursor=request.GET.get("cursor", ""),
        limit=25,
    )
    rows = [(row, *words(row)) for row in page.rows]
    return render(request, "core/inbox.html", {"page": page, "rows": rows})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a message: it counts as read, and the page it speaks of is shown."""
    row = get_object_or_404(inbox_of(request.user), pk=pk)  # type: ignore[arg-type]
    inbox_service.read(notification=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect(row.url or "core:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    inbox_service.read_all(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect("core:inbox")
