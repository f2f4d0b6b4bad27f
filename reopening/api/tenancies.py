"""Tenancies by program: a firm says whether an operator may file for it; the operator takes a tenant off."""

from typing import Any, ClassVar

from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from reopening.models import Tenancy, TenancyStatus
from reopening.services import tenancies
from reopening.transitions import TENANCY


class TenantSerializer(serializers.ModelSerializer[Tenancy]):
    """
    A tenant: whether it agreed, its application with its status, how many findings block or warn, and why it could
    not be submitted the last time.
    """

    RELATED: ClassVar = ("umbrella__firm", "umbrella__division", "firm", "application", "mandate")

    id = serializers.UUIDField(source="public_id")
    umbrella = serializers.UUIDField(source="umbrella.public_id")
    operator_name = serializers.CharField(source="umbrella.firm.name")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    credit_code = serializers.CharField(source="firm.credit_code")
    application = serializers.UUIDField(source="application.public_id", default=None, allow_null=True)
    application_status = serializers.CharField(source="application.status", default="")
    mandate = serializers.CharField(source="mandate.number", default="")
    mandate_until = serializers.DateTimeField(source="mandate.until", default=None, allow_null=True)
    refusal_message = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Tenancy
        fields = read_only_fields = [
            *("id", "umbrella", "operator_name", "firm", "firm_name", "credit_code", "unit", "status"),
            *("heads", "opens_on", "starts_at", "ends_at"),
            *("application", "application_status", "blocks", "warnings", "judged_at"),
            *("mandate", "mandate_until", "refusal", "refusal_message", "allowed_actions"),
        ]

    def get_refusal_message(self, row: Tenancy) -> str:
        return tenancies.refusal_in_words(row)

    def get_allowed_actions(self, row: Tenancy) -> list[str]:
        return TENANCY.verbs_for(row, by=self.context["request"].user)


class TenancyFilter(FilterSet):
    status = ChoiceFilter(choices=TenancyStatus.choices)

    class Meta:
        model = Tenancy
        fields: ClassVar = ["status"]


class TenancyViewSet(DeskViewSet):
    """Tenancies of the person's firms, as tenants or as operators."""

    serializer_class = TenantSerializer
    filterset_class = TenancyFilter
    keyset_order = ("pk",)

    def get_queryset(self) -> Any:
        return Tenancy.objects.visible_to(self.request.user).select_related(*TenantSerializer.RELATED)

    def answer(self, tenancy: Tenancy) -> Response:
        return Response(self.get_serializer(tenancy).data)

    @extend_schema(responses=TenantSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses=TenantSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=None, responses=TenantSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    @idempotent
    def agree(self, request: Request, public_id: str) -> Response:
        """The tenant lets the operator file for it."""
        return self.answer(tenancies.agree(tenancy=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=TenantSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        """The tenant files by itself."""
        return self.answer(tenancies.decline(tenancy=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=TenantSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    @idempotent
    def leave(self, request: Request, public_id: str) -> Response:
        """The operator no longer files for it."""
        return self.answer(tenancies.leave(tenancy=self.get_object(), by=self.person, at=timezone.now()))
