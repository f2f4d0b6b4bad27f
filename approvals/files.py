"""Handing out stored files: as an attachment, never kept by a cache, never guessed at by a browser."""

from django.http import FileResponse

from approvals.models import Certificate


def pdf_response(certificate: Certificate) -> FileResponse:
    response = FileResponse(
        certificate.pdf.open("rb"),
        as_attachment=True,
        filename=f"{certificate.number}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
