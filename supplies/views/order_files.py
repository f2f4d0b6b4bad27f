"""Lists of orders that a district brings: handed in, read, shown with what would happen, and taken in."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.forms import refusals_in
from core.models import Role
from core.paging import keyset
from reopening.table_files import limits
from reopening.table_files.refusals import cell_sentence, file_sentence
from reopening.table_files.workbooks import refused_rows
from reopening.views.uploads import ERRORS_SHOWN, CellProblem, workbook
from supplies.forms.order_files import OrderFileForm
from supplies.models import OrderFile
from supplies.order_lists import LAYOUT, template
from supplies.services import order_files
from supplies.views.access import staff

READERS = {Role.DISPATCHER, Role.AUDITOR}


def file_of(request: HttpRequest, public_id: uuid.UUID) -> OrderFile:
    rows = OrderFile.objects.visible_to(staff(request, READERS)).select_related("division", "job")
    return get_object_or_404(rows.defer("content"), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Hand a list in; below, those of before."""
    user = staff(request, READERS if request.method != "POST" else {Role.DISPATCHER})
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OrderFileForm(*sent, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            file = form.cleaned_data["file"]
            row = order_files.upload(
                division=form.cleaned_data["division"],
                file_name=file.name,
                content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
                by=user,
                at=timezone.now(),
            )
            return redirect(row)
    rows = OrderFile.objects.visible_to(user).select_related("division").defer("content", "refused")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=20)
    context = {"form": form, "page": page, "can_upload": Role.DISPATCHER in user.roles}
    return render(request, "supplies/order_files/list.html", context, status=422 if form.errors else 200)


@require_safe
@vary_on_headers("HX-Request")
def follow(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far the reading is; then what would become of each row; in the end what became of it."""
    file = file_of(request, public_id)
    errors = [error for row in file.refused for error in row["errors"]]
    context = {
        "file": file,
        "job": file.job,
        "refusal": str(file_sentence(file.refusal["code"], file.refusal["params"])) if file.refusal else "",
        "problems": [
            CellProblem(
                error["row"],
                LAYOUT.by_key[error["column"]].name,
                str(cell_sentence(error["code"], error["params"])),
            )
            for error in errors[:ERRORS_SHOWN]
        ],
        "problem_count": len(errors),
    }
    name = "_file" if request.headers.get("HX-Request") else "file"
    return render(request, f"supplies/order_files/{name}.html", context)


@require_POST
def take_in(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = staff(request, {Role.DISPATCHER})
    return redirect(order_files.take_in(file=file_of(request, public_id), by=user, at=timezone.now()))


@require_safe
def rows_to_correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Only the rows to correct, with the reasons, as a workbook."""
    file = file_of(request, public_id)
    return workbook(refused_rows(order_files.refused_rows(file), LAYOUT.columns), _("rows-to-correct"))


@require_safe
def empty_list(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in."""
    staff(request, READERS)
    return workbook(template(), _("orders"))
