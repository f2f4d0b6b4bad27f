"""The public register as files for programs: firms that may be open, a thousand at a time. Never staff."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from approvals.forms.certificates import RegisterFilter
from approvals.models import Certificate
from approvals.queries.certificates import in_register
from core.paging import Page, keyset
from core.tables import harmless
from core.throttling import Misses

AT_ONCE = 1_000
FIELDS = ("firm", "division", "industry", "opens_on", "valid_until", "number")


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def as_json(request: HttpRequest) -> HttpResponse:
    """`{"firms": [...], "next": address or null}`"""
    page = page_of(request)
    if isinstance(page, HttpResponse):
        return page
    return JsonResponse(
        {"firms": [line(row) for row in page.rows], "next": next_address(request, page)},
        json_dumps_params={"ensure_ascii": False},
    )


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def as_csv(request: HttpRequest) -> HttpResponse:
    """One row a firm, safe to open in a spreadsheet; the next page is named by the `Link` header."""
    page = page_of(request)
    if isinstance(page, HttpResponse):
        return page
    response = HttpResponse(table(page.rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    if address := next_address(request, page):
        response["Link"] = f'<{address}>; rel="next"'
    return response


def page_of(request: HttpRequest) -> Page | HttpResponse:
    """The rows asked for, or why there are none: asked too often, or for something that is no filter."""
    if not Misses("register_feed").count(request):
        refusal = refused(_("Too many requests. Please try again in a minute."), 429)
        refusal["Retry-After"] = "60"
        return refusal
    filters = RegisterFilter(request.GET, queryset=in_register(), request=request)
    unknown = sorted(request.GET.keys() - filters.filters.keys() - {"cursor"})
    if unknown:
        return refused(_("Unknown filter: %(names)s.") % {"names": ", ".join(unknown)}, 400)
    if not filters.is_valid():
        return refused(" ".join(str(each[0]) for each in filters.errors.values()), 400)
    return keyset(filters.qs, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=AT_ONCE)


def refused(sentence: str, status: int) -> HttpResponse:
    body: dict[str, Any] = {"type": "about:blank", "status": status, "detail": sentence}
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def line(row: Certificate) -> dict[str, str | None]:
    return {
        "firm": row.firm_name,
        "division": row.division_code,
        "industry": row.industry_code,
        "opens_on": row.valid_from.isoformat(),
        "valid_until": row.last_day.isoformat() if row.last_day else None,
        "number": row.number,
    }


def table(rows: Iterable[Certificate]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([harmless(line(row)[field] or "") for field in FIELDS])
    return "\ufeff" + stream.getvalue()


def next_address(request: HttpRequest, page: Page) -> str | None:
    if not page.next_cursor:
        return None
    asked = request.GET.copy()
    asked["cursor"] = page.next_cursor
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
