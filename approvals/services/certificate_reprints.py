"""
A certificate printed anew with the words of another version (docs/adr/0034).

Each printing is an issue among the certificate's papers, the first file included, so that no file is ever lost; the
certificate names the newest, and so does its check page.
"""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from approvals.certificate_page import certificate_pdf
from approvals.certificate_rewording import reworded
from approvals.models import Certificate, CertificateStatus
from approvals.models.certificates import CertificateQuerySet
from approvals.paper_kinds import WORDING
from approvals.wording import scanned_address
from core import audit
from core.models import Paper, User
from core.models.papers import PaperQuerySet, paper_path
from core.papers.composing import printed_text
from core.papers.templates import Template
from core.printing.faces import describe, missing_characters
from core.printing.signatures import signature_of


class CannotPrint(Exception):
    """No typeface has a character of the new words."""


def with_other_words(version: str) -> CertificateQuerySet:
    """Certificates that count or will, have their file, and whose newest file has the words of another version."""
    newest = issues_of(OuterRef("pk")).order_by("-issue").values("version")[:1]
    rows = Certificate.objects.filter(status=CertificateStatus.VALID).exclude(pdf="")
    rows = rows.annotate(
        words_now=Coalesce(Subquery(newest), KT("wording__version"), output_field=CharField())
    )
    return rows.exclude(words_now=version)


def not_printed_since(rows: QuerySet[Certificate], at: datetime) -> QuerySet[Certificate]:
    """Those of these without an issue since: a reprint that was asked for later has had the last word on the others."""
    return rows.filter(~Exists(issues_of(OuterRef("pk")).filter(made_at__gt=at)))


def issues_of(key: OuterRef) -> PaperQuerySet:
    return Paper.objects.filter(
        kind=WORDING.key, subject_type=Certificate._meta.label, subject_id=key
    ).exclude(pdf="")


@transaction.atomic
def print_anew(*, certificate: Certificate, template: Template, by: User, at: datetime) -> Paper | None:
    """
    One of them; one that has these words already, or counts no more, is left alone.

    First the file, then the rows: a crash between leaves a file that the next run replaces.

    :raises CannotPrint: naming the characters
    """
    row = Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=certificate.pk)
    issues = Paper.objects.of(WORDING.key, row)
    last = issues.first()
    says = last.version if last else row.wording["version"]
    if row.status != CertificateStatus.VALID or says == template.version:
        return None
    words = reworded(
        row.wording,
        template,
        mode=row.mode,
        headcount_limit=row.headcount_limit,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    if missing := missing_characters(printed_text(words)):
        raise CannotPrint(describe(missing))
    if last is None:
        last = keep_first(row)
    layout, signature = template.layout or WORDING.packaged_layout, signature_of(row.issued_at)
    content = certificate_pdf(words, address=scanned_address(words), signature=signature, layout=layout)
    paper = issue_of(row, number=last.issue + 1, words=words, by=by, at=at)
    name = paper_path(paper, "")
    default_storage.delete(name)
    paper.pdf = default_storage.save(name, ContentFile(content))
    paper.pdf_sha256 = hashlib.sha256(content).hexdigest()
    paper.save(force_insert=True)
    drawn = {"pdf": paper.pdf.name, "pdf_sha256": paper.pdf_sha256, "pdf_problem": ""}
    Certificate.objects.filter(pk=row.pk).update(**drawn)
    data = {"version": template.version, "pdf_sha256": paper.pdf_sha256}
    audit.record(row, "certificate.reprint", by=by, at=at, data=data)
    return paper


def keep_first(certificate: Certificate) -> Paper:
    """The file of the issue, as the first among the printings."""
    paper = issue_of(
        certificate,
        number=1,
        words=certificate.wording,
        by=certificate.issued_by,
        at=certificate.issued_at,
    )
    paper.pdf, paper.pdf_sha256 = certificate.pdf.name, certificate.pdf_sha256
    paper.save(force_insert=True)
    return paper


def issue_of(
    certificate: Certificate, *, number: int, words: dict[str, object], by: User, at: datetime
) -> Paper:
    day = date.fromisoformat(certificate.wording["issued_on"]["iso"])
    return Paper(
        kind=WORDING.key,
        subject_type=certificate._meta.label,
        subject_id=certificate.pk,
        issue=number,
        version=str(words["version"]),
        day=day,
        division_code=certificate.division_code,
        facts={},
        words=words,
        made_at=at,
        made_by=by,
    )
