"""Versions of the words of papers: written, looked at, published for a day (docs/adr/0034)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit, background
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import PaperTemplate, Role, TemplateStatus, User
from core.models.paper_templates import preview_path
from core.papers.filling import LANGUAGES, Pair, has_stray_braces
from core.papers.kinds import Wording, wordings
from core.papers.layout_rules import css_problems, html_problems, stray_braces
from core.papers.layouts import Layout
from core.papers.templates import in_force, is_needed, own_layout, unknown_in, whole
from core.papers.trials import problems_in
from core.printing.drawing import ForbiddenAddress
from core.printing.embedding import ForeignFace
from core.printing.faces import describe, missing_characters
from core.transitions import TEMPLATE


class WrongWords(DomainError):
    """Some blocks cannot be printed as they are; `errors` names each as `block:language`."""

    code = "wrong_words"
    message = _("Some of the words cannot be printed like this.")


class WrongLayout(DomainError):
    """`errors` names `html` or `css`."""

    code = "wrong_layout"
    message = _("A paper cannot be laid out like this.")


class NotLookedAt(DomainError):
    code = "not_looked_at"
    message = _(
        "A version with its own layout can be published once its sample has been drawn and nothing is wrong with it."
    )


class DayPast(DomainError):
    code = "day_past"
    message = _("A version can begin today or later: what has been decided keeps its words.")


class DayTaken(DomainError):
    code = "day_taken"
    message = _("Another version of this template begins on this day.")


@transaction.atomic
def draft(*, kind: Wording, by: User, at: datetime) -> PaperTemplate:
    """The draft of a kind's next version; a new one begins with the words in force."""
    if not by.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    rows = PaperTemplate.objects.filter(kind=kind.key)
    if found := rows.filter(status=TemplateStatus.DRAFT).first():
        return found
    last = rows.order_by("-number").values_list("number", flat=True).first()
    now = in_force(kind, shanghai_day(at))
    row = PaperTemplate.objects.create(
        kind=kind.key,
        number=(last or 0) + 1,
        words=dict(now.words),
        html=now.layout.html if now.layout else "",
        css=now.layout.css if now.layout else "",
        made_from=now.version,
        drafted_at=at,
        drafted_by=by,
    )
    audit.record(row, "papertemplate.draft", by=by, at=at, data={"kind": kind.key, "made_from": now.version})
    return row


@transaction.atomic
def edit(*, template: PaperTemplate, words: Mapping[str, Pair], by: User, at: datetime) -> PaperTemplate:
    """
    Keep what was written; blocks that are not named stay. What changed is put down.

    :raises WrongWords: naming unknown and missing places, missing translations and characters that no typeface has
    """
    kind = wordings()[template.kind]
    refuse_wrong(kind, words)
    data: dict[str, object] = {}
    with TEMPLATE.transition(template, "edit", by=by, at=at, data=data):
        before = whole(kind, template.words)
        changed = {
            block: {"from": before[block], "to": words[block]}
            for block in kind.blocks()
            if block in words and words[block] != before[block]
        }
        template.words = before | {block: dict(words[block]) for block in changed}
        data["changed"] = changed
        forget_sample(template)
    return template


def forget_sample(template: PaperTemplate) -> None:
    template.preview, template.problems = "", []


@transaction.atomic
def lay_out(*, template: PaperTemplate, layout: Layout | None, by: User, at: datetime) -> PaperTemplate:
    """
    Give the draft a layout of its own, or by None the packaged one again. What it was is put down.

    :raises WrongLayout: naming what a layout may not hold, and the places that are missing
    """
    kind = wordings()[template.kind]
    if layout == kind.packaged_layout:
        layout = None
    if layout:
        refuse_wrong_layout(kind, layout)
    data = {"from": {"html": template.html, "css": template.css}}
    with TEMPLATE.transition(template, "lay_out", by=by, at=at, data=data):
        template.html, template.css = (layout.html, layout.css) if layout else ("", "")
        forget_sample(template)
    return template


def refuse_wrong_layout(kind: Wording, layout: Layout) -> None:
    """:raises WrongLayout:"""
    found = {"html": html_problems(layout, kind.layout_places), "css": css_problems(layout)}
    errors = [
        {"path": path, "code": WrongLayout.code, "message": problem}
        for path, problems in found.items()
        for problem in problems
    ]
    if errors:
        raise WrongLayout(errors=errors)


