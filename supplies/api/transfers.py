from typing import Any

import django_filters
from django.db.models import QuerySet
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
    Balance,
    Lot,
    Place,
    Transfer,
    TransferLine,
    TransferStatus,
)
from supplies.services import transfers
from supplies.transitions import TRANSFER


class TransferLineSerializer(serializers.ModelSerializer[TransferLine]):
    lot = serializers.UUIDField(source="lot.public_id")
    lot_no = serializers.CharField(source="lot.lot_no")
    item = serializers.CharField(source="lot.item.code")

    class Meta:
        model = TransferLine
        fields = read_only_fields = ["lot", "lot_no", "item", "sent", "arrived", "reason"]


class TransferSerializer(serializers.ModelSerializer[Transfer]):
    id = serializers.UUIDField(source="public_id")
    source = serializers.UUIDField(source="source.public_id")  # type: ignore[assignment]
    target = serializers.UUIDField(source="target.public_id")
    lines = TransferLineSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Transfer
        fields = read_only_fields = [
            *("id", "number", "source", "target", "status", "document", "sent_at", "ended_at", "lines"),
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Transfer) -> list[str]:
        return TRANSFER.verbs_for(row, by=self.context["request"].user)


class SentInput(Input):
    """Base units of a lot of the public pool."""

    lot = serializers.SlugRelatedField(slug_field="public_id", queryset=Lot.objects.all())
    units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)


class TransferInput(Input):
    source = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="public_id", queryset=Place.objects.none()
    )
    target = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.depots())
    goods = SentInput(many=True, allow_empty=False)
    document = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["source"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class ArrivedInput(Input):
    lot = serializers.UUIDField()
    units = serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY)
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class ArrivalInput(Input):
    """What differs; a lot that is not named came whole."""

    lines = ArrivedInput(many=True, required=False, default=list)


class TransferFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=TransferStatus.choices)


class TransferViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Goods between depots: on the way until the other depot has counted them."""

    serializer_class = TransferSerializer
    filterset_class = TransferFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Transfer.objects.visible_to(self.request.user)
        return rows.select_related("source__division", "target").prefetch_related("lines__lot__item")

    def answer(self, transfer: Transfer, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=transfer.pk)).data, status=status)

    @extend_schema(request=TransferInput, responses={201: TransferSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Send goods of the public pool that nobody has set aside."""
        form = TransferInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        goods = rows_of(values["source"], values.pop("goods"))
        sent = transfers.send(**values, goods=goods, by=self.person, at=timezone.now())
        return self.answer(sent, status=201)

    @extend_schema(request=ArrivalInput, responses=TransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def arrive(self, request: Request, public_id: str) -> Response:
        form = ArrivalInput(data=request.data)
        form.is_valid(raise_exception=True)
        transfer = self.get_object()
        keys = {line.lot.public_id: line.pk for line in transfer.lines.all()}
        named = form.validated_data["lines"]
        if unknown := [str(each["lot"]) for each in named if each["lot"] not in keys]:
            raise serializers.ValidationError({"lines": unknown})
        arrivals = {keys[each["lot"]]: transfers.Arrival(each["units"], each["reason"]) for each in named}
        done = transfers.arrive(transfer=transfer, arrivals=arrivals, by=self.person, at=timezone.now())
        return self.answer(done)

    @extend_schema(request=SupplyReasonInput, responses=TransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def call_back(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        done = transfers.call_back(
            transfer=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(done)


def rows_of(source: Place, goods: list[dict[str, Any]]) -> list[tuple[Balance, int]]:
    """The pool's balances of the lots in the depot. :raises BadTransfer: if it holds none of one"""
    pool: QuerySet[Balance] = Balance.objects.pool().filter(place=source).select_related("lot")
    found = {row.lot.public_id: row for row in pool.filter(lot__in=[each["lot"] for each in goods])}
    if any(each["lot"].public_id not in found for each in goods):
        raise transfers.BadTransfer
    return [(found[each["lot"].public_id], each["units"]) for each in goods]
