"""Roster files: handed in, followed while they are read, and the rows to correct."""

import uuid
from dataclasses import dataclass
from typing import Any, Self

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.forms import refusals_in
from reopening import wording
from reopening.corrections import never_corrected
from reopening.forms.rosters import UploadForm
from reopening.id_kinds import IdKind, other_kind
from reopening.models import Application, RosterUpload
from reopening.naming import Naming, naming
from reopening.roster_files import workbooks
from reopening.roster_files.columns import BY_KEY
from reopening.services import rosters
from reopening.table_files import limits
from reopening.table_files.refusals import cell_sentence, file_sentence
from reopening.views.access import own_application, person
from reopening.views.mandates import look_first
from reopening.views.rosters import cause_of, class_chips, refusal_of
from reopening.views.sections import editable_application

ERRORS_SHOWN = 200  # cells on the page; the workbook has the rest


@dataclass(frozen=True)
class CellProblem:
    """One wrong cell, in words."""

    row: int
    column: str
    sentence: str
    sheet: str = ""  # empty: the first


@dataclass(frozen=True)
class SampleRow:
    """One of the first rows of a file: a person with the class the screening gives, or what is wrong."""

    row: int
    name: str = ""
    resident_id: str = ""
    id_kind: str = ""  # where it is no resident ID
    post: str = ""
    class_key: str = ""
    class_name: str = ""
    may_work: bool = False
    measure: str = ""
    cause: str = ""
    problems: tuple[str, ...] = ()
    sheet: str = ""

    @classmethod
    def of(cls, said: dict[str, Any], classes: dict[str, Any], named: Naming) -> Self:
        if "errors" in said:
            found = [problem(error) for error in said["errors"]]
            words = tuple(
                _("%(column)s: %(reason)s") % {"column": each.column, "reason": each.sentence}
                for each in found
            )
            name, sheet = named(said.get("name", "")), said.get("sheet", "")
            return cls(said["row"], name, problems=words, sheet=sheet)
        of_policy = classes.get(said["class"])
        return cls(
            row=said["row"],
            sheet=said.get("sheet", ""),
            name=named(said["name"]),
            resident_id=said["resident_id"],
            id_kind=other_kind(IdKind(said.get("id_kind", IdKind.RESIDENT_ID))),
            post=said["post"],
            class_key=said["class"],
            class_name=wording.localise(of_policy.name.model_dump()) if of_policy else "",
            may_work=bool(of_policy and of_policy.may_work),
            measure=wording.measure(said["measure"]),
            cause=cause_of(said["cause"]),
        )


@require_POST
def upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a file in and go where its reading can be followed; one that is refused at once stays with its field."""
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
    context = {
        "application": application,
        "title": _("Upload a file"),
        "lead": application.firm.name,
        "back_url": reverse("reopening:roster", args=[public_id]),
        "back_label": wording.section("roster"),
        "form": form,
        "upload_form": form,
        "box": "reopening/rosters/_upload.html",
    }
    return render(request, "reopening/files/again.html", context, status=422)


def upload_of(application: Application, upload_id: uuid.UUID) -> RosterUpload:
    rows = application.roster_uploads.select_related("job").defer("content")
    return get_object_or_404(rows, public_id=upload_id)


@require_safe
@vary_on_headers("HX-Request")
def follow(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """How far the reading is; then what the file holds and a word is asked for; at last what came of it."""
    application = own_application(request, public_id)
    if first := look_first(request, application):
        return first
    row = upload_of(application, upload_id)
    classes = {each.key: each for each in application.policy_set.rules.screening.classes}
    named = naming(person(request), application)
    left = never_corrected(application, [row])[row.pk] if row.refused_cells else None
    errors = row.errors if left is None else [error for each in left for error in each.errors]
    context = {
        "application": application,
        "upload": row,
        "job": row.job,
        "left": left,
        "came_in": 0 if left is None else row.rows_refused - len(left),
        "refusal": refusal_of(row),
        "unread_sheets": [
            {"sheet": each["sheet"], "why": file_sentence(each["code"], each["params"])}
            for each in row.unread_sheets
        ],
        "problems": [problem(error) for error in errors[:ERRORS_SHOWN]],
        "problem_count": len(errors),
        "classes": class_chips(row.by_class, classes),
        "sample": [SampleRow.of(each, classes, named) for each in rosters.sample_of(row)],
    }
    template = "_upload_result" if request.headers.get("HX-Request") else "upload"
    return render(request, f"reopening/rosters/{template}.html", context)


def problem(error: dict[str, Any]) -> CellProblem:
    sentence = str(cell_sentence(error["code"], error["params"]))
    return CellProblem(error["row"], BY_KEY[error["column"]].name, sentence, error.get("sheet", ""))


@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """Put the people of a file that was looked at on the roster."""
    row = upload_of(editable_application(request, public_id), upload_id)
    rosters.accept(upload=row, by=person(request), at=timezone.now())
    return redirect("reopening:roster-upload", public_id, upload_id)


@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """Forget a file that was looked at."""
    row = upload_of(editable_application(request, public_id), upload_id)
    rosters.discard(upload=row, by=person(request), at=timezone.now())
    messages.success(request, _("The file has been discarded. The roster is as it was."))
    return redirect("reopening:roster", public_id)


@require_safe
def refused_rows(request: HttpRequest, public_id: uuid.UUID, upload_id: uuid.UUID) -> HttpResponse:
    """Only the rows to correct, with the reasons, as a workbook."""
    application = own_application(request, public_id)
    if first := look_first(request, application):
        return first
    row = get_object_or_404(application.roster_uploads.all(), public_id=upload_id)
    left = never_corrected(application, [row])[row.pk]
    found = workbooks.refused_rows((each.cells, each.errors) for each in left)
    return workbook(found, _("rows-to-correct"))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty roster to fill in; it has no data, so everybody who is signed in may have it."""
    return workbook(workbooks.template(), _("staff-roster"))


def workbook(content: bytes, name: str) -> HttpResponse:
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type=workbooks.MEDIA_TYPE, headers=headers)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response
