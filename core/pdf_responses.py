"""Handing out a stored PDF: as an attachment, never kept by a cache, never guessed at by a browser."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def pdf_response(pdf: FieldFile, name: str) -> FileResponse:
    """
    :param name: of the attachment, without its ending
    """
    response = FileResponse(
        pdf.open("rb"), as_attachment=True, filename=f"{name}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
