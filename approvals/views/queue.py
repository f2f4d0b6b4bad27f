import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST, require_safe

from approvals.facets import address, chips, facets_of, query_of, total
from approvals.forms.comparing import CompareForm
from approvals.forms.queue import MY_OFFICE, QueueFilter
from approvals.models import SavedView
from approvals.ordering import compare as compare_cases
from approvals.permissions import leads_somewhere
from approvals.priorities import in_one_line, priorities
from approvals.queries.batches import batches_of
from approvals.queries.numbers import also_named
from approvals.queries.queue import (
    ORDERS,
    handed_in_again,
    keys,
    queue,
    queue_rows,
    revision_of,
)
from approvals.services import review
from approvals.views.access import decider
from core.models import Role, User
from core.paging import count_capped, keyset
from reopening.deadlines import time_left
from reopening.models import ApplicationStatus

PAGE = 25
ON_TOP = 10
MOST_NEW = 99
LEADS = {
    "due": gettext_lazy("The shortest time left comes first; cases handed in again stand on top."),
    "priority": gettext_lazy(
        "The four priorities decide, in the order of the policy; cases handed in again stand on top."
    ),
    "received": gettext_lazy("What came in first comes first; cases handed in again stand on top."),
}


def filters_of(request: HttpRequest) -> QueueFilter:
    """The person's queue under the filters of the address; none of it, and why, when they are not understood."""
    filters = QueueFilter(request.GET, queryset=queue(decider(request)), request=request)
    if not filters.is_valid():
        filters.queryset = filters.queryset.none()
    return filters


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """Cases that wait, in a published order; those handed in again on top of the first page."""
    user, at = decider(request), timezone.now()
    filters, cursor = filters_of(request), request.GET.get("cursor", "")
    marked = filters.used.get("flag") == "resubmitted"
    top = [] if cursor or marked else again(filters, user)
    cases = filters.qs if marked else filters.qs.exclude(handed_in_again(user))
    page = keyset(keys(cases), order=ORDERS[filters.order_name], cursor=cursor, limit=PAGE)
    rows = queue_rows([*top[:ON_TOP], *page.rows])
    context = {
        "filters": filters,
        "chips": chips(filters),
        "tabs": tabs(filters, user),
        "page": page,
        "rows": [shown(row, at) for row in rows],
        "more_on_top": len(top) > ON_TOP,
        "count": (0, True) if filters.form.errors else total(filters, user, filters.qs),
        "query": urlencode(query_of(filters)),
        "news_url": news_url(filters, rows, user, at),
        "lead": LEADS[filters.order_name],
        "is_lead": leads_somewhere(user),
        "is_reviewer": Role.REVIEWER in user.roles,
        "also_named": also_named(user, request.GET.get("search", ""), {row.case.public_id for row in rows}),
        "me": user.pk,
    }
    return render(request, "approvals/queue/list.html", context)


def again(filters: QueueFilter, user: User) -> list[Any]:
    """What stands on top: the person's own first."""
    rows = keys(filters.qs.filter(handed_in_again(user))).order_by("due_at", "pk")[: ON_TOP + 1]
    return sorted(rows, key=lambda key: key.claimed_by_id != user.pk)


def shown(row: Any, at: datetime) -> dict[str, Any]:
    marks = priorities(row.case, row.words)
    return {
        "row": row,
        "left": time_left(row.case.due_at, at),
        "priorities": marks,
        "priority_words": in_one_line(marks),
    }


def tabs(filters: QueueFilter, user: User) -> list[dict[str, Any]]:
    """The views of the queue: everything, one's office, one's own, and those with a name."""
    now = query_of(filters)
    fixed: list[tuple[str, dict[str, str], SavedView | None]] = [
        (_("All"), {}, None),
        (_("My office"), {"office": MY_OFFICE}, None),
        (_("My cases"), {"mine": "on"}, None),
    ]
    found = [(name, urlencode(query), view, now == query) for name, query, view in fixed]
    rows = SavedView.objects.visible_to(user).order_by("name", "pk")
    found += [(view.name, view.query, view, urlencode(now) == view.query) for view in rows]
    return [
        {"label": label, "url": f"?{query}", "view": view, "current": current}
        for label, query, view, current in found
    ]


