"""Lists of tenants: handed in, read, shown with what would happen, and taken in."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.forms import refusals_in
from reopening import mandate_texts
from reopening.firm_files.tenants import LAYOUT, template
from reopening.forms.umbrellas import DeclareForm, TenantFileForm
from reopening.models import MandateKind, TenantFile
from reopening.services import tenant_files
from reopening.table_files import limits
from reopening.table_files.refusals import cell_sentence, file_sentence
from reopening.table_files.workbooks import refused_rows
from reopening.views.access import person
from reopening.views.umbrellas import own_umbrella
from reopening.views.uploads import ERRORS_SHOWN, CellProblem, workbook


@require_POST
def upload(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a list in and go where its reading can be followed."""
    umbrella = own_umbrella(request, public_id)
    form = TenantFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_in(form):
            row = tenant_files.upload(
                umbrella=umbrella,
                file_name=file.name,
                content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
                by=person(request),
                at=timezone.now(),
            )
            return redirect("reopening:tenant-file", public_id, row.public_id)
    context = {
        "umbrella": umbrella,
        "title": _("List of tenants"),
        "lead": umbrella.name,
        "back_url": umbrella.get_absolute_url(),
        "back_label": umbrella.name,
        "form": form,
        "upload_form": form,
        "box": "reopening/umbrellas/_upload.html",
    }
    return render(request, "reopening/files/again.html", context, status=422)


def own_file(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> TenantFile:
    rows = TenantFile.objects.filter(umbrella=own_umbrella(request, public_id))
    return get_object_or_404(rows.select_related("umbrella__firm", "job").defer("content"), public_id=file_id)


@require_safe
@vary_on_headers("HX-Request")
def follow(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """How far the reading is; then what would become of each row; in the end what became of it."""
    file = own_file(request, public_id, file_id)
    context = {
        "file": file,
        "umbrella": file.umbrella,
        "job": file.job,
        "refusal": str(file_sentence(file.refusal["code"], file.refusal["params"])) if file.refusal else "",
        "problems": [
            CellProblem(
                error["row"],
                LAYOUT.by_key[error["column"]].name,
                str(cell_sentence(error["code"], error["params"])),
            )
            for error in file.errors[:ERRORS_SHOWN]
        ],
        "problem_count": len(file.errors),
        "form": DeclareForm(),
        "consent": mandate_texts.current(MandateKind.UMBRELLA),
    }
    name = "_file" if request.headers.get("HX-Request") else "file"
    return render(request, f"reopening/umbrellas/{name}.html", context)


@require_POST
def take_in(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    file, form = own_file(request, public_id, file_id), DeclareForm(request.POST)
    if form.is_valid():
        tenant_files.take_in(file=file, declared=True, by=person(request), at=timezone.now())
    else:
        messages.error(request, _("Please read the declaration and confirm it."))
    return redirect("reopening:tenant-file", public_id, file_id)


@require_safe
def rows_to_correct(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Only the rows to correct, with the reasons, as a workbook."""
    file = own_file(request, public_id, file_id)
    return workbook(refused_rows(tenant_files.refused_rows(file), LAYOUT.columns), _("rows-to-correct"))


@require_safe
def empty_list(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in; it has no data, so everybody who is signed in may have it."""
    return workbook(template(), _("tenants"))
