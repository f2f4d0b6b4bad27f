"""Papers and photos of an application, by the same services as the pages."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.revisions import etag, revision_in
from reopening.api.rosters import RosterActions
from reopening.document_files import limits
from reopening.models import Application, Deferral, Document, DocumentUse
from reopening.policy.base import Section
from reopening.services import deferrals, documents
from reopening.services.documents import Place, Sent
from reopening.services.sections import Seen, revision_of


class DocumentSerializer(serializers.ModelSerializer[Document]):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="file.kind")
    size = serializers.IntegerField(source="file.size")
    pages = serializers.IntegerField(source="file.pages")
    sha256 = serializers.CharField(source="file.digest")
    scan = serializers.CharField(source="file.scan")

    class Meta:
        model = Document
        fields = read_only_fields = [
            *("id", "use", "key", "file_name", "kind", "size", "pages", "sha256", "scan"),
            *("handed_in_at", "is_late", "withdrawn_at", "withdrawn_why"),
        ]


class DeferralSerializer(serializers.ModelSerializer[Deferral]):
    class Meta:
        model = Deferral
        fields = read_only_fields = ["paper", "letter", "accepted_at"]


class PapersSerializer(serializers.Serializer[Any]):
    """Everything handed in, replaced and removed ones too, and the papers that were promised for later."""

    documents = DocumentSerializer(many=True)
    deferrals = DeferralSerializer(many=True)


class DocumentInput(Input):
    """`key` names the paper or the item; after the approval a paper that is due is handed in the same way."""

    use = serializers.ChoiceField(choices=DocumentUse.choices)
    key = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    file = serializers.FileField(allow_empty_file=True)  # the reader says what is wrong with an empty one


class FileInput(Input):
    file = serializers.FileField(allow_empty_file=True)


class AcceptInput(Input):
    accepted = serializers.BooleanField()


class TurnDownInput(Input):
    note = serializers.CharField(max_length=500)


class BytesRenderer(BaseRenderer):
    """The file as it is; a problem stays JSON."""

    media_type = "application/octet-stream"
    format = "bin"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data if isinstance(data, bytes) else JSONRenderer().render(data)


def sent_in(form: serializers.Serializer[Any]) -> Sent:
    file = form.validated_data["file"]
    return Sent(file.name, file.read(limits.BYTES + 1))  # one more than allowed tells the reader


DOCUMENT = "documents/<uuid:document_id>"
PAPER = "papers/<slug:paper>"


class DocumentActions(RosterActions):
    """Part of the applications' views."""

    def papers(self, application: Application, status: int = 200) -> Response:
        """What the section holds now, with its ETag."""
        rows = Document.objects.visible_to(self.person).filter(application=application)
        shape = PapersSerializer(
            {
                "documents": rows.select_related("file").order_by("pk"),
                "deferrals": application.deferrals.filter(withdrawn_at__isnull=True).order_by("paper"),
            }
        )
        headers = {"ETag": etag(revision_of(application, Section.DOCUMENTS))}
        return Response(shape.data, status=status, headers=headers)

    def document(self, document_id: str) -> Document:
        application = self.get_object()
        rows = Document.objects.visible_to(self.person).filter(application=application)
        row = get_object_or_404(rows.select_related("file"), public_id=document_id)
        row.application = application
        return row

    @extend_schema(responses=PapersSerializer)
    @action(detail=True, pagination_class=None)
    def documents(self, request: Request, public_id: str) -> Response:
        return self.papers(self.get_object())

    @extend_schema(request={"multipart/form-data": DocumentInput}, responses={201: PapersSerializer})
    @documents.mapping.post
    @idempotent
    def add_document(self, request: Request, public_id: str) -> Response:
        form = DocumentInput(data=request.data)
        form.is_valid(raise_exception=True)
        application, at, revision = self.own(), timezone.now(), revision_in(request)
        use, key, sent = form.validated_data["use"], form.validated_data["key"], [sent_in(form)]
        if use == DocumentUse.PAPER and not application.is_editable:
            deferrals.hand_in_paper(application=application, paper=key, sent=sent, by=self.person, at=at)
        else:
            seen = None if revision is None else Seen(revision)
            documents.add(
                application=application, place=Place(use, key), sent=sent, by=self.person, at=at, seen=seen
            )
        return self.papers(application, status=201)

    @extend_schema(request={"multipart/form-data": FileInput}, responses=PapersSerializer)
    @action(detail=True, methods=["post"], url_path=f"{DOCUMENT}/replace", url_name="replace-document")
    @idempotent
    def replace_document(self, request: Request, public_id: str, document_id: str) -> Response:
        form = FileInput(data=request.data)
        form.is_valid(raise_exception=True)
        self.own()
        row = self.document(document_id)
        documents.replace(document=row, sent=sent_in(form), by=self.person, at=timezone.now())
        return self.papers(row.application)

    @extend_schema(responses=PapersSerializer)
    @action(detail=True, methods=["delete"], url_path=DOCUMENT, url_name="remove-document")
    def remove_document(self, request: Request, public_id: str, document_id: str) -> Response:
        self.own()
        row = self.document(document_id)
        documents.remove(document=row, by=self.person, at=timezone.now())
        return self.papers(row.application)

    @extend_schema(request=None, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        methods=["post"],
        url_path=f"{DOCUMENT}/download",
        url_name="download-document",
        renderer_classes=[BytesRenderer, JSONRenderer],
    )
    def download_document(self, request: Request, public_id: str, document_id: str) -> Response:
        """The file itself; that somebody had it is put down."""
        row = documents.download(document=self.document(document_id), by=self.person, at=timezone.now())
        with row.file.content.open("rb") as stored:
            return Response(stored.read(), headers={"Content-Disposition": "attachment"})

    @extend_schema(request=AcceptInput, responses=PapersSerializer)
    @action(detail=True, methods=["put"], url_path=f"{PAPER}/deferral")
    def deferral(self, request: Request, public_id: str, paper: str) -> Response:
        """Accept the letter of commitment: the paper may follow after the decision."""
        form = AcceptInput(data=request.data)
        form.is_valid(raise_exception=True)
        application, accepted = self.own(), form.validated_data["accepted"]
        deferrals.defer(
            application=application, paper=paper, accepted=accepted, by=self.person, at=timezone.now()
        )
        return self.papers(application)

    @extend_schema(responses=PapersSerializer)
    @deferral.mapping.delete
    def take_back_deferral(self, request: Request, public_id: str, paper: str) -> Response:
        application = self.own()
        deferrals.take_back(application=application, paper=paper, by=self.person, at=timezone.now())
        return self.papers(application)

    @extend_schema(request=None, responses=PapersSerializer)
    @action(detail=True, methods=["post"], url_path=f"{PAPER}/confirm")
    @idempotent
    def confirm_paper(self, request: Request, public_id: str, paper: str) -> Response:
        application = self.get_object()
        deferrals.confirm_paper(application=application, paper=paper, by=self.person, at=timezone.now())
        return self.papers(application)

    @extend_schema(request=TurnDownInput, responses=PapersSerializer)
    @action(detail=True, methods=["post"], url_path=f"{PAPER}/turn_down")
    @idempotent
    def turn_down_paper(self, request: Request, public_id: str, paper: str) -> Response:
        form = TurnDownInput(data=request.data)
        form.is_valid(raise_exception=True)
        application = self.get_object()
        deferrals.turn_down_paper(
            application=application,
            paper=paper,
            note=form.validated_data["note"],
            by=self.person,
            at=timezone.now(),
        )
        return self.papers(application)
