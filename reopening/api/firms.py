from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle

from core.api.idempotency import idempotent
from core.api.inputs import Strict, read_by
from core.models import Division
from reopening import prefill
from reopening.api.members import MemberActions
from reopening.credit_codes import canonical_credit_code
from reopening.models import Firm, RegisteredFirm
from reopening.permissions import acts_for
from reopening.services import firms

OPEN_ACTIONS = {"create", "look_up"}  # open to everybody, and throttled


class FirmSerializer(serializers.ModelSerializer[Firm]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")

    class Meta:
        model = Firm
        fields = read_only_fields = ["id", "credit_code", *firms.FIRM_FIELDS]


class FirmInput(Strict, serializers.ModelSerializer[Firm]):
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
        return read_by(canonical_credit_code, value)


class RegisteredFirmSerializer(serializers.ModelSerializer[RegisteredFirm]):
    """Public facts of the register of firms, to fill in a form with."""

    division = serializers.CharField(source="division_id")

    class Meta:
        model = RegisteredFirm
        fields = read_only_fields = ["credit_code", *prefill.FIELDS, "scale", "as_of"]


class FirmViewSet(MemberActions):
    """Firms: signing up is open to everybody; reading and editing are for those who may see the firm."""

    serializer_class = FirmSerializer

    @property
    def throttle_scope(self) -> str:
        return "look_up" if self.action == "look_up" else "sign_up"

    @property
    def query_parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("credit_code",) if self.action == "look_up" else ()

    def get_queryset(self) -> Any:
        return Firm.objects.visible_to(self.request.user)

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action in OPEN_ACTIONS else IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        return [ScopedRateThrottle()] if self.action in OPEN_ACTIONS else []

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

    @extend_schema(
        parameters=[OpenApiParameter("credit_code", required=True)], responses=RegisteredFirmSerializer
    )
    @action(detail=False, url_path="look_up", url_name="look-up", pagination_class=None)
    def look_up(self, request: Request) -> Response:
        """What the register of firms says of a credit code; 404 when it says nothing."""
        code = canonical_credit_code(request.query_params.get("credit_code", ""))
        found = prefill.registered(code)
        if found is None:
            raise NotFound
        return Response(RegisteredFirmSerializer(found).data)

    @extend_schema(responses=FirmSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(FirmSerializer(self.get_object()).data)

    @extend_schema(request=FirmInput, responses=FirmSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        firm = self.get_object()
        if not acts_for(self.person, firm):
            raise PermissionDenied
        form = FirmInput(firm, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        firm = firms.edit(firm=firm, changes=form.validated_data, by=self.person, at=timezone.now())
        return Response(FirmSerializer(firm).data)
