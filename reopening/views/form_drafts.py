"""
Forms that are saved only as a whole: what is typed is kept by itself meanwhile, and is there when the page is opened
again, on whichever device. A view asks `answer` first, shows `restored`, and ends with `sent`.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.errors import DomainError
from reopening.services import form_drafts
from reopening.views.access import person

KEEP, DISCARD = "keep", "discard"  # in the address of a POST
GUARDS = (
    "seen",
    "revision",
)  # what the writer had seen: without it somebody else's work would be written over


def answer(request: HttpRequest, form: BaseForm, at: datetime) -> HttpResponse | None:
    """To a request that only keeps or discards entries; None to every other."""
    if request.method != "POST" or not {KEEP, DISCARD} & set(request.GET):
        return None
    if DISCARD in request.GET:
        sent(request)
        return redirect(request.path)
    refusal: DomainError | None = None
    try:
        form_drafts.keep(by=person(request), page=request.path, entries=entries_of(form), at=at)
    except DomainError as error:
        refusal = error
    return render(request, "reopening/form_drafts/_kept.html", {"at": at, "refusal": refusal})


def entries_of(form: BaseForm) -> dict[str, Any]:
    """What was changed, as typed: where nobody typed, the record as it will stand shows through."""
    changed = [name for name in form.changed_data if name not in GUARDS]
    guards = [name for name in GUARDS if name in form.fields and changed]
    return {name: form[name].data for name in [*changed, *guards]}


def restored(request: HttpRequest, form: BaseForm, at: datetime) -> datetime | None:
    """
    Fill in what was kept, and say since when; None if nothing was. Entries that were sent and refused are kept: they
    stand on the page, and nowhere else.
    """
    if form.is_bound:
        with suppress(form_drafts.TooLong):
            form_drafts.keep(by=person(request), page=request.path, entries=entries_of(form), at=at)
        return None
    entries, kept_at = form_drafts.kept(by=person(request), page=request.path, at=at)
    form.initial.update({name: value for name, value in entries.items() if name in form.fields})
    return kept_at


def sent(request: HttpRequest) -> None:
    """Nothing is left to be kept."""
    form_drafts.forget(by=person(request), page=request.path)
