"""The words of papers, for administrators: versions, a draft, its sample, its publication."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import shanghai_day
from core.forms import DayInput, refusals_in
from core.models import PaperTemplate, TemplateStatus
from core.papers.block_names import block_name, places_of_layout
from core.papers.filling import LANGUAGES, Pair
from core.papers.kinds import Wording, wordings
from core.papers.layouts import Layout
from core.papers.templates import in_force, is_needed, own_layout, whole
from core.papers.trials import sentences
from core.printing.breaking import is_wide
from core.services import paper_templates
from core.transitions import TEMPLATE
from core.views.people import administrator

VERSIONS_SHOWN = 100
LONGEST = 2_000
FORM = ["GET", "HEAD", "POST"]


def width_of(text: str) -> int:
    """In Latin letters: a Chinese character takes the room of two."""
    return sum(2 if is_wide(each) else 1 for each in text)


class WordsForm(forms.Form):
    """A field for each block and language, named as the service names what is wrong: `opening:zh`."""

    def __init__(self, *args: Any, kind: Wording, words: dict[str, Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, words = kind, whole(kind, words)
        for block in kind.blocks():
            for language, label in zip(LANGUAGES, (_("Chinese"), _("English")), strict=True):
                text = words[block][language]
                self.fields[f"{block}:{language}"] = forms.CharField(
                    label=label,
                    max_length=LONGEST,
                    required=is_needed(kind, block, language),
                    error_messages={"required": _("These words must not be empty.")},
                    initial=text,
                    widget=forms.Textarea(attrs={"rows": min(width_of(text) // 30 + 1, 6)}),
                )

    def words(self) -> dict[str, Pair]:
        return {
            block: {language: self.cleaned_data[f"{block}:{language}"] for language in LANGUAGES}
            for block in self.kind.blocks()
        }

    def rows(self) -> list[dict[str, Any]]:
        """Each block with what may be filled in there and its two fields."""
        return [
            {
                "name": block_name(self.kind, block),
                "places": " ".join(f"{{{place}}}" for place in self.kind.places_in(block)),
                "fields": [self[f"{block}:{language}"] for language in LANGUAGES],
            }
            for block in self.kind.blocks()
        ]


class LayoutForm(forms.Form):
    """The HTML and the CSS, as they stand or as the desk ships them."""

    html = forms.CharField(
        label=_("HTML"),
        strip=False,
        help_text=_("Plain parts with a class, and each of the places above once."),
        widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
    )
    css = forms.CharField(
        label=_("CSS"),
        strip=False,
        help_text=_('Nothing is loaded; the typefaces are "Desk Sans" and "Desk Serif".'),
        widget=forms.Textarea(attrs={"rows": 36, "class": "code", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, *, layout: Layout) -> None:
        super().__init__(data, initial={"html": layout.html, "css": layout.css})

    def layout(self) -> Layout:
        """Browsers send line ends in their own way."""
        html, css = (self.cleaned_data[name].replace("\r\n", "\n") for name in ("html", "css"))
        return Layout(html, css)


class PublishForm(forms.Form):
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput)
    notice_number = forms.CharField(
        label=_("Number of the notice"),
        max_length=60,
        help_text=_("The notice by which the new version was decided."),
    )


def wording_of(key: str) -> Wording:
    kind = wordings().get(key)
    if kind is None:
        raise Http404
    return kind


def draft_of(key: str) -> PaperTemplate:
    rows = PaperTemplate.objects.select_related("drafted_by", "job")
    return get_object_or_404(rows, kind=wording_of(key).key, status=TemplateStatus.DRAFT)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every paper, with the version in force today."""
    administrator(request)
    today = shanghai_day(timezone.now())
    rows = [(kind, in_force(kind, today)) for kind in wordings().values()]
    return render(request, "core/paper_templates/list.html", {"rows": rows})


