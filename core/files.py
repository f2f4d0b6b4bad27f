"""Handing out the files of papers: as an attachment, never kept by a cache, never guessed at by a browser."""

from django.http import FileResponse

from core.models import Paper


def paper_response(paper: Paper) -> FileResponse:
    response = FileResponse(
        paper.pdf.open("rb"),
        as_attachment=True,
        filename=f"{paper.number}-{paper.kind}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
