from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Export, ExportFormat
from core.services import exports
from core.transitions import EXPORT
from core.views.exports import file_response


class ExportSerializer(serializers.ModelSerializer[Export]):
    id = serializers.UUIDField(source="public_id")
    asked_by = serializers.CharField(source="asked_by.username")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = read_only_fields = [
            *(
                "id",
                "listing",
                "query",
                "format",
                "status",
                "people",
                "needs_consent",
                "reason",
                "note",
                "rows",
            ),
            *("asked_at", "asked_by", "answered_at", "made_at", "expires_at", "job", "allowed_actions"),
        ]

    def get_allowed_actions(self, row: Export) -> list[str]:
        return EXPORT.verbs_for(row, by=self.context["request"].user)


class ExportInput(Input):
    """`query`: the filters of the list, as in its address."""

    listing = serializers.CharField(max_length=40)
    query = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class DeclineInput(Input):
    note = serializers.CharField(max_length=500)


class ExportViewSet(DeskViewSet):
    """Lists taken out as files: ask, follow, consent to somebody else's, download."""

    serializer_class = ExportSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Export.objects.visible_to(self.person).select_related("asked_by")

    @extend_schema(responses=ExportSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=ExportSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=ExportInput, responses={201: ExportSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = ExportInput(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        export = exports.ask(
            file_format=data.pop("format"),
            language=get_language() or "",
            by=self.person,
            at=timezone.now(),
            **data,
        )
        return Response(self.get_serializer(export).data, status=201)

    @extend_schema(request=None, responses=ExportSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def consent(self, request: Request, public_id: str) -> Response:
        export = exports.consent(export=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(export).data)

    @extend_schema(request=DeclineInput, responses=ExportSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        form = DeclineInput(data=request.data)
        form.is_valid(raise_exception=True)
        export = exports.decline(
            export=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data
        )
        return Response(self.get_serializer(export).data)

    @extend_schema(request=None, responses={200: OpenApiTypes.BINARY})
    @action(detail=True, methods=["post"])
    def download(self, request: Request, public_id: str) -> FileResponse:
        """Each download is put down; asking again downloads again."""
        export = self.get_object()
        return file_response(export, exports.download(export=export, by=self.person, at=timezone.now()))
