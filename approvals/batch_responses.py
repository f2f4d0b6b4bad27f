"""The certificates of a batch in one zip file, sent while it is made: memory holds one of them at a time."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from approvals.batch_files import NotAllDrawn, zipped
from approvals.batch_prints import valid_in, words_of_missing
from approvals.models import Batch, Certificate
from core.models import User


def zip_response(batch: Batch, user: User) -> StreamingHttpResponse:
    """A zip file; what is missing is listed in it. :raises NotAllDrawn: if there is nothing to send"""
    rows = valid_in(batch, user)
    missing = list(rows.filter(pdf=""))
    files = rows.exclude(pdf="").values_list("number", "pdf")
    if not files:
        raise NotAllDrawn(words_of_missing(len(missing)))
    return sent(zipped(files, missing_list(missing)), "application/zip", f"{batch.number}.zip")


def sent(content: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


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
