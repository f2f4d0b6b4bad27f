"""Papers and photos: the section, one place of it, its letter of commitment, and the files themselves."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from reopening import wording
from reopening.forms.documents import FilesForm, LetterForm
from reopening.letters import compose
from reopening.models import Application, Document, DocumentUse, FileKind
from reopening.policy.base import Section
from reopening.services import deferrals, documents
from reopening.services.documents import Place
from reopening.transitions import APPLICATION
from reopening.views.access import own_application, person, posted, visible_application
from reopening.views.mandates import has_looked, look_first
from reopening.views.panels import panel_for
from reopening.views.papers import PlaceRow, item_rows, place_rows
from reopening.views.sections import editable_application

PAPERS = (DocumentUse.PAPER, DocumentUse.OTHER)  # may name people; photos of goods and rooms do not
MEDIA_TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg"}


@require_safe
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The papers of the policy, each with its files, and what is still to do."""
    application, at = editable_application(request, public_id), timezone.now()
    if first := look_first(request, application, to="documents"):
        return first
    panel = panel_for(application, at)
    context = {
        "application": application,
        "title": wording.section(Section.DOCUMENTS),
        "rows": place_rows(application, at),
        "panel": panel,
        "findings": panel.of(Section.DOCUMENTS),
        "saved": panel.saves.get(Section.DOCUMENTS),
        "can_edit": True,
    }
    return render(request, "reopening/documents/section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, public_id: uuid.UUID, use: str, key: str = "") -> HttpResponse:
    """One paper, or the photos of one thing: what is there, and the form that adds to it; also after the approval."""
    application, at = own_application(request, public_id), timezone.now()
    if first := look_first(request, application, to="documents"):
        return first
    row, here = row_at(application, use, key), Place(use, key)
    verb = "hand_in_paper" if row.due else "edit"
    if not APPLICATION.allows(application, verb, by=person(request)):
        raise TransitionNotAllowed(current=application.status)
    form = FilesForm(posted(request), request.FILES or None, photos=row.is_photo)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if row.due:
                deferrals.hand_in_paper(
                    application=application, paper=key, sent=form.sent(), by=person(request), at=at
                )
            else:
                documents.add(
                    application=application, place=here, sent=form.sent(), by=person(request), at=at
                )
        if form.is_valid():
            messages.success(request, _("Handed in."))
            return redirect(section_of(application, here) if application.is_editable else application)
    context = {
        "application": application,
        "row": row,
        "form": form,
        "can_edit": application.is_editable,
        "back_url": section_of(application, here)
        if application.is_editable
        else application.get_absolute_url(),
    }
    return render(request, "reopening/documents/place.html", context, status=422 if form.errors else 200)


def row_at(application: Application, use: str, key: str) -> PlaceRow:
    """The place as it is drawn; 404 for one that the policy does not know."""
    rows = item_rows(application) if use == DocumentUse.ITEM else place_rows(application, timezone.now())
    for row in rows:
        if (row.use, row.key) == (use, key):
            return row
    raise Http404


def section_of(application: Application, here: Place) -> str:
    name = "reopening:section-inventory" if here.use == DocumentUse.ITEM else "reopening:documents"
    return reverse(name, args=[application.public_id])


def own_document(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    """A document of the firm's own application, while it may be edited."""
    application = editable_application(request, public_id)
    rows = application.documents.select_related("file")
    return attach(get_object_or_404(rows, public_id=document_id), application)


def attach(document: Document, application: Application) -> Document:
    document.application = application
    return document


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    document = own_document(request, public_id, document_id)
    application, here = document.application, Place(document.use, document.key)
    if first := look_first(request, application, to="documents"):
        return first
    row = row_at(application, here.use, here.key)
    form = FilesForm(posted(request), request.FILES or None, photos=row.is_photo, single=True)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            documents.replace(document=document, sent=form.sent()[0], by=person(request), at=timezone.now())
        if form.is_valid():
            messages.success(request, _("Replaced. The earlier file is kept."))
            return redirect(section_of(application, here))
    context = {
        "application": application,
        "row": row,
        "form": form,
        "replaces": document,
        "can_edit": False,
        "back_url": section_of(application, here),
    }
    return render(request, "reopening/documents/place.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    document = own_document(request, public_id, document_id)
    documents.remove(document=document, by=person(request), at=timezone.now())
    messages.success(request, _("Removed. The file is kept among the earlier ones."))
    return redirect(section_of(document.application, Place(document.use, document.key)))


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, public_id: uuid.UUID, paper: str) -> HttpResponse:
    """The letter of commitment of one paper: to be accepted, or as it was accepted; made to be printed."""
    application = (
        own_application(request, public_id)
        if request.method == "POST"
        else visible_application(request, public_id)
    )
    rule = deferrals.paper_of(application, paper)
    standing = application.deferrals.filter(paper=paper, withdrawn_at__isnull=True).first()
    if standing is None and not APPLICATION.allows(application, "edit", by=person(request)):
        raise Http404
    form = LetterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            deferrals.defer(
                application=application, paper=paper, accepted=True, by=person(request), at=timezone.now()
            )
            messages.success(request, _("The letter of commitment is accepted."))
            return redirect("reopening:documents", public_id)
    firm = application.firm
    words = standing.letter if standing else compose(firm=firm.name, credit_code=firm.credit_code, paper=rule)
    context = {
        "application": application,
        "letter": words["zh" if request.LANGUAGE_CODE.startswith("zh") else "en"],
        "standing": standing,
        "form": form,
        "paper": paper,
        "can_edit": APPLICATION.allows(application, "edit", by=person(request)),
    }
    return render(request, "reopening/documents/letter.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, paper: str) -> HttpResponse:
    application = own_application(request, public_id)
    deferrals.take_back(application=application, paper=paper, by=person(request), at=timezone.now())
    return redirect("reopening:documents", public_id)


def visible_document(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    rows = Document.objects.visible_to(person(request)).select_related("file", "application")
    return get_object_or_404(rows, public_id=document_id, application__public_id=public_id)


@require_POST
def download(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> FileResponse:
    """The file itself. A POST, because that somebody had it is put down."""
    document = visible_document(request, public_id, document_id)
    return file_response(documents.download(document=document, by=person(request), at=timezone.now()))


def file_response(document: Document) -> FileResponse:
    """As an attachment that no browser opens by itself, guesses at, runs or keeps."""
    kind = MEDIA_TYPES[FileKind(document.file.kind)]
    response = FileResponse(
        document.file.content.open("rb"), as_attachment=True, filename=document.file_name, content_type=kind
    )
    return guarded(response)


def guarded(response: FileResponse) -> FileResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
def thumbnail(request: HttpRequest, public_id: uuid.UUID, document_id: uuid.UUID) -> FileResponse:
    """A small picture of a photo, written by us; nothing before the scanner has said that the photo is clean."""
    document = visible_document(request, public_id, document_id)
    if not document.file.thumbnail or not document.file.is_served:
        raise Http404
    if document.use in PAPERS and not has_looked(request, document.application):
        raise Http404
    return guarded(FileResponse(document.file.thumbnail.open("rb"), content_type="image/jpeg"))
