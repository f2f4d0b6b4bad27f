from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.deadlines import time_left
from approvals.forms.queue import QueueFilter
from approvals.queries.queue import queue, queue_rows
from approvals.views.access import decider
from core.paging import count_capped, keyset

PAGE = 25
ON_TOP = 10


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """Cases that wait, the most pressing first; those handed in again on top of the first page."""
    user, at = decider(request), timezone.now()
    filters = QueueFilter(request.GET, queryset=queue(user), request=request)
    cases = filters.qs if filters.is_valid() else queue(user).none()
    cursor = request.GET.get("cursor", "")
    marked = request.GET.get("flag") == "resubmitted"
    page = keyset(
        cases if marked else cases.filter(submissions__lte=1),
        order=("due_at", "pk"),
        cursor=cursor,
        limit=PAGE,
    )
    again = (
        [] if cursor or marked else list(cases.filter(submissions__gt=1).order_by("due_at", "pk")[:ON_TOP])
    )
    rows = queue_rows([*again, *page.rows])
    context = {
        "filters": filters,
        "page": page,
        "rows": [(row, time_left(row.application.due_at or at, at)) for row in rows],
        "count": count_capped(cases),
        "is_filtered": any(value for name, value in request.GET.items() if name != "cursor"),
        "me": user.pk,
    }
    return render(request, "approvals/queue/list.html", context)
