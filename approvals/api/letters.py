"""Letters of decisions and canned texts: `/api/v1/letters/`, `/api/v1/texts/`."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import CannedText, DecisionLetter, TextUse
from approvals.services import canned_texts
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Division, Role


class LetterFilter(django_filters.FilterSet):
    application = django_filters.UUIDFilter(field_name="decision__application__public_id")

    class Meta:
        model = DecisionLetter
        fields: list[str] = []


class LetterSerializer(serializers.ModelSerializer[DecisionLetter]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="decision.application.public_id")
    outcome = serializers.CharField(source="decision.outcome")
    decided_at = serializers.DateTimeField(source="decision.decided_at")

    class Meta:
        model = DecisionLetter
        fields = read_only_fields = ["id", "application", "outcome", "decided_at", "words"]


class LetterViewSet(DeskViewSet):
    """The letters of the decisions that the caller may see, as they were sent."""

    serializer_class = LetterSerializer
    filterset_class = LetterFilter

    def get_queryset(self) -> Any:
        return DecisionLetter.objects.visible_to(self.person).select_related("decision__application")

    @extend_schema(responses=LetterSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=LetterSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


class CannedTextSerializer(serializers.ModelSerializer[CannedText]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    use = serializers.CharField()

    class Meta:
        model = CannedText
        fields = read_only_fields = ["id", "division", "use", "title", "zh", "en", "written_at", "retired_at"]


class CannedTextInput(Input):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    use = serializers.ChoiceField(choices=TextUse.choices)
    title = serializers.CharField(max_length=60)
    zh = serializers.CharField(max_length=1000)
    en = serializers.CharField(max_length=1000)


class CannedTextViewSet(DeskViewSet):
    """The texts of the caller's offices."""

    serializer_class = CannedTextSerializer

    def get_queryset(self) -> Any:
        if not self.person.roles & {Role.REVIEWER, Role.APPROVER}:
            raise PermissionDenied
        return CannedText.objects.visible_to(self.person)

    @extend_schema(responses=CannedTextSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset().filter(retired_at__isnull=True)) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=CannedTextInput, responses={201: CannedTextSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = CannedTextInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = canned_texts.write(**form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=CannedTextSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def retire(self, request: Request, public_id: str) -> Response:
        row = canned_texts.retire(text=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)
