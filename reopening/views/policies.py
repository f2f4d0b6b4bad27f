"""Policy sets as officials read them: lists, the history of a place, one set, a comparison of two."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import paging
from core.models import Division, Role, User
from core.models.divisions import NATION
from reopening.forms.policy_parts import PartForm
from reopening.models import UNPUBLISHED, PolicySet, PolicyStatus
from reopening.policy import toml
from reopening.policy.differences import differences
from reopening.policy.mistakes import Mistake, mistakes_in
from reopening.policy.parts import parts
from reopening.policy_pages import part_rows
from reopening.services.policy_drafts import digest_of_part
from reopening.services.policy_previews import latest
from reopening.services.publishing import file_of
from reopening.transitions import POLICY_SET
from reopening.views.access import official, person, visible_policy_set
from reopening.wording.differences import in_words
from reopening.wording.fields import part_title


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for this administrator, and every set of the reader's places."""
    user = official(request)
    rows = of_places(user).exclude(status__in=UNPUBLISHED).select_related("division", "published_by")
    page = paging.keyset(
        rows, order=("division_id", "-valid_from", "-pk"), cursor=request.GET.get("cursor", ""), limit=50
    )
    drafts = PolicySet.objects.drafts_of(user).select_related("division", "drafted_by").order_by("-pk")[:50]
    administers = user.has_role(Role.ADMINISTRATOR)
    context = {"page": page, "drafts": drafts, "administers": administers}
    return render(request, "reopening/policies/list.html", context)


def of_places(user: User) -> QuerySet[PolicySet]:
    """Sets of the places in which this person holds a role, of what lies below and above them, and the nation's."""
    prefixes = {code for _role, code, _bureau in user._appointments}
    condition = Q(division=NATION)
    for prefix in prefixes:
        above = [prefix[:length] for length in (2, 4, 6) if length <= len(prefix)]
        condition |= Q(division__in=above) | Q(division__code__startswith=prefix)
    return PolicySet.objects.visible_to(user).filter(condition)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The history of a place: its sets and versions, the newest first, each with its notice and its author."""
    user, division = official(request), get_object_or_404(Division, pk=code)
    rows = PolicySet.objects.visible_to(user).filter(division=division).exclude(status__in=UNPUBLISHED)
    page = paging.keyset(
        rows.select_related("published_by"),
        order=("-valid_from", "-pk"),
        cursor=request.GET.get("cursor", ""),
        limit=25,
    )
    pairs = list(zip(page.rows, [*page.rows[1:], None], strict=True))
    return render(
        request, "reopening/policies/place.html", {"division": division, "page": page, "pairs": pairs}
    )


@require_safe
def policy_set(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A draft with what is left to do, or a set as it holds."""
    row = visible_policy_set(request, public_id)
    is_draft = row.status == PolicyStatus.DRAFT
    mistakes: list[Mistake] = mistakes_in(row.body) if is_draft else []
    context = {
        "policy_set": row,
        "rows": part_rows(row, mistakes),
        "mistakes": len(mistakes),
        "general": [each for each in mistakes if not each.where],
        "verbs": POLICY_SET.verbs_for(row, by=person(request)),
        "may_draft": person(request).has_role(Role.ADMINISTRATOR),
        "preview": latest(row) if is_draft else None,
        "earlier": earlier_than(row),
        "actions": actions_of(request, row),
    }
    template = "draft" if is_draft else "detail"
    return render(request, f"reopening/policies/{template}.html", context)


def actions_of(request: HttpRequest, row: PolicySet) -> list[tuple[str, str]]:
    """Links of the page's menu."""
    links = [
        (_("Download as a file"), reverse("reopening:policy-file", args=[row.public_id])),
        (_("History of the place"), reverse("reopening:policy-place", args=[row.division_id])),
    ]
    if POLICY_SET.allows(row, "edit", by=person(request)):
        links.append((_("Replace by a file"), reverse("reopening:policy-upload", args=[row.public_id])))
    if POLICY_SET.allows(row, "discard", by=person(request)):
        links.append((_("Discard the draft"), reverse("reopening:policy-discard", args=[row.public_id])))
    return links


def earlier_than(row: PolicySet) -> PolicySet | None:
    """What it is compared with: the set it was made from, else the one before it at its place."""
    if row.made_from_id:
        return row.made_from
    before = PolicySet.objects.filter(division=row.division_id).exclude(status__in=UNPUBLISHED)
    return (
        before.exclude(pk=row.pk)
        .filter(valid_from__lte=row.valid_from)
        .order_by("-valid_from", "-pk")
        .first()
    )


def read_part(request: HttpRequest, row: PolicySet, part: str) -> HttpResponse:
    """A part of a set that nobody edits any more."""
    form = PartForm(part, row.body, digest_of_part(row.body, part))
    context = {"policy_set": row, "form": form, "title": part_title(part), "part": part}
    return render(request, "reopening/policies/part_read.html", context | neighbours(row, part))


def neighbours(row: PolicySet, part: str) -> dict[str, Any]:
    """The part after this one, to go on without the list."""
    keys = list(parts())
    after = keys[keys.index(part) + 1] if keys.index(part) + 1 < len(keys) else ""
    url = reverse("reopening:policy-part", args=[row.public_id, after]) if after else ""
    return {"next_url": url, "next_title": part_title(after) if after else ""}


@require_safe
def compare(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What two sets say differently, in words."""
    row = visible_policy_set(request, public_id)
    named = request.GET.get("with", "")
    try:
        other = visible_policy_set(request, uuid.UUID(named)) if named else earlier_than(row)
    except ValueError as error:
        raise Http404 from error
    lines = [in_words(each) for each in differences(other.body, row.body)] if other else []
    return render(
        request, "reopening/policies/compare.html", {"policy_set": row, "other": other, "lines": lines}
    )


@require_safe
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The set as a TOML file that loads again to the same content; a draft with mistakes as it stands."""
    row = visible_policy_set(request, public_id)
    if mistakes_in(row.body):
        head = {"slug": row.slug, "division": row.division_id, "valid_from": row.valid_from}
        head |= {"valid_until": row.valid_until, "title": {"zh": row.title, "en": row.title_en}}
        content = head | {"body": row.body}
    else:
        content = file_of(row, row.rules).model_dump()
    response = HttpResponse(toml.document(content), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.slug}.toml"'
    return response
