from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import DayQuota
from approvals.permissions import sets_quotas
from approvals.queries.quotas import upcoming
from approvals.services import quotas
from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.dates import shanghai_day
from core.models import Division


class QuotaInput(Input):
    """A quota for each day of a span; leave out what is not limited."""

    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False)
    firms = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    heads = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("firms") is None and attrs.get("heads") is None:
            raise serializers.ValidationError("firms, heads")
        return attrs


class QuotaSerializer(serializers.ModelSerializer[DayQuota]):
    id = serializers.IntegerField(source="pk")
    division = serializers.CharField(source="division_id")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = DayQuota
        fields = read_only_fields = ["id", "division", "day", "firms", "heads", "set_at", "allowed_actions"]

    def get_allowed_actions(self, row: DayQuota) -> list[str]:
        return ["clear"] if sets_quotas(self.context["request"].user, row.division_id) else []


class QuotaViewSet(DeskViewSet):
    """How many firms and people may open on a day in a division and below it."""

    serializer_class = QuotaSerializer
    keyset_order = ("day", "pk")
    lookup_field = "pk"
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        return upcoming(self.person, shanghai_day(timezone.now()))

    @extend_schema(responses=QuotaSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The quotas of today and later."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=QuotaInput, responses={201: QuotaSerializer(many=True)})
    @idempotent
    def create(self, request: Request) -> Response:
        """Set the quota of each day of a span; one that stands already gets the new numbers."""
        form = QuotaInput(data=request.data)
        form.is_valid(raise_exception=True)
        words = form.validated_data
        wish = quotas.QuotaWish(
            division=words["division"],
            first_day=words["first_day"],
            last_day=words.get("last_day") or words["first_day"],
            firms=words.get("firms"),
            heads=words.get("heads"),
        )
        made = quotas.set_quotas(wish=wish, by=self.person, at=timezone.now())
        return Response(self.get_serializer(made, many=True).data, status=201)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take a quota away; what the policy gives every street holds again."""
        quotas.clear(quota=self.get_object(), by=self.person, at=timezone.now())
        return Response(status=204)
