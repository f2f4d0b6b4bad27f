"""Papers: their words frozen, their files drawn in the background (docs/adr/0033)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core import audit, background
from core.errors import DomainError
from core.models import Job, Paper, Role, User
from core.models.papers import paper_path
from core.papers.composing import compose, printed_text
from core.papers.kinds import PaperKind, kinds
from core.papers.page import paper_pdf
from core.papers.templates import in_force, layout_of
from core.printing.faces import describe, missing_characters
from core.printing.signatures import signature_of


class UnprintablePaper(DomainError):
    code = "unprintable"

    def __init__(self, missing: list[str]) -> None:
        sentence = _(
            "The paper cannot be printed: its typeface lacks %(characters)s. Please tell the administrators."
        )
        super().__init__(sentence % {"characters": describe(missing)})


@transaction.atomic
def make(*, kind: PaperKind, subject: models.Model, by: User, at: datetime) -> Paper:
    """
    The paper of a record: frozen now, unless the newest issue says the same already; drawn in the background.

    What could not be drawn is drawn again.

    :raises PermissionDenied: if `by` is an auditor and nothing else: who looks on makes nothing
    :raises NotYet: or another refusal of the kind, if the record has no such paper
    :raises UnprintablePaper: naming each character that no packaged typeface can draw
    """
    if not may_make(by):
        raise PermissionDenied
    type(subject)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
    facts = kind.facts(subject, at)
    newest = Paper.objects.of(kind.key, subject).first()
    if newest is not None and newest.facts == facts:
        return draw_again(newest, by=by)
    version, words = words_for(kind, facts)
    paper = Paper.objects.create(
        kind=kind.key,
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        issue=newest.issue + 1 if newest else 1,
        version=version,
        day=date.fromisoformat(facts["day"]),
        division_code=facts["division"],
        facts=facts,
        words=words,
        made_at=at,
        made_by=by,
    )
    data = {"kind": kind.key, "issue": paper.issue, "template": version}
    audit.record(subject, "paper.make", by=by, at=at, data=data)
    draw_later([paper], by=by)
    return paper


def may_make(user: User) -> bool:
    """Whoever sees a record may have its papers made, but for those who only look on."""
    return user.roles != {Role.AUDITOR}


def words_for(kind: PaperKind, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The version of the template that counts, and the paper's words. :raises UnprintablePaper: if none can draw it"""
    template = in_force(kind, date.fromisoformat(facts["day"]))
    words = compose(kind, template.words, facts) | template.mark
    if missing := missing_characters(printed_text(words)):
        raise UnprintablePaper(missing)
    return template.version, words


def draw_again(paper: Paper, *, by: User) -> Paper:
    """Try anew what could not be drawn, or what nobody draws any more; one that has its file is left alone."""
    if not paper.has_pdf and (paper.job is None or paper.job.is_finished):
        draw_later([paper], by=by)
    return paper


def draw_later(papers: Iterable[Paper], *, by: User) -> Job:
    """Have the files drawn in the background, after this transaction, on their own queue."""
    ids = [paper.pk for paper in papers]
    job = background.enqueue("core.tasks.draw_papers", by=by, paper_ids=ids)
    Paper.objects.filter(pk__in=ids).update(job=job, pdf_problem="")
    return job


def store_pdf(paper_id: int) -> None:
    """
    Draw the file and keep it with its SHA-256. A paper that has its file, or that another worker draws, is left alone.

    First the file, then the row: a crash between leaves a file that the next run replaces.
    """
    with transaction.atomic():
        rows = Paper.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        paper = rows.filter(pk=paper_id, pdf="").first()
        if paper is None:
            return
        content = paper_pdf(
            paper.words, signature_of(paper.made_at), layout_of(kinds()[paper.kind], paper.words)
        )
        name = paper_path(paper, "")
        default_storage.delete(name)
        stored = default_storage.save(name, ContentFile(content))
        digest = hashlib.sha256(content).hexdigest()
        Paper.objects.filter(pk=paper.pk).update(pdf=stored, pdf_sha256=digest, pdf_problem="")


def note_problem(paper_id: int, problem: str) -> None:
    """Say on the paper why its file could not be drawn."""
    Paper.objects.filter(pk=paper_id, pdf="").update(pdf_problem=problem[:500])
