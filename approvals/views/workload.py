import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from approvals.forms.workload import MoveForm
from approvals.permissions import leads_somewhere
from approvals.queries.queue import keys, queue, queue_rows
from approvals.queries.workload import cases_of, total, workload
from approvals.services import workload as services
from approvals.views.access import decider
from core.models import Role, User
from core.paging import keyset
from reopening.deadlines import time_left

PAGE = 50


def lead(request: HttpRequest) -> User:
    """Who is signed in, and leads some office."""
    user = decider(request)
    if not leads_somewhere(user):
        raise PermissionDenied
    return user


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who has how much, the fullest first, what nobody has, and what the officers are done with."""
    user = lead(request)
    loads = workload(user, timezone.now())
    context = {"loads": loads, "total": total(user, loads)}
    return render(request, "approvals/queue/workload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def officer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What one officer holds; several of it can be handed over in one act."""
    return hand_over_page(request, get_object_or_404(User, public_id=public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def unclaimed(request: HttpRequest) -> HttpResponse:
    """What nobody holds; several of it can be given to an officer in one act."""
    return hand_over_page(request, None)


def hand_over_page(request: HttpRequest, holder: User | None) -> HttpResponse:
    user, at = lead(request), timezone.now()
    cases = cases_of(user, holder)
    page = keyset(keys(cases), order=("due_at", "pk"), cursor=request.GET.get("cursor", ""), limit=PAGE)
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    form = MoveForm(request.POST or None, cases=queue(user), codes=codes)
    if request.method == "POST" and form.is_valid():
        return results(request, form, user)
    context: dict[str, Any] = {
        "officer": holder,
        "form": form,
        "page": page,
        "rows": [(row, time_left(row.case.due_at, at)) for row in queue_rows(page.rows)],
        "chosen": set(request.POST.getlist("cases")),
    }
    return render(request, "approvals/queue/officer.html", context, status=422 if form.errors else 200)


def results(request: HttpRequest, form: MoveForm, user: User) -> HttpResponse:
    """What became of each case."""
    moved = services.move(
        applications=list(form.cleaned_data["cases"].select_related("firm")),
        to=form.cleaned_data["to"],
        note=form.cleaned_data["note"],
        by=user,
        at=timezone.now(),
    )
    done = sum(not each.refusal for each in moved)
    context = {"moved": moved, "done": done, "refused": len(moved) - done, "to": form.cleaned_data["to"]}
    return render(request, "approvals/queue/moved.html", context)
