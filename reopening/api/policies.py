from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from core.dates import shanghai_day
from reopening.api.policy_drafts import DraftActions
from reopening.api.serializers import PolicySetDetailSerializer, PolicySetSerializer
from reopening.models import UNPUBLISHED, PolicySet


class EffectiveInput(serializers.Serializer[Any]):
    division = serializers.RegexField(r"^\d{2,9}$")
    on = serializers.DateField(required=False)


class PolicySetFilter(django_filters.FilterSet):
    """`division`: the history of one place; `status=draft`: what its administrators work at."""

    division = django_filters.CharFilter(field_name="division_id")
    status = django_filters.CharFilter()


class PolicySetViewSet(DraftActions, DeskViewSet):
    """
    Policy sets: what each place asks, since when, by which notice. Rules are public knowledge once published;
    drafts are their place's administrators' business.
    """

    serializer_class = PolicySetSerializer
    keyset_order = ("-pk",)
    filterset_class = PolicySetFilter
    query_parameters = ("division", "on", "kind", "with")

    def get_queryset(self) -> Any:
        return PolicySet.objects.visible_to(self.request.user)

    @extend_schema(responses=PolicySetSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        if not request.query_params.get("status"):
            rows = rows.exclude(status__in=UNPUBLISHED)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=PolicySetDetailSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

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
        return Response(self.get_serializer(found).data)
