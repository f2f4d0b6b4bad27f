"""The words of a paper that count on a day, and what is asked of words that somebody writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import PaperTemplate
from core.papers.filling import Pair, unknown_places
from core.papers.kinds import SHIPPED, Wording
from core.papers.layouts import Layout


@dataclass(frozen=True)
class Template:
    """
    A version of a kind: its words, `{block: {"zh", "en"}}`, and its own layout.

    :ivar layout: None where the packaged one counts
    """

    version: str
    words: Mapping[str, Pair]
    layout: Layout | None = None

    @property
    def mark(self) -> dict[str, str]:
        """What a paper's frozen words say of its look: by which version it is laid out, if that has an own layout."""
        return {"layout": self.version} if self.layout else {}


def in_force(kind: Wording, day: date) -> Template:
    """Of a day; one query."""
    rows = PaperTemplate.objects.filter(kind=kind.key, status="published", valid_from__lte=day)
    row = rows.order_by("-valid_from").first()
    return template_of(kind, row) if row else Template(SHIPPED, kind.shipped())


def template_of(kind: Wording, row: PaperTemplate) -> Template:
    return Template(row.version, whole(kind, row.words), own_layout(row))


def own_layout(row: PaperTemplate) -> Layout | None:
    return Layout(row.html, row.css) if row.has_layout else None


def layout_of(kind: Wording, words: Mapping[str, Any]) -> Layout:
    """How a paper with these frozen words looks: as it was decided; one query where a version has its own layout."""
    version = words.get("layout")
    return version_of(kind, version).layout or kind.packaged_layout if version else kind.packaged_layout


def whole(kind: Wording, words: Mapping[str, Pair]) -> dict[str, Pair]:
    """Every block of the kind; one that it has got since the words were written says what ships with the desk."""
    shipped = kind.shipped()
    return {block: words.get(block, shipped[block]) for block in kind.blocks()}


def is_needed(kind: Wording, block: str, language: str) -> bool:
    """Whether a block must have words in a language; a firm's name, the same in both, stands there once."""
    return not kind.may_be_empty(block) and bool(kind.shipped()[block][language])


def unknown_in(kind: Wording, block: str, text: str) -> list[str]:
    """What stands in braces in a block's text and is not filled in there."""
    return unknown_places(text, kind.places_in(block))


class UnknownVersion(DomainError):
    code = "unknown_version"
    message = _("There is no such version of the words.")


def published_versions(kind: Wording) -> list[str]:
    """All that papers can have, the newest first."""
    rows = PaperTemplate.objects.filter(kind=kind.key, status="published").order_by("-number")
    return [*(row.version for row in rows), SHIPPED]


def version_of(kind: Wording, version: str) -> Template:
    """:raises UnknownVersion: if it was never published"""
    if version == SHIPPED:
        return Template(SHIPPED, kind.shipped())
    number = int(version[1:]) if version[1:].isdecimal() else 0
    row = PaperTemplate.objects.filter(kind=kind.key, status="published", number=number).first()
    if row is None:
        raise UnknownVersion
    return template_of(kind, row)
