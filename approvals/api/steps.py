"""The steps of reviews: `GET /api/v1/steps/?application=…`, `POST /api/v1/steps/{id}/<verb>/`."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import TextSerializer
from approvals.models import Step, StepStatus
from approvals.queries.steps import steps_for
from approvals.services import steps
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet


class StepFilter(django_filters.FilterSet):
    """`mine`: only steps that the caller can do now."""

    application = django_filters.UUIDFilter(field_name="application__public_id")
    status = django_filters.ChoiceFilter(choices=StepStatus.choices)
    mine = django_filters.BooleanFilter(method="of_caller")

    class Meta:
        model = Step
        fields: list[str] = []

    def of_caller(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(pk__in=steps_for(self.request.user).values("pk")) if value else rows


class ReviewStepSerializer(serializers.ModelSerializer[Step]):
    """A firm reads the names and the states; the points and notes are the office's."""

    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    name = TextSerializer()
    office = serializers.CharField(source="office_code")
    status = serializers.CharField()
    checklist = serializers.SerializerMethodField()
    checked = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields = read_only_fields = [
            "id",
            "application",
            "key",
            "stage",
            "by",
            "kind",
            "office",
            "trade_office",
            "name",
            "checklist",
            "status",
            "checked",
            "note",
            "submission",
            "taken_at",
            "answered_at",
            "allowed_actions",
        ]

    def is_for_office(self) -> bool:
        return bool(self.context["request"].user.is_official)

    @extend_schema_field(TextSerializer(many=True))
    def get_checklist(self, row: Step) -> list[dict[str, str]]:
        return row.checklist if self.is_for_office() else []

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_checked(self, row: Step) -> list[int]:
        return row.checked if self.is_for_office() else []

    def get_note(self, row: Step) -> str:
        return row.note if self.is_for_office() else ""

    def get_allowed_actions(self, row: Step) -> list[str]:
        return steps.verbs_for(row, by=self.context["request"].user)


class AnswerInput(Input):
    """`checked`: places in the checklist, from 0, that were found in order."""

    checked = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100),
        required=False,
        default=list,
        max_length=100,
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class WhyInput(Input):
    note = serializers.CharField(max_length=500)


class StepViewSet(DeskViewSet):
    """Take, put back, complete, fail, skip and reopen the steps of a review."""

    serializer_class = ReviewStepSerializer
    filterset_class = StepFilter

    def get_queryset(self) -> Any:
        return Step.objects.visible_to(self.person).select_related(
            "application__firm", "application__policy_set", "answered_by"
        )

    @extend_schema(responses=ReviewStepSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=ReviewStepSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def act(self, service: Any, shape: type[serializers.Serializer[Any]] | None = None) -> Response:
        said: dict[str, Any] = {}
        if shape is not None:
            form = shape(data=self.request.data)
            form.is_valid(raise_exception=True)
            said = form.validated_data
        step = service(step=self.get_object(), by=self.person, at=timezone.now(), **said)
        return Response(self.get_serializer(self.get_queryset().get(pk=step.pk)).data)

    @extend_schema(request=None, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def take(self, request: Request, public_id: str) -> Response:
        return self.act(steps.take)

    @extend_schema(request=None, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def put_back(self, request: Request, public_id: str) -> Response:
        return self.act(steps.put_back)

    @extend_schema(request=AnswerInput, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def complete(self, request: Request, public_id: str) -> Response:
        return self.act(steps.complete, AnswerInput)

    @extend_schema(request=AnswerInput, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def fail(self, request: Request, public_id: str) -> Response:
        return self.act(steps.fail, AnswerInput)

    @extend_schema(request=WhyInput, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def skip(self, request: Request, public_id: str) -> Response:
        return self.act(steps.skip, WhyInput)

    @extend_schema(request=WhyInput, responses=ReviewStepSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reopen(self, request: Request, public_id: str) -> Response:
        return self.act(steps.reopen, WhyInput)