def refuse_wrong(kind: Wording, words: Mapping[str, Pair]) -> None:
    """:raises WrongWords:"""
    errors = [
        {"path": f"{block}:{language}", "code": WrongWords.code, "message": problem}
        for block, pair in words.items()
        for language in LANGUAGES
        if (problem := problem_in(kind, block, pair, language))
    ]
    if errors:
        raise WrongWords(errors=errors)


def problem_in(kind: Wording, block: str, pair: Pair, language: str) -> str:
    """What is wrong with a text, as a sentence; empty if nothing is."""
    text = pair[language]
    if unknown := unknown_in(kind, block, text):
        return unknown_words(unknown, kind.places_in(block))
    if has_stray_braces(text):
        return stray_braces()
    if missing := missing_characters(text):
        return str(_("No typeface of papers has %(characters)s.")) % {"characters": describe(missing)}
    if not text and (is_needed(kind, block, language) or (kind.may_be_empty(block) and any(pair.values()))):
        return str(_("These words must not be empty."))
    if unsaid := [f"{{{place}}}" for place in kind.places_needed(block) if f"{{{place}}}" not in text]:
        return str(_("%(names)s is missing: the paper has to say it.")) % {"names": ", ".join(unsaid)}
    return ""


def unknown_words(unknown: list[str], known: tuple[str, ...]) -> str:
    names = ", ".join(f"{{{each}}}" for each in unknown)
    if not known:
        return str(_("%(names)s is not filled in here: nothing is.")) % {"names": names}
    may = " ".join(f"{{{each}}}" for each in known)
    return str(_("%(names)s is not known here. You may use: %(known)s.")) % {"names": names, "known": may}


@transaction.atomic
def preview(*, template: PaperTemplate, by: User, at: datetime) -> PaperTemplate:
    """Have a sample drawn in the background, marked 样本."""
    with TEMPLATE.transition(template, "preview", by=by, at=at):
        template.preview = ""
        template.job = background.enqueue("core.tasks.draw_preview", by=by, template_id=template.pk)
    return template


def store_preview(template_id: int) -> None:
    """Draw the sample of the draft as it stands, and look at it; it takes the place of an earlier one."""
    template = PaperTemplate.objects.get(pk=template_id)
    kind, as_it_stands = (
        wordings()[template.kind],
        {name: getattr(template, name) for name in ("words", "html", "css")},
    )
    words, layout = whole(kind, template.words), own_layout(template)
    problems, stored = [], ""
    try:
        content = kind.sample(words, layout)
        problems = [
            problem
            for trial in kind.trials(words, layout or kind.packaged_layout)
            for problem in problems_in(trial)
        ]
    except (ForbiddenAddress, ForeignFace) as error:
        problems = [{"code": "not_drawn", "detail": f"{type(error).__name__}: {error}"}]
    else:
        name = preview_path(template, "")
        default_storage.delete(name)
        stored = default_storage.save(name, ContentFile(content))
    rows = PaperTemplate.objects.filter(pk=template_id, **as_it_stands)
    rows.update(
        preview=stored, problems=list({each["code"]: each for each in reversed(problems)}.values())[::-1]
    )


@transaction.atomic
def publish(
    *, template: PaperTemplate, valid_from: date, notice_number: str, by: User, at: datetime
) -> PaperTemplate:
    """
    Put it in force from a day on. It never changes afterwards.

    :raises DayPast: if that day is over
    :raises DayTaken: if another version begins on that day
    :raises WrongWords: if the words cannot be printed
    :raises NotLookedAt: if it has its own layout, and no sample without a problem
    """
    if valid_from < shanghai_day(at):
        raise DayPast(errors=[{"path": "valid_from", "code": DayPast.code, "message": DayPast.message}])
    refuse_wrong(wordings()[template.kind], template.words)
    if template.has_layout and (template.problems or not template.preview):
        raise NotLookedAt
    data = {"valid_from": valid_from.isoformat(), "notice_number": notice_number}
    try:
        with TEMPLATE.transition(template, "publish", by=by, at=at, data=data):
            template.valid_from, template.notice_number = valid_from, notice_number
            template.published_at, template.published_by = at, by
    except IntegrityError as error:
        if "template_one_a_day" not in str(error):
            raise
        raise DayTaken(
            errors=[{"path": "valid_from", "code": DayTaken.code, "message": DayTaken.message}]
        ) from error
    return template


@transaction.atomic
def discard(*, template: PaperTemplate, by: User, at: datetime) -> PaperTemplate:
    with TEMPLATE.transition(template, "discard", by=by, at=at):
        pass
    return template
