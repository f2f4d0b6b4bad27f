from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from supplies.api.stock import BalanceSerializer
from supplies.queries import alarms


class LowSerializer(serializers.Serializer[Any]):
    """A depot with less of an item than it should have, in free base units."""

    depot = serializers.UUIDField(source="floor.place.public_id")
    depot_name = serializers.CharField(source="floor.place.name")
    item = serializers.CharField(source="floor.item.code")
    least = serializers.IntegerField(source="floor.units")
    free = serializers.IntegerField()


class AlarmViewSet(DeskViewSet):
    """What is near its day (the list), and where stock runs low (`low/`)."""

    serializer_class = BalanceSerializer
    keyset_order = ("lot__expires_on", "pk")

    def get_queryset(self) -> Any:
        near, _low = alarms.alarms_of(self.person, timezone.now())
        return near

    @extend_schema(responses=BalanceSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Goods in depots that are near their day, or past it; soonest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(BalanceSerializer(page, many=True).data)

    @extend_schema(responses=LowSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def low(self, request: Request) -> Response:
        """Depots that hold less of an item than they should."""
        _near, low = alarms.alarms_of(self.person, timezone.now())
        return Response(LowSerializer(low, many=True).data)
