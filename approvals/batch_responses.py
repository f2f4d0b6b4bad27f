"""The certificates of a batch in one file, sent while it is made: memory holds one of them at a time."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.batch_files import NotAllDrawn, zipped
from approvals.models import Batch, Certificate, MemberResult
from core.models import User
from core.printing.merging import merged


def valid_in(batch: Batch, user: User) -> QuerySet[Certificate]:
    """The certificates that count of what was approved in a batch, in the order of their numbers."""
    rows = Certificate.objects.visible_to(user).filter(
        application__batch_memberships__batch=batch,
        application__batch_memberships__result=MemberResult.APPROVED,
        status="valid",
    )
    return rows.order_by("number").defer("wording")


def zip_response(batch: Batch, user: User) -> StreamingHttpResponse:
    """A zip file; what is missing is listed in it. :raises NotAllDrawn: if there is nothing to send"""
    rows = valid_in(batch, user)
    missing = list(rows.filter(pdf=""))
    files = rows.exclude(pdf="").values_list("number", "pdf")
    if not files:
        raise NotAllDrawn(words_of_missing(len(missing)))
    return sent(zipped(files, missing_list(missing)), "application/zip", f"{batch.number}.zip")


def print_response(batch: Batch, user: User) -> StreamingHttpResponse:
    """One PDF to be printed. :raises NotAllDrawn: unless every one is there, for nobody counts the sheets"""
    rows = valid_in(batch, user)
    missing = rows.filter(pdf="").count()
    files = list(rows.exclude(pdf="").values_list("number", "firm_name", "pdf"))
    if missing or not files:
        raise NotAllDrawn(words_of_missing(missing))
    content = merged(read(files), title=f"{batch.number}")
    return sent(content, "application/pdf", f"{batch.number}.pdf")


def read(files: list[tuple[str, str, str]]) -> Iterator[tuple[str, bytes]]:
    for number, firm, name in files:
        with default_storage.open(name, "rb") as file:
            yield f"{number} {firm}", file.read()


def sent(content: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def words_of_missing(count: int) -> str:
    if not count:
        return _("This batch has no certificates.")
    words = ngettext(
        "%(count)s file is still to be drawn. Please try again in a moment.",
        "%(count)s files are still to be drawn. Please try again in a moment.",
        count,
    )
    return words % {"count": count}


def missing_list(rows: list[Certificate]) -> str:
    """What is not in the zip file, a line each, and why."""
    if not rows:
        return ""
    lines = [_("These certificates are not in this file. Each stands, whether or not it is drawn:"), ""]
    return "\r\n".join([*lines, *(f"{row.number} {row.firm_name}: {why_missing(row)}" for row in rows)])


def why_missing(certificate: Certificate) -> str:
    if not certificate.pdf_problem:
        return _("still to be drawn; please fetch the file again in a moment")
    words = _("could not be drawn (%(problem)s); please open the certificate and have it drawn again")
    return words % {"problem": certificate.pdf_problem}
