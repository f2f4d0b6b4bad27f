"""Letters of decisions: read, previewed, printed; the texts of an office; what a batch adds to its letters."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.forms.letters import BatchLetterForm, CannedTextForm
from approvals.models import CannedText, DecisionLetter, TextUse
from approvals.services import canned_texts, letters
from approvals.transitions import BATCH
from approvals.views.access import batch as get_batch
from approvals.views.access import decider, person
from approvals.views.canned_texts import uuid_of
from core.forms import refusals_in
from core.models import Role

FORM = ["GET", "HEAD", "POST"]
TEXTS_SHOWN = 200


@require_safe
def letter(request: HttpRequest, public_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """The letter of a decision, as it was sent; made to be printed."""
    rows = DecisionLetter.objects.visible_to(person(request)).select_related("decision__application__firm")
    found = get_object_or_404(rows, public_id=letter_id, decision__application__public_id=public_id)
    application = found.decision.application
    context = {
        "letter": found.words,
        "letter_kind": found.paper_kind,
        "letter_id": letter_id,
        "application": application,
        "back_url": application.get_absolute_url(),
        "back_label": application.firm.name,
    }
    return render(request, "approvals/letters/letter.html", context)


@require_http_methods(FORM)
def texts(request: HttpRequest) -> HttpResponse:
    """The texts of the person's offices; who decides there writes and retires them."""
    user = decider(request)
    may_write = Role.APPROVER in user.roles
    form = CannedTextForm(request.POST or None, user=user) if may_write else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with refusals_in(form):
                canned_texts.write(**form.cleaned_data, by=user, at=timezone.now())
            if form.is_valid():
                messages.success(request, _("The text is offered from now on."))
                return redirect("approvals:texts")
    rows = CannedText.objects.visible_to(user).filter(retired_at__isnull=True).select_related("division")
    context = {
        "texts": [
            (text, canned_texts.may_write(user, text.division_id))
            for text in rows.order_by("use", "division_id", "title", "pk")[:TEXTS_SHOWN]
        ],
        "form": form,
    }
    return render(
        request, "approvals/letters/texts.html", context, status=422 if form and form.errors else 200
    )


@require_POST
def retire(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = decider(request)
    text = get_object_or_404(CannedText.objects.visible_to(user), public_id=public_id)
    canned_texts.retire(text=text, by=user, at=timezone.now())
    messages.success(request, _("The text is offered no more."))
    return redirect("approvals:texts")


@require_http_methods(FORM)
def of_batch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What all letters of the batch say besides, and one of them as it would be sent now."""
    batch, at = get_batch(request, public_id), timezone.now()
    can_write = BATCH.allows(batch, "write_letter", by=person(request))
    form = BatchLetterForm(request.POST or None, initial={"zh": batch.letter_zh, "en": batch.letter_en})
    offered = CannedText.objects.offered(batch.division_id, TextUse.APPROVE)
    if request.method == "POST" and "insert" in request.POST:
        form = with_text(request, offered)
    elif request.method == "POST" and form.is_valid():
        letters.write_letter(batch=batch, **form.cleaned_data, by=person(request), at=at)
        messages.success(request, _("Kept. The letter below is what the firm would get."))
        return redirect("approvals:batch-letter", public_id)
    member = (
        batch.members.select_related("application__firm", "application__policy_set").order_by("pk").first()
    )
    context = {
        "batch": batch,
        "form": form,
        "texts": offered,
        "can_write": can_write,
        "letter": letters.preview(member.application, batch, at=at) if member else None,
    }
    return render(request, "approvals/letters/batch.html", context)


def with_text(request: HttpRequest, offered: QuerySet[CannedText]) -> BatchLetterForm:
    """The form with the chosen text below what was typed; nothing is kept yet."""
    text = get_object_or_404(offered, public_id=uuid_of(request.POST.get("canned", "")))
    joined = {
        half: "\n".join(filter(None, [request.POST.get(half, "").strip(), getattr(text, half)]))
        for half in ("zh", "en")
    }
    return BatchLetterForm(initial=joined)
