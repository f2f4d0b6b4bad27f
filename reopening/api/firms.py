from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle

from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from core.models import Division
from reopening.credit_codes import canonical_credit_code
from reopening.models import Firm
from reopening.services import firms


class FirmSerializer(serializers.ModelSerializer[Firm]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")

    class Meta:
        model = Firm
        fields = read_only_fields = ["id", "credit_code", *firms.FIRM_FIELDS]


class FirmInput(serializers.ModelSerializer[Firm]):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())

    class Meta:
        model = Firm
        fields = list(firms.FIRM_FIELDS)


class SignUpInput(FirmInput):
    """A firm and its first person."""

    # Wider than the column: a code may be typed with spaces; the canonical form is checked and kept.
    credit_code = serializers.CharField(max_length=60)
    username = serializers.CharField(max_length=150)
    email = serializers.EmailField()
    password = serializers.CharField(max_length=128, write_only=True)

    class Meta(FirmInput.Meta):
        fields = ["credit_code", *firms.FIRM_FIELDS, "username", "email", "password"]

    def validate_credit_code(self, value: str) -> str:
        return canonical_credit_code(value)


class FirmViewSet(DeskViewSet):
    """Firms: signing up is open to everybody; reading and editing are for those who may see the firm."""

    serializer_class = FirmSerializer
    throttle_scope = "sign_up"

    def get_queryset(self) -> Any:
        return Firm.objects.visible_to(self.request.user)

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action == "create" else IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        return [ScopedRateThrottle()] if self.action == "create" else []

    @extend_schema(responses=FirmSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(FirmSerializer(rows, many=True).data)

    @extend_schema(request=SignUpInput, responses={201: FirmSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = SignUpInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        account = {name: values.pop(name) for name in ("credit_code", "username", "email", "password")}
        firm = firms.sign_up(firm=values, at=timezone.now(), **account)
        return Response(FirmSerializer(firm).data, status=201)

    @extend_schema(responses=FirmSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(FirmSerializer(self.get_object()).data)

    @extend_schema(request=FirmInput, responses=FirmSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        firm = self.get_object()
        if not firm.memberships.filter(user=request.user).exists():
            raise PermissionDenied
        form = FirmInput(firm, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        firm = firms.edit(firm=firm, changes=form.validated_data, by=self.person, at=timezone.now())
        return Response(FirmSerializer(firm).data)
