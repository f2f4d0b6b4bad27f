"""Papers of an appeal: enclosing more of them, and handing one out."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.appeals import EncloseForm
from approvals.services import appeal_papers
from approvals.transitions import APPEAL
from approvals.views.access import appeal as get_appeal
from approvals.views.access import person
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from reopening.models import FileKind
from reopening.views.access import posted
from reopening.views.documents import MEDIA_TYPES, guarded


@require_http_methods(["GET", "HEAD", "POST"])
def enclose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Further papers of the firm, until the appeal is answered."""
    appeal, rule = get_appeal(request, public_id), APPEAL["enclose"]
    if not rule.allowed(person(request), appeal):
        raise PermissionDenied
    if appeal.status not in rule.sources:
        raise TransitionNotAllowed(of=appeal)
    form = EncloseForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            sent = form.cleaned_data["papers"]
            appeal_papers.enclose(appeal=appeal, sent=sent, by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, _("Enclosed. Whoever answers the appeal reads them."))
            return redirect(appeal)
    context = {
        "title": _("Enclose papers with the appeal"),
        "effects": [_("Whoever answers the appeal reads them. They cannot be taken out again.")],
        "form": form,
        "button": _("Enclose"),
        "back_url": appeal.get_absolute_url(),
        "back_label": appeal.application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def download(request: HttpRequest, public_id: uuid.UUID, paper_id: uuid.UUID) -> FileResponse:
    """The file itself. A POST, because that somebody had it is put down."""
    appeal = get_appeal(request, public_id)
    paper = get_object_or_404(appeal.papers.select_related("file"), public_id=paper_id)
    appeal_papers.download(paper=paper, by=person(request), at=timezone.now())
    kind = MEDIA_TYPES[FileKind(paper.file.kind)]
    return guarded(
        FileResponse(
            paper.file.content.open("rb"), as_attachment=True, filename=paper.file_name, content_type=kind
        )
    )