def news_url(filters: QueueFilter, rows: list[Any], user: User, at: datetime) -> str:
    """Where the page asks, from time to time, what has happened since it was made."""
    asked = {
        "since": at.isoformat(),
        "seen": revision_of(user),
        "rows": ",".join(row.case.public_id.hex for row in rows),
    }
    return f"{reverse('approvals:queue-news')}?{urlencode(query_of(filters) | asked)}"


@require_safe
def facets(request: HttpRequest) -> HttpResponse:
    """How many cases each filter would leave; htmx asks for the part alone."""
    filters = filters_of(request)
    found = facets_of(filters, decider(request))
    titles = {name: filters.form.fields[name].label for name in found}
    context = {
        "facets": [(titles[name], values) for name, values in found.items()],
        "queue_url": f"{reverse('approvals:queue')}{address(filters)}",
        "base": reverse("approvals:queue"),
    }
    template = "_facets" if request.headers.get("HX-Request") else "facets"
    return render(request, f"approvals/queue/{template}.html", context)


def news_etag(request: HttpRequest) -> str:
    """Changes when a case moves within the person's divisions, and with what the page shows."""
    asked = f"{revision_of(decider(request))}:{get_language()}:{request.GET.urlencode()}"
    return f'"{uuid.uuid5(uuid.NAMESPACE_URL, asked).hex}"'


@require_safe
@condition(etag_func=news_etag)
def news(request: HttpRequest) -> HttpResponse:
    """What has happened since the page was made: new cases, and rows that somebody has taken since."""
    user, filters = decider(request), filters_of(request)
    since, seen = instant_in(request.GET.get("since", "")), request.GET.get("seen", "")
    arrived = count_capped(filters.qs.filter(submitted_at__gt=since), MOST_NEW) if since else (0, True)
    asked = rows_asked(request)
    rows = queue_rows(keys(queue(user).filter(public_id__in=asked)).order_by("pk"))
    still = {row.case.public_id for row in rows}
    context = {
        "arrived": arrived,
        "is_changed": seen != str(revision_of(user)),
        "rows": rows,
        "gone": [key for key in asked if key not in still],
        "url": f"{reverse('approvals:queue')}{address(filters)}",
        "me": user.pk,
    }
    return render(request, "approvals/queue/_news.html", context)


def rows_asked(request: HttpRequest) -> list[uuid.UUID]:
    """The public ids of the rows of the page that asks."""
    ids = [text for text in request.GET.get("rows", "").split(",")[: PAGE + ON_TOP] if len(text) == 32]
    known = []
    for text in ids:
        try:
            known.append(uuid.UUID(text))
        except ValueError:
            continue
    return known


def instant_in(text: str) -> datetime | None:
    """The instant that a page wrote into its own address; None when it is not one."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Claim the first free case of the view that the person has open."""
    user, filters = decider(request), filters_of(request)
    try:
        application = review.claim_next(
            cases=filters.qs, order=ORDERS[filters.order_name], by=user, at=timezone.now()
        )
    except review.NothingWaits as refusal:
        messages.info(request, str(refusal))
        return redirect(f"{reverse('approvals:queue')}{address(filters)}")
    return redirect("approvals:case", application.public_id)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Why one case stands before another."""
    user = decider(request)
    form = CompareForm(
        request.GET if "second" in request.GET else None, initial=request.GET.dict(), user=user
    )
    comparison = None
    if form.is_valid():
        one, other = form.cleaned_data["cases"]
        order = form.cleaned_data["order"] or "due"
        words = (one.words, other.words)
        comparison = compare_cases(one.case, other.case, order, words, reader=user.pk)
    context: dict[str, Any] = {"form": form, "comparison": comparison}
    if comparison:
        cases = (comparison.first, comparison.second)
        batches = batches_of(cases, user)
        context["columns"] = [
            (case, ApplicationStatus(case.status).label, batches.get(case.pk)) for case in cases
        ]
    return render(request, "approvals/queue/compare.html", context)
