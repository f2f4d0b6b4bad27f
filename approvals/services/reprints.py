"""
Printing papers anew after their template has changed (docs/adr/0034).

What was decided stays as it was frozen; only the words around it are those of the chosen version. Each printing is
another issue, and the earlier ones are kept. A paper that says the same with the new words is left alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Certificate, Reprint
from approvals.paper_kinds import WORDING
from approvals.services import certificate_reprints
from core import audit, background
from core.dates import start_of
from core.errors import DomainError
from core.models import Division, Job, JobState, Paper, Role, User
from core.papers.kinds import wordings
from core.papers.templates import Template, version_of
from core.permissions import in_jurisdiction
from core.services import paper_reprints

CHUNK = 50
PAPERS_AT_ONCE = 2_000  # of one stretch
SECONDS_AT_ONCE = 100
MOST_FAILED = 100  # then more is wrong than single papers: the walk stops there, and is tried again later


class NothingToReprint(DomainError):
    code = "nothing_to_reprint"
    message = _("No paper of this kind, division and these days needs to be printed anew.")


class ReprintGoesOn(DomainError):
    status = 409
    code = "reprint_goes_on"
    message = _("Papers of this kind are being printed anew there already. Please wait until that is done.")


@dataclass(frozen=True)
class Choice:
    """Which papers get the words of which version. :ivar kind: key of the paper, `certificate` among them"""

    kind: str
    version: str
    division: Division
    first_day: date
    last_day: date


def affected(choice: Choice) -> QuerySet[Any]:
    """What is looked at: certificates, or papers of another kind, of this place and these days with other words."""
    if choice.kind == WORDING.key:
        return certificate_reprints.with_other_words(choice.version).filter(
            division_code__startswith=choice.division.code,
            issued_at__gte=start_of(choice.first_day),
            issued_at__lt=start_of(choice.last_day + timedelta(days=1)),
        )
    return paper_reprints.with_other_words(choice.kind, choice.version).filter(
        division_code__startswith=choice.division.code, day__range=(choice.first_day, choice.last_day)
    )


@transaction.atomic
def start(*, choice: Choice, by: User, at: datetime) -> Reprint:
    """
    Have them printed anew in the background.

    :raises PermissionDenied: unless `by` decides in the division
    :raises ReprintGoesOn: while another reprint may print the same ones
    :raises NothingToReprint: if there are none
    """
    if not in_jurisdiction(by, Role.APPROVER, choice.division.code):
        raise PermissionDenied
    version_of(wordings()[choice.kind], choice.version)
    if goes_on(choice):
        raise ReprintGoesOn
    count = affected(choice).count()
    if not count:
        raise NothingToReprint
    row = Reprint.objects.create(
        kind=choice.kind,
        version=choice.version,
        division=choice.division,
        first_day=choice.first_day,
        last_day=choice.last_day,
        asked_of=count,
        asked_at=at,
        asked_by=by,
    )
    job = background.enqueue("approvals.tasks.reprint", by=by, reprint_id=row.pk)
    Reprint.objects.filter(pk=row.pk).update(job=job)
    data = {
        "kind": choice.kind,
        "version": choice.version,
        "division": choice.division.code,
        "papers": count,
    }
    audit.record(row, "reprint.start", by=by, at=at, data=data)
    return row


def goes_on(choice: Choice) -> bool:
    """Whether papers of this kind are being printed anew in this division, in one around it or in a part of it."""
    code = choice.division.code
    around = [code[:length] for length in range(1, len(code) + 1)]
    rows = Reprint.objects.filter(
        Q(division__code__startswith=code) | Q(division__code__in=around), kind=choice.kind
    )
    return rows.filter(job__state__in=[JobState.QUEUED, JobState.RUNNING]).exists()


def affected_by(reprint: Reprint) -> QuerySet[Any]:
    """Those of a reprint that still have other words, and were not printed anew since it was asked for."""
    rows = affected(
        Choice(
            kind=reprint.kind,
            version=reprint.version,
            division=reprint.division,
            first_day=reprint.first_day,
            last_day=reprint.last_day,
        )
    )
    if reprint.kind == WORDING.key:
        return certificate_reprints.not_printed_since(rows, reprint.asked_at)
    return rows.filter(made_at__lte=reprint.asked_at)


@dataclass(frozen=True)
class Walk:
    """
    How far a reprint is. A stretch of it is one job, well within the time that a job may take.

    :ivar after: the key of the last paper that was looked at
    :ivar failed: keys of earlier ones that could not be printed; each stretch tries them again first
    :ivar same: how many say the same with the new words
    """

    after: int = 0
    failed: Sequence[int] = ()
    same: int = 0
    stretch: int = 1


def still_to_print(reprint: Reprint, walk: Walk) -> Iterator[Certificate | Paper]:
    """Those that failed before, then the others in the order of their keys, a few at a time."""
    last, rows = walk.after, affected_by(reprint)
    yield from rows.filter(pk__in=walk.failed, pk__lte=last).order_by("pk") if walk.failed else []
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


@transaction.atomic
def go_on(*, reprint: Reprint, walk: Walk, job: Job) -> Job:
    """Have the next stretch printed; the same one however often it is asked for."""
    following = background.enqueue(
        "approvals.tasks.reprint",
        by=job.created_by,
        unique=f"reprint:{reprint.pk}:{walk.stretch}",
        reprint_id=reprint.pk,
        after=walk.after,
        failed=list(walk.failed),
        same=walk.same,
        stretch=walk.stretch,
    )
    Reprint.objects.filter(pk=reprint.pk, job=job).update(job=following)
    return following


def print_anew(*, row: Certificate | Paper, template: Template, by: User, at: datetime) -> Paper | None:
    """One of them; None where nothing is to be printed."""
    if isinstance(row, Certificate):
        return certificate_reprints.print_anew(certificate=row, template=template, by=by, at=at)
    return paper_reprints.print_anew(paper=row, template=template, by=by, at=at)
