"""A paper printed anew with the words of another version: its facts stay as they were frozen (docs/adr/0034)."""

import hashlib
from datetime import datetime

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from core import audit
from core.models import Paper, User
from core.models.papers import PaperQuerySet, paper_path
from core.papers.composing import compose, printed_text
from core.papers.kinds import kinds
from core.papers.page import paper_pdf
from core.papers.templates import Template
from core.printing.faces import missing_characters
from core.printing.signatures import signature_of
from core.services.papers import UnprintablePaper


def with_other_words(kind: str, version: str) -> PaperQuerySet:
    """The newest issue of each record's paper of a kind, where it is drawn and has the words of another version."""
    later = Paper.objects.filter(
        kind=OuterRef("kind"),
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        issue__gt=OuterRef("issue"),
    )
    return Paper.objects.filter(~Exists(later), kind=kind).exclude(pdf="").exclude(version=version)


@transaction.atomic
def print_anew(*, paper: Paper, template: Template, by: User, at: datetime) -> Paper | None:
    """
    The next issue of the same facts; one that says the same with these words, or has a newer issue, is left alone.

    First the file, then the row: a crash between leaves a file that nothing names.

    :raises UnprintablePaper: naming the characters
    """
    record = apps.get_model(paper.subject_type)
    subject = record._base_manager.select_for_update(of=("self",), no_key=True).get(pk=paper.subject_id)
    newest = Paper.objects.of(paper.kind, subject)[0]
    kind = kinds()[newest.kind]
    words = compose(kind, template.words, newest.facts) | template.mark
    if newest.pk != paper.pk or words == newest.words:
        return None
    if missing := missing_characters(printed_text(words)):
        raise UnprintablePaper(missing)
    issue = Paper(
        kind=newest.kind,
        subject_type=newest.subject_type,
        subject_id=newest.subject_id,
        issue=newest.issue + 1,
        version=template.version,
        day=newest.day,
        division_code=newest.division_code,
        facts=newest.facts,
        words=words,
        made_at=at,
        made_by=by,
    )
    content = paper_pdf(words, signature_of(at), template.layout or kind.packaged_layout)
    issue.pdf = default_storage.save(paper_path(issue, ""), ContentFile(content))
    issue.pdf_sha256 = hashlib.sha256(content).hexdigest()
    issue.save(force_insert=True)
    data = {"kind": issue.kind, "issue": issue.issue, "template": template.version}
    audit.record(subject, "paper.reprint", by=by, at=at, data=data)
    return issue
