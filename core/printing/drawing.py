"""
Turns the HTML of a paper into an archival PDF. Runs in the worker only: WeasyPrint is imported on first use.

Profile PDF/A-2a: archival, every character extractable as text (what 2u asks) and tagged for screen readers
(what PDF/UA asks), in one file; 2u would drop the tags and UA-1 the archive promise. What checkers of
both say of every paper stands in docs/adr/0044 and 0052.

The same HTML gives the same bytes: the file identifier is the digest of the content, the dates come from the
HTML, and no clock is read.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from core.printing.blocks import keep_list_items, say_languages
from core.printing.embedding import DrawnFont, embed
from core.printing.faces import RARE, USUAL, font_face_css, font_urls, has_rare
from core.printing.writing import Signature, data_of, keep_place, signed_file

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-2a"


class ForbiddenAddress(Exception):
    """A paper asked for something outside itself."""


def pdf_from_html(html: str) -> bytes:
    """
    Draw one document.

    :raises ForbiddenAddress: if the HTML names any address but `data:` or the packaged fonts
    :raises ForeignFace: if it shows a character that no packaged face has
    """
    written = BytesIO()
    _write(html, target=written, finisher=lambda _document, pdf: say_languages(pdf, embed(pdf)))
    return written.getvalue()


def signed_pdf_from_html(html: str, signature: Signature | None) -> bytes:
    """Draw one document, and sign it. :raises ForbiddenAddress, ForeignFace: as `pdf_from_html`"""
    pdf, fonts, place = unwritten(html, is_signed=signature is not None)
    say_languages(pdf, fonts)
    objects = {each.number: data_of(each) for each in pdf.objects[1:]}
    return signed_file(
        objects, root=pdf.catalog.number, info=pdf.info.number, place=place, signature=signature
    )


def unwritten(html: str, *, is_signed: bool) -> tuple[Any, list[DrawnFont], int | None]:
    """The objects of the PDF (pydyf) before they are written, its fonts, and the place of its signature."""
    kept: list[Any] = []

    def keep(_document: Any, pdf: Any) -> None:
        keep_list_items(pdf)
        kept.extend([copy(pdf), embed(pdf), keep_place(pdf) if is_signed else None])
        pdf.objects = []

    _write(html, target=BytesIO(), finisher=keep)
    pdf, fonts, place = kept
    pdf.add_object(pdf.info)
    return pdf, fonts, place


def _write(html: str, *, target: BytesIO, finisher: Any) -> None:
    with laid_out(html) as document:
        document.write_pdf(target, finisher=finisher, pdf_variant=VARIANT)


@contextmanager
def laid_out(html: str) -> Iterator[Any]:
    """WeasyPrint's document, before it is written. :raises ForbiddenAddress: as `pdf_from_html`"""
    from weasyprint import HTML  # not at the top: a web process never pays for it

    fetcher = _fetcher()
    document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(
        font_config=_font_configuration(), stylesheets=stylesheets_for(html), pdf_variant=VARIANT
    )
    refuse(fetcher.refused)
    yield document
    document.fonts.clear()  # a copy of each face: 20 MB that would wait for the collector
    refuse(fetcher.refused)


def refuse(addresses: list[str]) -> None:
    """:raises ForbiddenAddress: if there are any; WeasyPrint itself only logs them"""
    if addresses:
        raise ForbiddenAddress(", ".join(addresses))


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    class PackagedOnly(URLFetcher):
        """Deny by default. Remembers refusals, because WeasyPrint only logs a failed image."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:") and url not in font_urls():
                self.refused.append(url[:200])
                raise ForbiddenAddress(url[:200])
            return super().fetch(url, headers)

    return PackagedOnly()


def leave_whole(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
    """What WeasyPrint does to a face before it writes it: nothing. Private to it, so its version is pinned."""


@cache
def _font_configuration() -> "FontConfiguration":
    """One per process: loading a Chinese face again for each paper costs more than drawing it."""
    from weasyprint.pdf import fonts
    from weasyprint.text.fonts import FontConfiguration

    fonts.Font.subset = leave_whole  # `embed` cuts them
    atexit.register(_forget)
    return FontConfiguration()


def stylesheets_for(html: str) -> list[Any]:
    """The faces that a paper may need."""
    return [_stylesheet(family) for family in (*USUAL, *([RARE] if has_rare(html) else []))]


@cache
def _stylesheet(family: str) -> Any:
    """A face, bound once: parsing it again would load it again."""
    from weasyprint import CSS

    return CSS(string=font_face_css([family]), font_config=_font_configuration(), url_fetcher=_fetcher())


def _forget() -> None:
    """Let go of the faces while the libraries they belong to still stand."""
    _stylesheet.cache_clear()
    _font_configuration.cache_clear()
