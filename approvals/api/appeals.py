"""Appeals, as programs do it: file, read, answer."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import Appeal, AppealPaper
from approvals.queries.appeals import appeals_of
from approvals.services import appeal_papers, appeals
from approvals.transitions import APPEAL
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.api.documents import BytesRenderer
from reopening.document_files import limits
from reopening.models import Application
from reopening.services.documents import Sent


class AppealInput(Input):
    grounds = serializers.CharField(min_length=2, max_length=4000)


class EnclosedInput(Input):
    """PDF, or photos of the pages."""

    papers = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=limits.FILES_AT_ONCE
    )


class AppealWithPapersInput(AppealInput):
    papers = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        default=list,
        max_length=limits.FILES_AT_ONCE,
    )


class AppealPaperSerializer(serializers.ModelSerializer[AppealPaper]):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="file.kind")
    size = serializers.IntegerField(source="file.size")
    pages = serializers.IntegerField(source="file.pages")
    sha256 = serializers.CharField(source="file.digest")
    scan = serializers.CharField(source="file.scan")

    class Meta:
        model = AppealPaper
        fields = read_only_fields = [
            *("id", "file_name", "kind", "size", "pages", "sha256", "scan", "handed_in_at"),
        ]


class AppealAnswerInput(Input):
    answer = serializers.CharField(min_length=2, max_length=2000)


class AppealRowSerializer(serializers.ModelSerializer[Appeal]):
    """
    `decision`: the outcome that the firm appeals against; `due_on`: the last day of an answer in time; `escalated_to`:
    the office that answers instead, after a late one was handed up.
    """

    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    decision = serializers.CharField(source="decision.outcome")

    class Meta:
        model = Appeal
        fields = read_only_fields = [
            "id",
            "application",
            "number",
            "firm_name",
            "decision",
            "grounds",
            "status",
            "filed_at",
            "due_on",
            "escalated_to",
            "escalated_at",
            "answered_at",
            "answer",
        ]


class AppealSerializer(AppealRowSerializer):
    papers = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta(AppealRowSerializer.Meta):
        fields = read_only_fields = [*AppealRowSerializer.Meta.fields, "papers", "allowed_actions"]

    @extend_schema_field(AppealPaperSerializer(many=True))
    def get_papers(self, row: Appeal) -> Any:
        return AppealPaperSerializer(row.papers.select_related("file").order_by("pk"), many=True).data

    def get_allowed_actions(self, row: Appeal) -> list[str]:
        return APPEAL.verbs_for(row, by=self.context["request"].user)


def sent_in(form: serializers.Serializer[Any]) -> list[Sent]:
    """One byte more than is allowed tells the reader."""
    return [Sent(each.name, each.read(limits.BYTES + 1)) for each in form.validated_data["papers"]]


class AppealViewSet(DeskViewSet):
    """Appeals of the person's firms or divisions; an approver who has not decided before answers them."""

    serializer_class = AppealSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return appeals_of(self.person)

    @extend_schema(responses=AppealRowSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        shapes = AppealRowSerializer(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shapes.data)

    @extend_schema(responses=AppealSerializer, filters=False)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request={"multipart/form-data": EnclosedInput}, responses=AppealSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def enclose(self, request: Request, public_id: str) -> Response:
        """Further papers of the firm, until the appeal is answered."""
        form, row = EnclosedInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        appeal_papers.enclose(appeal=row, sent=sent_in(form), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)

    @extend_schema(
        request=None, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, filters=False
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="papers/<uuid:paper_id>/download",
        renderer_classes=[BytesRenderer, JSONRenderer],
    )
    def download_paper(self, request: Request, public_id: str, paper_id: str) -> Response:
        """The file itself; that somebody had it is put down."""
        rows = AppealPaper.objects.filter(appeal=self.get_object()).select_related("file", "appeal")
        paper = get_object_or_404(rows, public_id=paper_id)
        appeal_papers.download(paper=paper, by=self.person, at=timezone.now())
        with paper.file.content.open("rb") as stored:
            return Response(stored.read(), headers={"Content-Disposition": "attachment"})

    @extend_schema(request=AppealAnswerInput, responses=AppealSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def uphold(self, request: Request, public_id: str) -> Response:
        """The decision stands."""
        form, row = AppealAnswerInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        appeals.uphold(appeal=row, by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(row).data)

    @extend_schema(request=AppealAnswerInput, responses=AppealSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def overturn(self, request: Request, public_id: str) -> Response:
        """A rejected case is decided again; a revoked approval stands again."""
        form, row = AppealAnswerInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        appeals.overturn(appeal=row, by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(row).data)


class AppealFilingViewSet(DeskViewSet):
    """`POST /api/v1/applications/{id}/appeal/`."""

    serializer_class = AppealSerializer

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related(
            "firm", "policy_set", "division"
        )

    @extend_schema(
        request={"application/json": AppealInput, "multipart/form-data": AppealWithPapersInput},
        responses={201: AppealSerializer},
        filters=False,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def appeal(self, request: Request, public_id: str) -> Response:
        """Ask that the rejection or the revocation be looked at again, by somebody else; papers may be enclosed."""
        form, case = AppealWithPapersInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        row = appeals.appeal(
            application=case,
            grounds=form.validated_data["grounds"],
            papers=sent_in(form),
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
