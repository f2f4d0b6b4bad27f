"""
Turns the HTML of a paper into an archival PDF. Runs in the worker only: WeasyPrint is imported on first use.

Profile PDF/A-2a: archival, every character extractable as text (what 2u asks) and tagged for screen readers
(what PDF/UA asks), in one file; 2u would drop the tags and UA-1 the archive promise. No checker for either
profile runs here: the tests assert the declared profile, the embedded fonts, the tags and the text read back.

The same HTML gives the same bytes: the file identifier is the digest of the content, the dates come from the
HTML, and no clock is read.
"""

import atexit
from functools import cache
from typing import TYPE_CHECKING, Any

from approvals.fonts import font_face_css, font_urls
from approvals.subsetting import install_where_needed

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-2a"


class ForbiddenAddress(Exception):
    """A paper asked for something outside itself."""


def pdf_from_html(html: str) -> bytes:
    """
    Draw one document.

    :raises ForbiddenAddress: if the HTML names any address but `data:` or the packaged fonts
    """
    from weasyprint import HTML  # not at the top: a web process never pays for it

    fetcher = _fetcher()
    document = HTML(string=html, base_url=None, url_fetcher=fetcher)
    pdf = document.write_pdf(
        font_config=_font_configuration(), stylesheets=_stylesheets(), pdf_variant=VARIANT
    )
    if fetcher.refused:
        raise ForbiddenAddress(", ".join(fetcher.refused))
    return bytes(pdf)


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


@cache
def _font_configuration() -> "FontConfiguration":
    """One per process: loading a Chinese face again for each paper costs more than drawing it."""
    from weasyprint.text.fonts import FontConfiguration

    install_where_needed()
    atexit.register(_forget)
    return FontConfiguration()


@cache
def _stylesheets() -> tuple[Any, ...]:
    """The packaged faces, bound once: parsing them again would load them again."""
    from weasyprint import CSS

    return (CSS(string=font_face_css(), font_config=_font_configuration(), url_fetcher=_fetcher()),)


def _forget() -> None:
    """Let go of the faces while the libraries they belong to still stand."""
    _stylesheets.cache_clear()
    _font_configuration.cache_clear()
