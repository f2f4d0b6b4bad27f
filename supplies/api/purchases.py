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
from core.models import Division, User
from supplies.api.inputs import SupplyReasonInput
from supplies.models import LARGEST_QUANTITY, Item, Place, Purchase, PurchaseLine, PurchaseStatus
from supplies.models.places import SEE_STOCK
from supplies.services import purchased_goods, purchases
from supplies.transitions import PURCHASE


class PurchaseLineSerializer(serializers.ModelSerializer[PurchaseLine]):
    id = serializers.UUIDField(source="public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    order = serializers.CharField(source="order_line.order.number")
    consent = serializers.CharField(source="status")
    payment = serializers.CharField(source="payment.status", allow_null=True, default=None)
    due_fen = serializers.IntegerField(source="payment.due_fen", default=0)

    class Meta:
        model = PurchaseLine
        fields = read_only_fields = [
            *("id", "firm", "firm_name", "order", "units", "share_fen", "received", "handed_over"),
            *("lost", "consent", "payment", "due_fen"),
        ]


class PurchaseSerializer(serializers.ModelSerializer[Purchase]):
    """Money in fen, quantities in base units."""

    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    item = serializers.CharField(source="item.code")
    seller = serializers.UUIDField(source="seller.public_id")
    lines = PurchaseLineSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Purchase
        fields = read_only_fields = [
            *("id", "number", "division", "item", "seller", "price_fen", "price_units", "freight_fen"),
            *("status", "document", "proposed_at", "placed_at", "lines", "allowed_actions"),
        ]

    def get_allowed_actions(self, row: Purchase) -> list[str]:
        return PURCHASE.verbs_for(row, by=self.context["request"].user)


class PurchaseInput(Input):
    """All open needs of an item in a division; `orders` (their numbers) names some of them only."""

    division = serializers.SlugRelatedField(slug_field="code", queryset=Division.objects.all())
    item = serializers.SlugRelatedField(slug_field="code", queryset=Item.objects.all())
    seller = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    price_fen = serializers.IntegerField(min_value=0, max_value=10**10)
    price_units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    freight_fen = serializers.IntegerField(min_value=0, max_value=10**10, required=False, default=0)
    orders = serializers.ListField(
        child=serializers.CharField(max_length=32), required=False, allow_empty=False, max_length=5_000
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            sellers = Place.objects.visible_to(user).suppliers()
            self.fields["seller"].queryset = sellers  # type: ignore[attr-defined]


class PurchaseOrderInput(Input):
    document = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class PurchaseReceiptInput(Input):
    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    lot_no = serializers.CharField(max_length=60)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    document = serializers.CharField(max_length=90, required=False, default="", allow_blank=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class PurchaseFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=PurchaseStatus.choices)
    item = django_filters.CharFilter(field_name="item__code")


class PurchaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Buying on behalf: needs of firms pooled by item; the goods are the firms' own."""

    serializer_class = PurchaseSerializer
    filterset_class = PurchaseFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Purchase.objects.visible_to(self.request.user).select_related("item", "seller", "division")
        return rows.prefetch_related("lines__firm", "lines__order_line__order", "lines__payment")

    def answer(self, purchase: Purchase, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=purchase.pk)).data, status=status)

    @extend_schema(request=PurchaseInput, responses={201: PurchaseSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask the firms whether they agree to the price."""
        form = PurchaseInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        if not any(map(values["division"].pk.startswith, self.person.role_prefixes(*SEE_STOCK))):
            raise serializers.ValidationError({"division": [values["division"].pk]})
        wanted = purchases.pool().filter(
            item=values["item"], order__division_code__startswith=values["division"].pk
        )
        if numbers := values.pop("orders", None):
            wanted = wanted.filter(order__number__in=numbers)
        purchase = purchases.propose(
            **values, order_lines=list(wanted.order_by("pk")), by=self.person, at=timezone.now()
        )
        return self.answer(purchase, status=201)

    def act(self, verb: Any, values: dict[str, Any]) -> Response:
        return self.answer(verb(purchase=self.get_object(), **values, by=self.person, at=timezone.now()))

    @extend_schema(request=PurchaseOrderInput, responses=PurchaseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def place(self, request: Request, public_id: str) -> Response:
        """Order what the firms that agreed want."""
        form = PurchaseOrderInput(data=request.data)
        form.is_valid(raise_exception=True)
        return self.act(purchases.place, form.validated_data)

    @extend_schema(request=PurchaseReceiptInput, responses=PurchaseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def receive(self, request: Request, public_id: str) -> Response:
        """A part, or all, of what the seller sends."""
        form = PurchaseReceiptInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        return self.act(purchased_goods.receive, form.validated_data)

    @extend_schema(request=None, responses=PurchaseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def bring(self, request: Request, public_id: str) -> Response:
        """Set aside what has come for each firm; the next run takes it along."""
        purchase = self.get_object()
        purchased_goods.bring_all(purchase=purchase, by=self.person, at=timezone.now())
        return self.answer(purchase)

    @extend_schema(request=None, responses=PurchaseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def finish(self, request: Request, public_id: str) -> Response:
        """Nothing more will come."""
        return self.act(purchased_goods.finish, {})

    @extend_schema(request=SupplyReasonInput, responses=PurchaseSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        return self.act(purchases.cancel, form.validated_data)
