"""A paper as PDF, from its frozen words alone. Runs in the worker."""

from typing import Any

from django.template.loader import render_to_string

from core import qr
from core.printing.drawing import signed_pdf_from_html
from core.printing.writing import Signature

TEMPLATE = "core/papers/page.html"


def paper_pdf(words: dict[str, Any], signature: Signature | None = None) -> bytes:
    """The same words and signature give the same bytes. :raises ForeignFace: as `signed_pdf_from_html`"""
    return signed_pdf_from_html(html_of(words), signature)


def html_of(words: dict[str, Any]) -> str:
    scanned = {
        block["scanned"] for sheet in words["sheets"] for block in sheet["blocks"] if "scanned" in block
    }
    pictures = {text: qr.png_data_uri(text) for text in scanned}
    return render_to_string(TEMPLATE, {"words": words, "pictures": pictures})
