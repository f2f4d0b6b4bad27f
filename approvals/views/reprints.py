"""Printing papers anew: chosen, looked at, started, followed; and all files of a batch in one."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.batch_responses import zip_response
from approvals.forms.reprints import ReprintForm
from approvals.models import Reprint
from approvals.paper_kinds import WORDING
from approvals.services import reprints
from approvals.services.batch_prints import print_batch
from approvals.views.access import batch as get_batch
from approvals.views.access import person
from core.forms import refusals_in
from core.models import Role
from core.once import once
from core.paging import keyset
from core.papers.kinds import wordings


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Earlier reprints, and the way to another one."""
    user = person(request)
    if not user.roles & {Role.APPROVER, Role.AUDITOR}:
        raise PermissionDenied
    rows = Reprint.objects.visible_to(user).select_related("division", "asked_by", "job")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    names = {key: kind.name for key, kind in wordings().items()}
    context = {"page": page, "names": names, "may_start": Role.APPROVER in user.roles}
    return render(request, "approvals/reprints/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def start(request: HttpRequest) -> HttpResponse:
    """First the choice, then how many it means; only then the act."""
    user = person(request)
    if Role.APPROVER not in user.roles:
        raise PermissionDenied
    form = ReprintForm(request.POST or None, user=user)
    context: dict[str, Any] = {"form": form, "count": None}
    if request.method == "POST" and form.is_valid():
        choice = form.choice()
        context |= {
            "count": reprints.affected(choice).count(),
            "is_certificate": choice.kind == WORDING.key,
        }
        if "confirmed" in request.POST:
            with refusals_in(form):
                return redirect(reprints.start(choice=choice, by=user, at=timezone.now()))
    return render(request, "approvals/reprints/new.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    rows = Reprint.objects.visible_to(person(request)).select_related("division", "asked_by", "job")
    reprint = get_object_or_404(rows, public_id=public_id)
    context = {"reprint": reprint, "kind": wordings()[reprint.kind]}
    return render(request, "approvals/reprints/detail.html", context)


@require_safe
def batch_files(request: HttpRequest, public_id: uuid.UUID) -> StreamingHttpResponse:
    """The certificates of a signed batch as one zip file."""
    return zip_response(get_batch(request, public_id), person(request))


@require_POST
@once
def batch_print(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have the same made as one PDF to be printed in one go; the batch's page follows it and hands it out."""
    batch = get_batch(request, public_id)
    print_batch(batch=batch, language=get_language() or "", by=person(request), at=timezone.now())
    return redirect(batch)
