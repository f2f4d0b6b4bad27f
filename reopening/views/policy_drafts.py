"""An administrator's pages of a draft policy set: begin, edit part by part, take a file, discard."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.dates import shanghai_day
from core.errors import Stale
from core.forms import refusals_in
from core.models import Role, User
from reopening.forms.policies import DraftForm, FileForm, HeadForm
from reopening.forms.policy_parts import PartForm
from reopening.forms.policy_values import act_on_rows, read_fields
from reopening.models import PolicySet, PolicyStatus
from reopening.permissions import is_policy_administrator
from reopening.policy.differences import differences
from reopening.policy.files import PolicyFileError
from reopening.policy.mistakes import mistakes_in
from reopening.policy.parts import parts
from reopening.services import policy_drafts
from reopening.views.access import own_draft, person, posted, visible_policy_set
from reopening.views.policies import neighbours, read_part
from reopening.wording.differences import Line, in_words
from reopening.wording.fields import part_title


def policy_administrator(request: HttpRequest) -> User:
    """:raises PermissionDenied: unless the person administers some place"""
    user = person(request)
    if not user.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin a draft from a set: a new version of it, or the next set of a place."""
    by, made_from = policy_administrator(request), visible_policy_set(request, public_id)
    at = timezone.now()
    here = is_policy_administrator(by, made_from)
    initial = {
        "slug": made_from.slug,
        "division": made_from.division_id if here else None,
        "valid_from": max(made_from.valid_from, shanghai_day(at)),
    }
    form = DraftForm(posted(request), user=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = policy_drafts.draft(made_from=made_from, **form.cleaned_data, by=by, at=at)
        if form.is_valid():
            return redirect(row)
    context = {"form": form, "made_from": made_from}
    return render(request, "reopening/policies/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_from_file(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a TOML file."""
    by = policy_administrator(request)
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with file_mistakes_in(form):
            row = policy_drafts.draft_from_file(file=form.policy_file(), by=by, at=timezone.now())
        if form.is_valid():
            return redirect(row)
    context = {
        "form": form,
        "title": _("Begin a draft from a file"),
        "back_url": reverse("reopening:policies"),
    }
    return render(request, "reopening/policies/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the content of a file in the place of the draft's."""
    row = own_draft(request, public_id)
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with file_mistakes_in(form):
            policy_drafts.take_file(
                policy_set=row, file=form.policy_file(), by=person(request), at=timezone.now()
            )
        if form.is_valid():
            messages.success(request, _("The draft now has the content of the file."))
            return redirect(row)
    context = {"form": form, "title": _("Replace the draft by a file"), "back_url": row.get_absolute_url()}
    return render(request, "reopening/policies/upload.html", context, status=422 if form.errors else 200)


@contextmanager
def file_mistakes_in(form: FileForm) -> Iterator[None]:
    """Show every mistake of the file beside the field, in words."""
    with refusals_in(form):
        try:
            yield
        except PolicyFileError as refusal:
            for each in refusal.errors:
                form.add_error("file", str(each["message"]))


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where and when the draft holds, and its title."""
    row, by = own_draft(request, public_id), person(request)
    form = HeadForm(posted(request), policy_set=row, user=by)
    theirs: list[Line] = []
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                policy_drafts.edit(
                    policy_set=row,
                    changes=form.typed(),
                    revision=form.cleaned_data["revision"],
                    by=by,
                    at=timezone.now(),
                )
            except Stale:
                row.refresh_from_db()
                theirs = head_lines(row, form)
                typed = request.POST.copy()
                typed["revision"] = str(row.revision)
                form.data = typed
                raise
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect(row)
    context = {"policy_set": row, "form": form, "theirs": theirs}
    return render(request, "reopening/policies/head.html", context, status=422 if form.errors else 200)


def head_lines(row: PolicySet, form: HeadForm) -> list[Line]:
    """What stands now where the form says something else."""
    return [
        Line(str(form[name].label), "", str(getattr(row, name) or "–"))
        for name, typed in form.typed().items()
        if getattr(row, name) != typed
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """One part: shown with its mistakes, saved as it was typed, rows added and removed."""
    if key not in parts():
        raise Http404
    row = visible_policy_set(request, public_id)
    if request.method != "POST" and (
        row.status != PolicyStatus.DRAFT or not is_policy_administrator(person(request), row)
    ):
        return read_part(request, row, key)
    row = own_draft(request, public_id)
    if request.method != "POST":
        seen = policy_drafts.digest_of_part(row.body, key)
        return part_page(request, row, key, row.body, seen)
    return save(request, row, key)


def save(request: HttpRequest, row: PolicySet, key: str) -> HttpResponse:
    """Keep everything that was typed; then back to the row in hand, to the mistakes left, or to the list."""
    act = request.POST.get("act", "")
    values = read_fields(key, request.POST)
    if act:
        kind = request.POST.get(f"{act.partition(':')[2]}.kind", "")
        values = act_on_rows(values, act, kind)
    try:
        policy_drafts.save_part(
            policy_set=row,
            part=key,
            values=values,
            seen=request.POST.get("seen", ""),
            by=person(request),
            at=timezone.now(),
        )
    except Stale as refusal:
        row = get_object_or_404(PolicySet, pk=row.pk)
        return stale_page(request, row, key, values, refusal)
    here = reverse("reopening:policy-part", args=[row.public_id, key])
    if act:
        return redirect(f"{here}#at-{anchor_of(act)}")
    left = [each for each in mistakes_in(row.body) if each.part == key]
    if left:
        words = ngettext(
            "Saved. %(count)s mistake is left here.", "Saved. %(count)s mistakes are left here.", len(left)
        )
        messages.warning(request, words % {"count": len(left)})
        return redirect(here)
    messages.success(request, _("Saved."))
    return redirect((request.POST.get("next") and neighbours(row, key)["next_url"]) or row.get_absolute_url())


def anchor_of(act: str) -> str:
    """Where the person goes on: at the list that was changed."""
    verb, _colon, path = act.partition(":")
    return path if verb == "add" else path.rpartition(".")[0]


def stale_page(
    request: HttpRequest, row: PolicySet, key: str, values: dict[str, Any], refusal: Stale
) -> HttpResponse:
    """What was typed, beside what somebody else saved; saving once more is a decision."""
    typed = {name: value for name, value in row.body.items() if name not in parts()[key]} | values
    theirs = [in_words(each) for each in differences(typed, row.body)]
    seen = policy_drafts.digest_of_part(row.body, key)
    return part_page(request, row, key, typed, seen, refusal=refusal, theirs=theirs)


def part_page(
    request: HttpRequest,
    row: PolicySet,
    key: str,
    body: dict[str, Any],
    seen: str,
    *,
    refusal: Stale | None = None,
    theirs: list[Line] | None = None,
) -> HttpResponse:
    form = PartForm(key, body, seen)
    form.show(mistakes_in(body))
    if refusal:
        form.add_error(None, str(refusal))
    context = {"policy_set": row, "form": form, "title": part_title(key), "part": key, "theirs": theirs}
    status = refusal.status if refusal else 200
    return render(request, "reopening/policies/part.html", context | neighbours(row, key), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask first; then give the draft up."""
    row = own_draft(request, public_id)
    if request.method == "POST":
        policy_drafts.discard(policy_set=row, by=person(request), at=timezone.now())
        messages.success(request, _("The draft has been discarded."))
        return redirect("reopening:policies")
    context = {
        "title": _("Discard the draft?"),
        "effects": [
            _("The draft leaves the list and can no longer be edited or published."),
            _("What is in force does not change."),
        ],
        "button": _("Discard"),
        "danger": True,
        "back_url": row.get_absolute_url(),
        "back_label": row.title_in_language,
    }
    return render(request, "_components/confirm.html", context)