@require_http_methods(FORM)
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """The versions of one paper's words; POST begins a new one."""
    user, kind = administrator(request), wording_of(key)
    if request.method == "POST":
        paper_templates.draft(kind=kind, by=user, at=timezone.now())
        return redirect("core:template-draft", key)
    rows = PaperTemplate.objects.filter(kind=key).select_related("drafted_by", "published_by", "job")
    context = {
        "kind": kind,
        "now": in_force(kind, shanghai_day(timezone.now())),
        "versions": rows.order_by("-number")[:VERSIONS_SHOWN],
    }
    return render(request, "core/paper_templates/versions.html", context)


@require_http_methods(FORM)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The draft's words; keeping them has a sample drawn."""
    user, template, at = administrator(request), draft_of(key), timezone.now()
    form = WordsForm(request.POST or None, kind=wording_of(key), words=template.words)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            paper_templates.edit(template=template, words=form.words(), by=user, at=at)
            paper_templates.preview(template=template, by=user, at=at)
            messages.success(request, _("Kept. A sample is being drawn."))
            return redirect("core:template-draft", key)
    context = {
        "kind": wording_of(key),
        "template": template,
        "form": form,
        "problems": sentences(template.problems),
        "verbs": TEMPLATE.verbs_for(template, by=user),
    }
    return render(request, "core/paper_templates/draft.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
def lay_out(request: HttpRequest, key: str) -> HttpResponse:
    """The draft's layout; keeping it has a sample drawn and looked at."""
    user, template, kind, at = administrator(request), draft_of(key), wording_of(key), timezone.now()
    form = LayoutForm(request.POST or None, layout=own_layout(template) or kind.packaged_layout)
    if request.method == "POST" and ("packaged" in request.POST or form.is_valid()):
        layout = None if "packaged" in request.POST else form.layout()
        with refusals_in(form):
            paper_templates.lay_out(template=template, layout=layout, by=user, at=at)
            paper_templates.preview(template=template, by=user, at=at)
            messages.success(request, _("Kept. A sample is being drawn."))
            return redirect("core:template-draft", key)
    context = {"kind": kind, "template": template, "form": form, "places": places_of_layout(kind)}
    return render(request, "core/paper_templates/layout.html", context, status=422 if form.errors else 200)


@require_safe
def sample(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The sample of a version, as it was drawn last."""
    administrator(request)
    template = get_object_or_404(PaperTemplate.objects.exclude(preview=""), public_id=public_id)
    response = FileResponse(template.preview.open("rb"), content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="sample-{template.kind}-{template.version}.pdf"'
    return response


@require_POST
def draw_sample(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = administrator(request)
    template = get_object_or_404(PaperTemplate, public_id=public_id)
    paper_templates.preview(template=template, by=user, at=timezone.now())
    messages.success(request, _("A sample is being drawn."))
    return redirect("core:template-versions", template.kind)


@require_http_methods(FORM)
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """What follows first; then the notice and the day."""
    user, template, at = administrator(request), draft_of(key), timezone.now()
    today: date = shanghai_day(at)
    form = PublishForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            paper_templates.publish(template=template, **form.cleaned_data, by=user, at=at)
            messages.success(
                request, _("Published. Papers of that day and later have the new words and layout.")
            )
            return redirect("core:template-versions", key)
    context = {
        "title": _("Publish the new version"),
        "effects": [
            _("Papers about what is decided on that day or later have these words and this layout."),
            _("Papers that exist already keep theirs."),
            _("A published version cannot be changed; another one can follow."),
        ],
        "form": form,
        "button": _("Publish the new version"),
        "danger": False,
        "back_url": f"/papers/templates/{key}/draft/",
        "back_label": wording_of(key).name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    user = administrator(request)
    paper_templates.discard(template=draft_of(key), by=user, at=timezone.now())
    messages.success(request, _("The draft is gone; the version in force stays."))
    return redirect("core:template-versions", key)
