"""A paper as PDF, from its frozen words alone. Runs in the worker."""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from core import qr
from core.papers.layouts import PAGE, Layout, document
from core.printing.drawing import signed_pdf_from_html
from core.printing.writing import Signature

PLACES = ("authority", "title", "number", "body", "basis", "contact", "issued", "footer")
TEMPLATE = "core/papers/places.html"


def paper_pdf(words: dict[str, Any], signature: Signature | None = None, layout: Layout = PAGE) -> bytes:
    """The same words, signature and layout give the same bytes. :raises ForeignFace: as `signed_pdf_from_html`"""
    return signed_pdf_from_html(html_of(words, layout), signature)


def scanned_in(words: dict[str, Any]) -> Iterator[str]:
    """What the QR codes of a paper say."""
    blocks = (block for sheet in words["sheets"] for block in sheet["blocks"])
    return (block["scanned"] for block in blocks if "scanned" in block)


def html_of(words: dict[str, Any], layout: Layout = PAGE) -> str:
    pictures = {text: qr.png_data_uri(text) for text in set(scanned_in(words))}
    sheets = [
        {
            place: render_to_string(TEMPLATE, {"place": place, "sheet": sheet, "pictures": pictures})
            for place in PLACES
        }
        for sheet in words["sheets"]
    ]
    head = {
        "title": f"{words['title']['zh']} {words['number']}",
        "author": words["authority"]["zh"],
        "iso": words["iso"],
        "sample": words["sample"],
    }
    return document(layout, sheets, head=head, look=words["look"])
