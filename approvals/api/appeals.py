"""Appeals, as programs do it: file, read, answer."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import Appeal
from approvals.queries.appeals import appeals_of
from approvals.services import appeals
from approvals.transitions import APPEAL
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.models import Application


class AppealInput(Input):
    grounds = serializers.CharField(min_length=2, max_length=4000)


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
    allowed_actions = serializers.SerializerMethodField()

    class Meta(AppealRowSerializer.Meta):
        fields = read_only_fields = [*AppealRowSerializer.Meta.fields, "allowed_actions"]

    def get_allowed_actions(self, row: Appeal) -> list[str]:
        return APPEAL.verbs_for(row, by=self.context["request"].user)


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

    @extend_schema(request=AppealInput, responses={201: AppealSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def appeal(self, request: Request, public_id: str) -> Response:
        """Ask that the rejection or the revocation be looked at again, by somebody else."""
        form, case = AppealInput(data=request.data), self.get_object()
        form.is_valid(raise_exception=True)
        row = appeals.appeal(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
