from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import User
from supplies.api.inputs import SupplyReasonInput
from supplies.models import (
    LARGEST_QUANTITY,
    Adjustment,
    AdjustmentStatus,
    Balance,
    CountDay,
    Lot,
    Place,
)
from supplies.services import counts
from supplies.transitions import ADJUSTMENT


class ClosedDaySerializer(serializers.ModelSerializer[CountDay]):
    depot = serializers.UUIDField(source="depot.public_id")
    closed_by = serializers.CharField(source="closed_by.username")

    class Meta:
        model = CountDay
        fields = read_only_fields = ["depot", "day", "closed_at", "closed_by"]


class CloseDayInput(Input):
    """A day that is over; the books are closed up to and including it."""

    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    day = serializers.DateField()

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class ClosedDayFilter(django_filters.FilterSet):
    depot = django_filters.UUIDFilter(field_name="depot__public_id")
    day = django_filters.DateFilter()


class ClosedDayViewSet(mixins.ListModelMixin, DeskViewSet):
    """Days whose books are closed; what they say changes by two signatures only (`adjustments/`)."""

    serializer_class = ClosedDaySerializer
    filterset_class = ClosedDayFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return CountDay.objects.visible_to(self.request.user).select_related("depot", "closed_by")

    @extend_schema(request=CloseDayInput, responses={201: ClosedDaySerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = CloseDayInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        row = counts.close_day(**form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=201)


class AdjustmentSerializer(serializers.ModelSerializer[Adjustment]):
    id = serializers.UUIDField(source="public_id")
    depot = serializers.UUIDField(source="balance.place.public_id")
    lot = serializers.UUIDField(source="balance.lot.public_id")
    proposed_by = serializers.CharField(source="proposed_by.username")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Adjustment
        fields = read_only_fields = [
            *("id", "depot", "lot", "day", "difference", "reason", "status", "proposed_by", "answered_at"),
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Adjustment) -> list[str]:
        return ADJUSTMENT.verbs_for(row, by=self.context["request"].user)


class AdjustmentInput(Input):
    """What a closed day should have said of goods of the public pool, with a minus for what is missing."""

    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    lot = serializers.SlugRelatedField(slug_field="public_id", queryset=Lot.objects.none())
    day = serializers.DateField()
    difference = serializers.IntegerField(min_value=-LARGEST_QUANTITY, max_value=LARGEST_QUANTITY)
    reason = serializers.CharField(max_length=200)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]
            self.fields["lot"].queryset = Lot.objects.visible_to(user)  # type: ignore[attr-defined]


class AdjustmentFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=AdjustmentStatus.choices)


class AdjustmentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Corrections of closed days: proposed by one person, signed by another."""

    serializer_class = AdjustmentSerializer
    filterset_class = AdjustmentFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Adjustment.objects.visible_to(self.request.user)
        return rows.select_related("balance__place", "balance__lot", "proposed_by")

    @extend_schema(request=AdjustmentInput, responses={201: AdjustmentSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = AdjustmentInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        depot, lot = said.pop("depot"), said.pop("lot")
        balance = Balance.objects.filter(place=depot, lot=lot, owner__isnull=True).first()
        if balance is None:
            raise serializers.ValidationError({"lot": [str(lot.public_id)]})
        row = counts.propose(balance=balance, **said, by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=201)

    @extend_schema(request=None, responses=AdjustmentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def sign(self, request: Request, public_id: str) -> Response:
        row = counts.sign(adjustment=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)

    @extend_schema(request=SupplyReasonInput, responses=AdjustmentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = counts.decline(
            adjustment=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return Response(self.get_serializer(row).data)
