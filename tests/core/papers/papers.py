"""Papers as tests make them, and what is read back from their files."""

import io
from typing import Any

import pypdf
import pypdfium2
from django.db import models
from django.utils import timezone

from core import background
from core.models import Paper, User
from core.papers.kinds import kinds
from core.services import papers


def made(key: str, subject: models.Model, by: User) -> Paper:
    """Made and drawn."""
    paper = papers.make(kind=kinds()[key], subject=subject, by=by, at=timezone.now())
    background.run_waiting()
    paper.refresh_from_db()
    return paper


def bytes_of(paper: Paper) -> bytes:
    with paper.pdf.open("rb") as file:
        content: bytes = file.read()
    return content


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in reading order."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def root_of(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def picture(pdf: bytes, page: int = 0, scale: float = 2) -> Any:
    """The page as people see it, by pdfium: another reader than the one that drew it."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page].render(scale=scale).to_pil()
