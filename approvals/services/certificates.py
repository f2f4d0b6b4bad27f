"""Issuing certificates, drawing their files."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import code_keys
from approvals.certificate_page import certificate_pdf
from approvals.conditions import Wanted, carried_over, conditions_wanted
from approvals.models import Certificate
from approvals.models.certificates import pdf_path
from approvals.numbering import certificate_number, scope
from approvals.paper_kinds import WORDING
from approvals.queries.certificates import conditions_before
from approvals.services import replacing
from approvals.transitions import CERTIFICATE
from approvals.wording import (
    CertificateFacts,
    compose,
    condition_key,
    condition_line,
    scanned_address,
    words_of,
)
from core import audit, background
from core.dates import shanghai_day
from core.errors import DomainError
from core.inserting import insert_many
from core.models import Job, User
from core.notifications import notify
from core.numbers import next_numbers_of, public_token
from core.papers.composing import printed_text
from core.papers.filling import Pair
from core.papers.templates import Template, in_force, layout_of
from core.printing.faces import describe, missing_characters
from core.printing.signatures import signature_of
from reopening.authorities import authorities_for, decider_of
from reopening.models import Application
from reopening.policy.base import Office
from reopening.policy.body import Mode


class Unprintable(DomainError):
    code = "unprintable"
    message = _("The certificate cannot be printed: its typeface lacks a character.")


@dataclass(frozen=True)
class Paper:
    """A certificate to be issued: its case, all it will say but its number, the conditions it names."""

    application: Application
    facts: CertificateFacts
    conditions: list[Wanted]
    template: Template
    words: dict[str, Any]


def papers_for(
    applications: Sequence[Application], *, not_before: date | None, at: datetime
) -> tuple[list[Paper], dict[int, Unprintable]]:
    """
    What the certificates of these cases would say; and, by key, which of them no typeface can print.

    :param not_before: a batch's opening day; the firm's own day counts where it is later
    """
    today = shanghai_day(at)
    authority = authorities_for(each.division_code for each in applications)
    template = in_force(WORDING, today)
    words = words_of(template.words)
    papers, refused, standing = [], {}, conditions_before(applications)
    for application in applications:
        wanted = conditions_wanted(submitted(application), application.policy_set.rules, decided_on=today)
        wanted = carried_over(wanted, standing.get(application.amends_id or 0, []))
        own = application.opens_on or today
        valid_from = max(own, not_before or own, today)
        facts = facts_of(
            application,
            valid_from=valid_from,
            conditions=[
                condition_line(each.kind, each.name, each.due_on, words=words)
                | {"key": condition_key(each.kind, each.detail)}
                for each in wanted
                if each.is_printed
            ],
            on=today,
            authority=authority,
        )
        try:
            refuse_unprintable(printed_text(compose(facts, words=words)))
        except Unprintable as refusal:
            refused[application.pk] = refusal
        else:
            papers.append(Paper(application, facts, wanted, template, words))
    return papers, refused


@transaction.atomic
def issue_many(papers: Sequence[Paper], *, by: User, at: datetime) -> list[Certificate]:
    """
    Write down certificates; their words are frozen from the judged submissions.

    The files are drawn later: see `draw_later`. The number of queries does not grow with the papers.
    """
    scopes = [scope(paper.application.division_code, paper.facts.issued_on) for paper in papers]
    serials = {each: iter(numbers) for each, numbers in next_numbers_of(Counter(scopes)).items()}
    replaced = replacing.replace_many(
        {paper.application: paper.facts.valid_from for paper in papers}, by=by, at=at
    )
    rows = [
        certificate_of(
            paper, serial=next(serials[each]), replaces=replaced.get(paper.application.pk), by=by, at=at
        )
        for paper, each in zip(papers, scopes, strict=True)
    ]
    made = insert_many(rows)
    acts = [
        audit.Act(
            row,
            "certificate.issue",
            data={"number": row.number, "application": row.application.number},
            to_status=row.status,
        )
        for row in made
    ]
    audit.record_many(acts, by=by, at=at)
    return made


def certificate_of(
    paper: Paper, *, serial: int, replaces: Certificate | None, by: User, at: datetime
) -> Certificate:
    """The row, with its number, its secret address and its final words."""
    application, token = paper.application, public_token()
    rules = application.policy_set.rules
    number = certificate_number(application.division_code, paper.facts.issued_on, serial)
    check_url = settings.SITE_URL + reverse("approvals:verify", args=[token])
    facts = replace(paper.facts, number=number, check_url=check_url)
    facts = replace(facts, signed_code=code_keys.signed_code(facts))
    return Certificate(
        application=application,
        case_key=application.case_key,
        replaces=replaces,
        number=number,
        token=token,
        wording=compose(facts, version=paper.template.version, words=paper.words) | paper.template.mark,
        firm_name=facts.firm,
        credit_code=facts.credit_code,
        division_code=application.division_code,
        industry_code=submitted(application)["firm"]["industry_code"],
        mode=facts.mode,
        headcount_limit=facts.headcount_limit,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        is_in_register=rules.fills_register,
        is_in_lists=rules.fills_lists,
        issued_at=at,
        issued_by=by,
    )


def facts_of(
    application: Application,
    *,
    valid_from: date,
    conditions: list[Pair],
    on: date,
    authority: Callable[[str, Office], dict[str, str]],
) -> CertificateFacts:
    """
    What the paper says, but for its number: from the submission that was judged, never from what the firm
    wrote since.
    """
    words, rules = submitted(application), application.policy_set.rules
    heads = words["heads_on_site"]
    return CertificateFacts(
        mode=Mode.FILING if rules.mode == Mode.NONE else rules.mode.value,
        number="",
        firm=words["firm"]["name"],
        credit_code=words["firm"]["credit_code"],
        address=words["site_address"] or words["firm"]["address"],
        headcount_limit=heads,
        opens_on=opened_on(application, valid_from),
        valid_from=valid_from,
        valid_until=rules.certificate.last_day(valid_from),
        issued_on=on,
        authority=authority(application.division_code, decider_of(words, rules).office),
        check_url=settings.SITE_URL,
        conditions=conditions,
    )


def opened_on(application: Application, valid_from: date) -> date:
    """The day it may open; a firm that is open already keeps its day through an amendment."""
    own = application.opens_on
    return own if application.amends_id and own else valid_from


def submitted(application: Application) -> dict[str, Any]:
    """The frozen submission; the database keeps it whole for everything that was ever submitted."""
    snapshot: dict[str, Any] = application.snapshot or {}
    return snapshot


def refuse_unprintable(text: str) -> None:
    """:raises Unprintable: naming each character no packaged typeface can draw"""
    if missing := missing_characters(text):
        sentence = _(
            "The certificate cannot be printed: its typeface lacks %(characters)s. "
            "Please tell the administrators."
        )
        raise Unprintable(sentence % {"characters": describe(missing)})


def draw_later(certificates: Iterable[Certificate], *, by: User) -> Job:
    """Have the files drawn in the background, after this transaction, on their own queue."""
    ids = [certificate.pk for certificate in certificates]
    return background.enqueue("approvals.tasks.render_certificates", by=by, certificate_ids=ids)


def store_pdf(*, certificate: Certificate) -> Certificate:
    """
    Draw the file and keep it with its SHA-256. A certificate that has its file is left alone.

    One worker at a time draws a certificate; another that comes meanwhile leaves it to the first, whose job
    is repeated should it die. First the file, then the row: a crash between leaves a file that the next run
    replaces.
    """
    with transaction.atomic():
        if not hold_drawing(certificate):
            return certificate
        certificate.refresh_from_db(fields=["pdf", "pdf_sha256"])
        if certificate.has_pdf:
            return certificate
        content = draw(certificate)
        name = pdf_path(certificate, "")
        default_storage.delete(name)
        stored = default_storage.save(name, ContentFile(content))
        digest = hashlib.sha256(content).hexdigest()
        Certificate.objects.filter(pk=certificate.pk).update(pdf=stored, pdf_sha256=digest, pdf_problem="")
        notify(
            certificate.application.firm.members.all(),
            "certificate.ready",
            params={"number": certificate.number, "firm": certificate.firm_name},
            url=certificate.get_absolute_url(),
        )
    certificate.refresh_from_db(fields=["pdf", "pdf_sha256", "pdf_problem"])
    return certificate


def draw(certificate: Certificate) -> bytes:
    """The PDF of the frozen words, signed with the time of the issue."""
    return certificate_pdf(
        certificate.wording,
        address=scanned_address(certificate.wording),
        signature=signature_of(certificate.issued_at),
        layout=layout_of(WORDING, certificate.wording),
    )


def hold_drawing(certificate: Certificate) -> bool:
    """Draw this certificate alone until the end of the transaction; False while somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 4712))", [f"draw:{certificate.pk}"]
        )
        return bool(cursor.fetchone()[0])


def note_problem(*, certificate: Certificate, problem: str) -> None:
    """Say on the certificate why its file could not be drawn."""
    Certificate.objects.filter(pk=certificate.pk, pdf_sha256="").update(pdf_problem=problem[:500])


@transaction.atomic
def redraw(*, certificate: Certificate, by: User, at: datetime) -> Job:
    """Try again to draw a file that could not be drawn."""
    with CERTIFICATE.transition(certificate, "redraw", by=by, at=at):
        certificate.pdf_problem = ""
    return draw_later([certificate], by=by)
