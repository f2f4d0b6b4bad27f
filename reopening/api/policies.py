from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from core.dates import shanghai_day
from reopening.api.serializers import PolicySetSerializer
from reopening.models import PolicySet, PolicyStatus


class EffectiveInput(serializers.Serializer[Any]):
    division = serializers.RegexField(r"^\d{2,9}$")
    on = serializers.DateField(required=False)


class PolicySetViewSet(DeskViewSet):
    """Policy sets: what each place asks, since when, by which notice. Rules are public knowledge."""

    serializer_class = PolicySetSerializer
    keyset_order = ("-pk",)
    query_parameters = ("division", "on")

    def get_queryset(self) -> Any:
        return PolicySet.objects.exclude(status=PolicyStatus.DRAFT)

    @extend_schema(responses=PolicySetSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(PolicySetSerializer(rows, many=True).data)

    @extend_schema(responses=PolicySetSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(PolicySetSerializer(self.get_object()).data)

    @extend_schema(
        parameters=[OpenApiParameter("division", required=True), OpenApiParameter("on", type=str)],
        responses=PolicySetSerializer,
    )
    @action(detail=False)
    def effective(self, request: Request) -> Response:
        """The set in force at a place on a day (today, if none is given)."""
        form = EffectiveInput(data=request.query_params)
        form.is_valid(raise_exception=True)
        on = form.validated_data.get("on") or shanghai_day(timezone.now())
        found = PolicySet.objects.effective(form.validated_data["division"], on)
        if found is None:
            raise NotFound
        return Response(PolicySetSerializer(found).data)
