"""Papers of a case, to be read by whoever may see their record: `/api/v1/papers/`. None are made here."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.queries.papers import is_seen_by, papers_of_case
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Paper
from core.pdf_responses import pdf_response
from reopening.models import Application


class PapersAsked(Input):
    application = serializers.UUIDField()


class PaperSerializer(serializers.ModelSerializer[Paper]):
    """`title` in both languages; `has_pdf`: whether the file is drawn, `pdf_sha256` is its hash."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    title = serializers.DictField(child=serializers.CharField())
    has_pdf = serializers.BooleanField()

    class Meta:
        model = Paper
        fields = read_only_fields = [
            *("id", "kind", "number", "title", "issue", "version", "day", "made_at"),
            *("has_pdf", "pdf_sha256"),
        ]


class PaperViewSet(DeskViewSet):
    """Receipt, form, notices, letters and printings of a case: who sees the record sees its papers."""

    serializer_class = PaperSerializer
    query_parameters = ("application",)
    keyset_order = ("-pk",)
    queryset = Paper.objects.none()  # by case, or by id

    def get_object(self) -> Paper:
        paper = get_object_or_404(Paper, public_id=self.kwargs["public_id"])
        if not is_seen_by(paper, self.person):
            raise Http404
        return paper

    @extend_schema(
        responses=PaperSerializer(many=True),
        parameters=[OpenApiParameter("application", OpenApiTypes.UUID, required=True)],
    )
    def list(self, request: Request) -> Response:
        """Of one case, the newest first."""
        form = PapersAsked(data={"application": request.query_params.get("application")})
        if not form.is_valid():
            raise ValidationError(form.errors)
        cases = Application.objects.visible_to(self.person)
        case = get_object_or_404(cases, public_id=form.validated_data["application"])
        rows = self.paginate_queryset(papers_of_case(case, self.person)) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=PaperSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, pagination_class=None)
    def pdf(self, request: Request, public_id: str) -> FileResponse:
        """The file; 404 until it is drawn."""
        paper = self.get_object()
        if not paper.has_pdf:
            raise Http404
        return pdf_response(paper.pdf, f"{paper.number}-{paper.kind}")
