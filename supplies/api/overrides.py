from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from supplies.models import LARGEST_QUANTITY, Override, OverrideStatus, Round, RoundLine
from supplies.services import overrides
from supplies.transitions import OVERRIDE


class OverrideSerializer(serializers.ModelSerializer[Override]):
    """Packs beyond a published award, asked for by one dispatcher and answered by another."""

    id = serializers.UUIDField(source="public_id")
    round = serializers.UUIDField(source="line.round_item.round.public_id")
    order = serializers.CharField(source="line.order_line.order.number")
    item = serializers.CharField(source="line.round_item.item.code")
    asked_by = serializers.CharField(source="asked_by.username")
    answered_by = serializers.CharField(source="answered_by.username", default=None)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Override
        fields = read_only_fields = [
            "id",
            "round",
            "order",
            "item",
            "packs",
            "reason",
            "status",
            "asked_at",
            "asked_by",
            "answered_at",
            "answered_by",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Override) -> list[str]:
        return OVERRIDE.verbs_for(row, by=self.context["request"].user)


class OverrideInput(Input):
    round = serializers.UUIDField()
    order = serializers.CharField(max_length=40)
    item = serializers.SlugField(max_length=40)
    packs = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    reason = serializers.CharField(max_length=200)


class OverrideFilter(django_filters.FilterSet):
    round = django_filters.UUIDFilter(field_name="line__round_item__round__public_id")
    status = django_filters.MultipleChoiceFilter(choices=OverrideStatus.choices)


class OverrideViewSet(mixins.ListModelMixin, DeskViewSet):
    """Exceptions to published rounds."""

    serializer_class = OverrideSerializer
    filterset_class = OverrideFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Override.objects.visible_to(self.request.user).select_related(
            "line__round_item__round", "line__round_item__item", "line__order_line__order", "asked_by",
            "answered_by",
        )  # fmt: skip

    def answer(self, row: Override, status: int = 200) -> Response:
        return Response(self.get_serializer(row).data, status=status)

    @extend_schema(responses=OverrideSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=OverrideInput, responses={201: OverrideSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = OverrideInput(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        lines = RoundLine.objects.filter(
            round_item__round__in=Round.objects.visible_to(self.person), award__isnull=False
        ).select_related("award", "round_item__round", "round_item__item", "order_line__order__application")
        line = get_object_or_404(
            lines,
            round_item__round__public_id=said["round"],
            order_line__order__number=said["order"],
            round_item__item__code=said["item"],
        )
        row = overrides.ask(
            line=line, packs=said["packs"], reason=said["reason"], by=self.person, at=timezone.now()
        )
        return self.answer(row, status=201)

    @extend_schema(request=None, responses=OverrideSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request: Request, public_id: str) -> Response:
        return self.answer(overrides.approve(override=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=OverrideSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reject(self, request: Request, public_id: str) -> Response:
        return self.answer(overrides.reject(override=self.get_object(), by=self.person, at=timezone.now()))
