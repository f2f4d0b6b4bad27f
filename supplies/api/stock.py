from datetime import datetime
from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input, Instant
from core.api.views import DeskViewSet
from core.models import User
from supplies.api.inputs import SupplyReasonInput
from supplies.models import (
    LARGEST_QUANTITY,
    Balance,
    Item,
    LotSource,
    Movement,
    MovementKind,
    Place,
    Posting,
)
from supplies.queries.past_stock import stock_at
from supplies.services import stock


class PostingSerializer(serializers.ModelSerializer[Posting]):
    place = serializers.UUIDField(source="place.public_id")
    place_name = serializers.CharField(source="place.name")
    item = serializers.CharField(source="lot.item.code")
    lot = serializers.UUIDField(source="lot.public_id")

    class Meta:
        model = Posting
        fields = read_only_fields = ["place", "place_name", "item", "lot", "quantity"]


class MovementSerializer(serializers.ModelSerializer[Movement]):
    id = serializers.UUIDField(source="public_id")
    reverses = serializers.UUIDField(source="reverses.public_id", allow_null=True, default=None)
    recorded_by = serializers.CharField(source="recorded_by.username")
    postings = PostingSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Movement
        fields = read_only_fields = [
            "id",
            "kind",
            "occurred_at",
            "recorded_at",
            "recorded_by",
            "reason",
            "document",
            "reverses",
            "postings",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Movement) -> list[str]:
        free = stock.is_reversible(row) and not hasattr(row, "reversed_by")
        return ["reverse"] if free and stock.in_charge(self.context["request"].user, row) else []


class MovementFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(choices=MovementKind.choices)
    item = django_filters.CharFilter(field_name="postings__lot__item__code", distinct=True)


class MovementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """The ledger: every movement of goods, as a double entry. Nothing is edited; a mistake is reversed."""

    serializer_class = MovementSerializer
    filterset_class = MovementFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Movement.objects.visible_to(self.request.user)
        return rows.select_related("recorded_by", "reverses", "reversed_by", "division").prefetch_related(
            "postings__place", "postings__lot__item"
        )

    @extend_schema(request=SupplyReasonInput, responses={201: MovementSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def reverse(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        movement = stock.reverse(
            movement=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=movement.pk)).data, status=201)


class ReceiptInput(Input):
    """Goods that came in; places must be of the keeper's divisions."""

    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    supplier = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    item = serializers.SlugRelatedField(slug_field="code", queryset=Item.objects.all())
    lot_no = serializers.CharField(max_length=60)
    units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[LotSource.BUREAU, LotSource.DONATED], default=LotSource.BUREAU
    )
    document = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    arrived_on = serializers.DateField(required=False, allow_null=True, default=None)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            places = Place.objects.visible_to(user)
            self.fields["depot"].queryset = places.depots()  # type: ignore[attr-defined]
            self.fields["supplier"].queryset = places.suppliers()  # type: ignore[attr-defined]


class ReceiptViewSet(DeskViewSet):
    """Goods taken from a source department into a depot."""

    serializer_class = MovementSerializer

    def get_queryset(self) -> Any:
        rows = Movement.objects.visible_to(self.request.user).filter(kind=MovementKind.RECEIVE)
        return rows.select_related("recorded_by", "reversed_by", "division").prefetch_related(
            "postings__place", "postings__lot__item"
        )

    @extend_schema(request=ReceiptInput, responses={201: MovementSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = ReceiptInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        movement = stock.receive(**form.validated_data, by=self.person, at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=movement.pk)).data, status=201)


class BalanceSerializer(serializers.ModelSerializer[Balance]):
    depot = serializers.UUIDField(source="place.public_id")
    depot_name = serializers.CharField(source="place.name")
    item = serializers.CharField(source="lot.item.code")
    lot = serializers.UUIDField(source="lot.public_id")
    lot_no = serializers.CharField(source="lot.lot_no")
    expires_on = serializers.DateField(source="lot.expires_on", allow_null=True)
    available = serializers.IntegerField()

    class Meta:
        model = Balance
        fields = read_only_fields = [
            "depot",
            "depot_name",
            "item",
            "lot",
            "lot_no",
            "expires_on",
            "on_hand",
            "reserved",
            "available",
        ]


class BalanceFilter(django_filters.FilterSet):
    item = django_filters.CharFilter(field_name="lot__item__code")
    depot = django_filters.UUIDFilter(field_name="place__public_id")


class PastBalanceSerializer(BalanceSerializer):
    on_hand = serializers.IntegerField(source="was")

    class Meta(BalanceSerializer.Meta):
        fields = read_only_fields = [
            name for name in BalanceSerializer.Meta.fields if name not in {"reserved", "available"}
        ]


class StockViewSet(mixins.ListModelMixin, DeskViewSet):
    """What lies in the depots now, lot by lot, in base units; `past/?at=` says what lay there at a moment."""

    serializer_class = BalanceSerializer
    filterset_class = BalanceFilter

    @property
    def query_parameters(self) -> list[str]:  # type: ignore[override]
        return ["at"] if self.action == "past" else []

    @extend_schema(
        parameters=[OpenApiParameter("at", datetime, required=True)],
        responses=PastBalanceSerializer(many=True),
    )
    @action(detail=False)
    def past(self, request: Request) -> Response:
        """What lay in the depots at the instant `at`: the sum of all postings up to it."""
        at = Instant().run_validation(request.query_params.get("at", ""))
        rows = self.filter_queryset(stock_at(self.person, at))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(PastBalanceSerializer(page, many=True).data)

    def get_queryset(self) -> Any:
        rows = Balance.objects.visible_to(self.request.user).in_depots().filter(on_hand__gt=0)
        return rows.select_related("place", "lot__item")
