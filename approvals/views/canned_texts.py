"""Canned texts in a form: one is put below what was typed, and the form comes back; nothing is sent by that."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from approvals.models import CannedText
from approvals.models.letters import CannedTextQuerySet
from approvals.services import letters
from approvals.services.reasons import in_both
from core.papers.filling import Pair
from reopening.models import Application


def texts_for(application: Application, use: str) -> CannedTextQuerySet:
    return CannedText.objects.offered(application.division_code, use)


def is_insertion(request: HttpRequest) -> bool:
    """Whether a text was asked for, and nothing else."""
    return "insert" in request.POST


def with_text(request: HttpRequest, application: Application, use: str) -> Pair:
    """What was typed for each language, and the chosen text below it, its places filled in for the case."""
    text = get_object_or_404(texts_for(application, use), public_id=uuid_of(request.POST.get("canned", "")))
    return {
        language: in_both(
            request.POST.get(name, "").strip(),
            letters.filled(text.words[language], application, at=timezone.now(), language=language),
        )
        for language, name in (("zh", "note"), ("en", "note_en"))
    }


def uuid_of(value: str) -> uuid.UUID:
    """:raises Http404: for what is none"""
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise Http404 from error


def form_with_text(
    request: HttpRequest, application: Application, use: str, kind: type[forms.Form], **more: Any
) -> forms.Form:
    """
    The form as it was sent; or, when a text was asked for, unsent with all that was typed.

    Both languages stand in its one field, one below the other: the firm's people may read either.
    """
    if not is_insertion(request):
        return kind(request.POST if request.method == "POST" else None, **more)
    note = in_both(*with_text(request, application, use).values())
    return kind(initial=request.POST.dict() | {"note": note}, **more)
