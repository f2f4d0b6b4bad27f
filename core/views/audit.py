from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import paging
from core.models import Role
from core.queries import audit_visible_to


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Every act on every record, newest first: the auditor's page."""
    if Role.AUDITOR not in request.user.roles:  # type: ignore[union-attr]
        raise PermissionDenied
    events = audit_visible_to(request.user).select_related("actor")
    subject = request.GET.get("subject", "")
    subject_type, _colon, subject_id = subject.partition(":")
    if subject:
        events = events.filter(subject_type=subject_type, subject_id=subject_id)
    page = paging.keyset(events, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    context = {"page": page, "subject": subject, "subject_type": subject_type, "subject_id": subject_id}
    return render(request, "core/audit.html", context)
