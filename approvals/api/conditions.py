"""Conditions of approvals, as programs follow them up: the list, and more time."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.forms.conditions import ConditionFilter
from approvals.queries.conditions import ORDER, conditions_here
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from reopening.api.serializers import ConditionSerializer
from reopening.models import Application, Condition
from reopening.services import conditions
from reopening.transitions import APPLICATION


class ExtendInput(Input):
    due_on = serializers.DateField()
    note = serializers.CharField(min_length=2, max_length=2000)


class ConditionLineSerializer(ConditionSerializer):
    """With its case. `allowed_actions` is what the person may do about it now."""

    application = serializers.UUIDField(source="application.public_id")
    number = serializers.CharField(source="application.number")
    firm_name = serializers.CharField(source="application.firm.name")
    division = serializers.CharField(source="application.division_code")
    allowed_actions = serializers.SerializerMethodField()

    class Meta(ConditionSerializer.Meta):
        fields = read_only_fields = [
            *ConditionSerializer.Meta.fields,
            "application",
            "number",
            "firm_name",
            "division",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Condition) -> list[str]:
        user = self.context["request"].user
        is_open = row.status == "open" and row.due_on is not None
        may = is_open and APPLICATION.allows(row.application, "extend_condition", by=user)
        return ["extend_condition"] if may else []


class ConditionViewSet(DeskViewSet):
    """Of approved firms in the person's divisions; without `state` those that are open."""

    serializer_class = ConditionLineSerializer
    filterset_class = ConditionFilter
    keyset_order = ORDER

    def get_queryset(self) -> Any:
        rows = conditions_here(self.person).select_related("application__firm")
        return rows.defer("application__snapshot")

    @extend_schema(responses=ConditionLineSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=ExtendInput, responses=ConditionLineSerializer, filters=False)
    @action(detail=True, methods=["post"])
    @idempotent
    def extend_condition(self, request: Request, public_id: str) -> Response:
        """The firm has until `due_on`; what was overdue is so no more."""
        form = ExtendInput(data=request.data)
        seen = Application.objects.visible_to(request.user)
        row = self.found(Condition.objects.filter(application__in=seen), public_id)
        form.is_valid(raise_exception=True)
        conditions.extend_condition(condition=row, by=self.person, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(row).data)

    @staticmethod
    def found(rows: Any, public_id: str) -> Condition:
        return generics.get_object_or_404(rows.select_related("application__firm"), public_id=public_id)
