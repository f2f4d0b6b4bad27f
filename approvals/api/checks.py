"""Checks after opening on a commitment: `GET /api/v1/checks/`, `POST /api/v1/checks/{id}/<verb>/`."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import TextSerializer
from approvals.api.steps import AnswerInput
from approvals.models import Check, CheckStatus
from approvals.queries.checks import checks_for
from approvals.services import checks
from core.api.idempotency import idempotent
from core.api.views import DeskViewSet


class CheckFilter(django_filters.FilterSet):
    """`mine`: only those that the caller can answer now."""

    application = django_filters.UUIDFilter(field_name="application__public_id")
    status = django_filters.ChoiceFilter(choices=CheckStatus.choices)
    mine = django_filters.BooleanFilter(method="of_caller")

    class Meta:
        model = Check
        fields: list[str] = []

    def of_caller(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(pk__in=checks_for(self.request.user).values("pk")) if value else rows


class CheckSerializer(serializers.ModelSerializer[Check]):
    """`due_on`: the last day of a check in time; `checked`: places in the checklist that were found in order."""

    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    checklist = TextSerializer(many=True)
    checked = serializers.ListField(child=serializers.IntegerField())
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Check
        fields = read_only_fields = [
            *("id", "application", "number", "firm_name", "opened_on", "due_on", "checklist", "status"),
            *("checked", "note", "answered_at", "allowed_actions"),
        ]

    def get_allowed_actions(self, row: Check) -> list[str]:
        return checks.verbs_for(row, by=self.context["request"].user)


class CheckViewSet(DeskViewSet):
    """Firms that opened on their commitment, and what was found there."""

    serializer_class = CheckSerializer
    filterset_class = CheckFilter

    def get_queryset(self) -> Any:
        return Check.objects.visible_to(self.person).select_related(
            "application__firm", "application__policy_set", "answered_by"
        )

    @extend_schema(responses=CheckSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=CheckSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def act(self, service: Any) -> Response:
        form = AnswerInput(data=self.request.data)
        form.is_valid(raise_exception=True)
        check = service(check=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(self.get_queryset().get(pk=check.pk)).data)

    @extend_schema(request=AnswerInput, responses=CheckSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def confirm(self, request: Request, public_id: str) -> Response:
        """All is as the firm promised."""
        return self.act(checks.confirm)

    @extend_schema(request=AnswerInput, responses=CheckSerializer)
    @action(detail=True, methods=["post"], url_path="find-untrue")
    @idempotent
    def find_untrue(self, request: Request, public_id: str) -> Response:
        """Something is not as promised: `note` says what, and the firm stands still from the answer on."""
        return self.act(checks.find_untrue)
