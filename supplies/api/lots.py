from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from supplies.api.inputs import SupplyReasonInput
from supplies.models import Lot, LotStatus, Posting
from supplies.queries import traces
from supplies.services import lots
from supplies.transitions import LOT


class LotSerializer(serializers.ModelSerializer[Lot]):
    id = serializers.UUIDField(source="public_id")
    item = serializers.CharField(source="item.code")
    supplier = serializers.UUIDField(source="supplier.public_id")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Lot
        fields = read_only_fields = [
            "id",
            "item",
            "lot_no",
            "expires_on",
            "supplier",
            "source",
            "document",
            "status",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Lot) -> list[str]:
        return LOT.verbs_for(row, by=self.context["request"].user)


class HandedSerializer(serializers.ModelSerializer[Posting]):
    """Goods of a lot that reached a firm, in base units."""

    firm = serializers.UUIDField(source="place.firm.public_id")
    firm_name = serializers.CharField(source="place.firm.name")
    at = serializers.DateTimeField(source="movement.occurred_at")
    run = serializers.CharField(source="movement.run.number", allow_null=True, default=None)

    class Meta:
        model = Posting
        fields = read_only_fields = ["firm", "firm_name", "quantity", "at", "run"]


class LotFilter(django_filters.FilterSet):
    item = django_filters.CharFilter(field_name="item__code")
    lot_no = django_filters.CharFilter()
    status = django_filters.MultipleChoiceFilter(choices=LotStatus.choices)


class LotViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Goods of one make and one expiry from one source."""

    serializer_class = LotSerializer
    filterset_class = LotFilter

    def get_queryset(self) -> Any:
        return Lot.objects.visible_to(self.request.user).select_related("item", "supplier")

    def act(self, request: Request, verb: Any) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        lot = verb(lot=self.get_object(), **form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(lot).data)

    @extend_schema(request=SupplyReasonInput, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def hold(self, request: Request, public_id: str) -> Response:
        """Nothing of it goes out until it was checked."""
        return self.act(request, lots.hold)

    @extend_schema(request=SupplyReasonInput, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def release(self, request: Request, public_id: str) -> Response:
        return self.act(request, lots.release)

    @extend_schema(request=SupplyReasonInput, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def recall(self, request: Request, public_id: str) -> Response:
        """For good; every firm that has got goods of it is told."""
        return self.act(request, lots.recall)

    @extend_schema(responses=HandedSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def trace(self, request: Request, public_id: str) -> Response:
        """Who has got it, first delivery first."""
        page = self.paginate_queryset(traces.handed_to(self.get_object()))
        return self.get_paginated_response(HandedSerializer(page, many=True).data)
