"""Taking a list out as a file: ask, follow, consent, fetch."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.audit import trail
from core.exporting import CONSENT_ABOVE, Listing, listings
from core.forms import refusals_in
from core.models import Export, User
from core.paging import keyset
from core.services import exports
from core.transitions import EXPORT

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEFT_OUT = {"list", "cursor", "csrfmiddlewaretoken", "format", "reason"}


class AskForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Kind of file"),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What are the people's data needed for?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: Listing, people: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(each.value, each.label) for each in kind.formats]  # type: ignore[attr-defined]
        self.fields["format"].initial = kind.formats[0]
        if not people:
            del self.fields["reason"]


class DeclineForm(forms.Form):
    note = forms.CharField(label=_("Why not?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def export_of(request: HttpRequest, public_id: uuid.UUID) -> Export:
    rows = Export.objects.visible_to(person(request)).select_related(
        "asked_by", "answered_by", "job", "place"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own exports, the newest first, and what waits for one's consent."""
    user = person(request)
    rows = Export.objects.filter(asked_by=user)
    waiting = Export.objects.to_consent(user).select_related("asked_by").order_by("pk")
    context = {
        "page": keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25),
        "waiting": waiting[:50],
        "titles": {name: each.title for name, each in listings().items()},
    }
    return render(request, "core/exports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """What will be in the file, and who must agree; then ask for it."""
    user = person(request)
    kind = exports.listing_of(request.GET.get("list", ""))
    query = {name: str(value) for name, value in request.GET.items() if name not in LEFT_OUT and value}
    people = exports.people_in(kind, query, by=user)
    form = AskForm(request.POST or None, kind=kind, people=people)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            export = exports.ask(
                listing=kind.name,
                query=query,
                language=get_language() or "",
                by=user,
                at=timezone.now(),
                file_format=form.cleaned_data["format"],
                reason=form.cleaned_data.get("reason", ""),
            )
            return redirect(export)
    context = {
        "form": form,
        "kind": kind,
        "filters": filters_in(query),
        "people": people,
        "needs_consent": people is not None and people > CONSENT_ABOVE,
        "limit": CONSENT_ABOVE,
    }
    return render(request, "core/exports/ask.html", context, status=422 if form.errors else 200)


def filters_in(query: dict[str, str]) -> dict[str, str]:
    """The filters that somebody chose; not the key of the record that the list belongs to."""
    return {name: value for name, value in query.items() if not KEY.fullmatch(value)}


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    export = export_of(request, public_id)
    context = {
        "export": export,
        "title": exports.listing_of(export.listing).title,
        "verbs": EXPORT.verbs_for(export, by=person(request)),
        "is_mine": export.asked_by_id == person(request).pk,
        "form": DeclineForm(),
        "events": trail(export),
    }
    return render(request, "core/exports/detail.html", context)


@require_POST
def consent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    exports.consent(export=export_of(request, public_id), by=person(request), at=timezone.now())
    return redirect("core:export", public_id)


@require_POST
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    export, form = export_of(request, public_id), DeclineForm(request.POST)
    if not form.is_valid():
        context = {"export": export, "form": form, "verbs": EXPORT.verbs_for(export, by=person(request))}
        context |= {"title": exports.listing_of(export.listing).title, "events": trail(export)}
        return render(request, "core/exports/detail.html", context, status=422)
    exports.decline(export=export, by=person(request), at=timezone.now(), note=form.cleaned_data["note"])
    return redirect("core:export", public_id)


@require_POST
def download(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """A post, for each time it is put down who took the file."""
    export = export_of(request, public_id)
    stream = exports.download(export=export, by=person(request), at=timezone.now())
    return file_response(export, stream)


def file_response(export: Export, stream: Any) -> FileResponse:
    response = FileResponse(stream, as_attachment=True, filename=export.as_file_name())
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
