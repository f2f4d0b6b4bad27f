"""All certificates of a batch as one PDF to be printed: taken out as lists are, made in the background."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.batch_files import NotAllDrawn
from approvals.models import Batch, Certificate, MemberResult
from core.exporting import Listing, Progress, Query
from core.models import User
from core.printing.merging import merged

NAME = "batch-print"
STEP = 50  # certificates between two words of progress


def valid_in(batch: Batch, user: User) -> QuerySet[Certificate]:
    """The certificates that count of what was approved in a batch, in the order of their numbers."""
    rows = Certificate.objects.visible_to(user).filter(
        application__batch_memberships__batch=batch,
        application__batch_memberships__result=MemberResult.APPROVED,
        status="valid",
    )
    return rows.order_by("number").defer("wording")


def query_of(batch: Batch, user: User) -> dict[str, str]:
    """What is asked for: the batch, and its files as they are now. :raises NotAllDrawn: unless every one is there"""
    rows = valid_in(batch, user)
    refuse_missing(rows)
    files = "\n".join(rows.values_list("pdf_sha256", flat=True))
    return {"batch": str(batch.public_id), "files": hashlib.sha256(files.encode()).hexdigest()[:16]}


def refuse_missing(rows: QuerySet[Certificate]) -> None:
    """:raises NotAllDrawn: for nobody counts the sheets"""
    if words := why_not(rows):
        raise NotAllDrawn(words)


def why_not(rows: QuerySet[Certificate]) -> str:
    """Why they cannot be printed in one go, in a sentence; empty if they can."""
    found = rows.aggregate(all=Count("pk"), missing=Count("pk", filter=Q(pdf="")))
    return words_of_missing(found["missing"]) if found["missing"] or not found["all"] else ""


def rows_of(user: User, query: Query) -> QuerySet[Certificate]:
    return valid_in(batch_of(user, query), user)


def batch_of(user: User, query: Query) -> Batch:
    """:raises NotAllDrawn: if there is none that the person sees"""
    try:
        return Batch.objects.visible_to(user).get(public_id=query.get("batch", ""))
    except (Batch.DoesNotExist, ValidationError):
        raise NotAllDrawn(words_of_missing(0)) from None


def write(user: User, query: Query, path: Path, progress: Progress) -> int:
    """:raises NotAllDrawn: as `refuse_missing`; files are read one after the other"""
    batch = batch_of(user, query)
    rows = valid_in(batch, user)
    refuse_missing(rows)
    files = list(rows.values_list("number", "firm_name", "pdf"))
    with path.open("wb") as target:
        for piece in merged(read(files, progress), title=batch.number):
            target.write(piece)
    progress(len(files), len(files))
    return len(files)


def read(files: list[tuple[str, str, str]], progress: Progress) -> Iterator[tuple[str, bytes]]:
    for done, (number, firm, name) in enumerate(files):
        if done % STEP == 0:
            progress(done, len(files))
        with default_storage.open(name, "rb") as file:
            yield f"{number} {firm}", file.read()


def words_of_missing(count: int) -> str:
    if not count:
        return _("This batch has no certificates.")
    words = ngettext(
        "%(count)s file is still to be drawn. Please try again in a moment.",
        "%(count)s files are still to be drawn. Please try again in a moment.",
        count,
    )
    return words % {"count": count}


LISTING = Listing(
    name=NAME,
    title=gettext_lazy("Certificates of a batch, to be printed"),
    columns=(),
    rows=rows_of,
    cells=lambda rows: (),
    order=("number",),
    document=write,
)
