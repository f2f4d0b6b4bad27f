"""Roster files: handed in, followed while they are read, and the rows to correct."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.forms import refusals_in
from reopening.forms.rosters import UploadForm
from reopening.models import Application, RosterUpload
from reopening.roster_files import workbooks
from reopening.roster_files.columns import BY_KEY
from reopening.services import rosters
from reopening.table_files import limits
from reopening.table_files.refusals import cell_sentence, file_sentence
from reopening.views.access import own_application, person
from reopening.views.sections import editable_application

ERRORS_SHOWN = 200  # cells on the page; the workbook has the rest


@dataclass(frozen=True)
class CellProblem:
    """One wrong cell, in words."""

    row: int
    column: str
    sentence: str


@require_POST
def upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a file in and go where its reading can be followed."""
    application = editable_application(request, public_id)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_in(form):
            row = rosters.upload(
                application=application,
                file_name=file.name,
                content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
                by=person(request),
                at=timezone.now(),
            )
            return redirect("reopening:roster-upload", public_id, row.public_id)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("reopening:roster", public_id)


def upload_of(application: Application, upload_id: uuid.UUID) -> RosterUpload:
    rows = application.roster_uploads.select_related("job").defer("content", "refused_cells")
    return get_object_or_404(rows, public_id=upload_id)


@require_safe
@vary_on_headers("HX-Request")
def follow(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """How far the reading is; afterwards what was accepted and what is to correct."""
    application = own_application(request, public_id)
    row = upload_of(application, upload_id)
    context = {
        "application": application,
        "upload": row,
        "job": row.job,
        "refusal": refusal_of(row),
        "problems": problems(row),
        "problem_count": len(row.errors),
    }
    template = "_upload_result" if request.headers.get("HX-Request") else "upload"
    return render(request, f"reopening/rosters/{template}.html", context)


def refusal_of(row: RosterUpload) -> str:
    """Why the file as a whole was not read (further); empty when it was."""
    if not row.refusal:
        return ""
    if row.refusal["code"] == rosters.MovedOn.code:
        return str(rosters.MovedOn.message)
    return str(file_sentence(row.refusal["code"], row.refusal["params"]))


def problems(row: RosterUpload) -> list[CellProblem]:
    return [
        CellProblem(
            error["row"], BY_KEY[error["column"]].name, str(cell_sentence(error["code"], error["params"]))
        )
        for error in row.errors[:ERRORS_SHOWN]
    ]


@require_safe
def refused_rows(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """Only the rows to correct, with the reasons, as a workbook."""
    row = get_object_or_404(own_application(request, public_id).roster_uploads.all(), public_id=upload_id)
    return workbook(workbooks.refused_rows(rosters.refused_rows(row)), _("rows-to-correct"))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty roster to fill in; it has no data, so everybody who is signed in may have it."""
    return workbook(workbooks.template(), _("staff-roster"))


def workbook(content: bytes, name: str) -> HttpResponse:
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type=workbooks.MEDIA_TYPE, headers=headers)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response
