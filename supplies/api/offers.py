from typing import Any

import django_filters
from django.http import Http404
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
from supplies.api.purchases import PurchaseLineSerializer
from supplies.models import (
    LARGEST_QUANTITY,
    Consent,
    Payment,
    PaymentStatus,
    Place,
    PurchaseLine,
    PurchaseStatus,
)
from supplies.services import payments, purchased_goods, purchases
from supplies.transitions import PAYMENT, PURCHASE_LINE


class OfferSerializer(PurchaseLineSerializer):
    """
    Money in fen, quantities in base units.

    `share_fen`: of the cost of the purchase; `charge_fen`: of that what the firm bears, nothing for goods that were
    `lost` on the way to it. `due_fen` is due back to it. `waiting`: in the depots, or on their way.
    """

    purchase = serializers.CharField(source="purchase.number")
    item = serializers.CharField(source="purchase.item.code")
    seller_name = serializers.CharField(source="purchase.seller.name")
    price_fen = serializers.IntegerField(source="purchase.price_fen")
    price_units = serializers.IntegerField(source="purchase.price_units")
    freight_fen = serializers.IntegerField(source="purchase.freight_fen")
    waiting = serializers.IntegerField()
    charge_fen = serializers.SerializerMethodField()
    paid_fen = serializers.IntegerField(source="payment.paid_fen", default=0)
    paid_document = serializers.CharField(source="payment.paid_document", default="")
    refunded_fen = serializers.IntegerField(source="payment.refunded_fen", default=0)
    refund_document = serializers.CharField(source="payment.refund_document", default="")
    allowed_actions = serializers.SerializerMethodField()

    class Meta(PurchaseLineSerializer.Meta):
        fields = read_only_fields = [
            *PurchaseLineSerializer.Meta.fields,
            *("purchase", "item", "seller_name", "price_fen", "price_units", "freight_fen", "waiting"),
            *("charge_fen", "paid_fen", "paid_document", "refunded_fen", "refund_document", "answered_at"),
            "allowed_actions",
        ]

    def get_charge_fen(self, row: PurchaseLine) -> int:
        return payments.charge_of(row)

    def get_allowed_actions(self, row: PurchaseLine) -> list[str]:
        """The firm's answer while it is asked for, and what may be done about its payment."""
        person, payment = self.context["request"].user, getattr(row, "payment", None)
        asked = row.purchase.status == PurchaseStatus.PROPOSED
        answers = PURCHASE_LINE.verbs_for(row, by=person) if asked else []
        return answers + (PAYMENT.verbs_for(payment, by=person) if payment else [])


class PaymentDocumentInput(Input):
    """The number of the document by which money went one way or the other."""

    document = serializers.CharField(max_length=120)


class DepotHandOverInput(Input):
    """`receiver`: who fetched the goods for the firm."""

    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    receiver = serializers.CharField(max_length=60)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class OfferFilter(django_filters.FilterSet):
    consent = django_filters.MultipleChoiceFilter(field_name="status", choices=Consent.choices)
    payment = django_filters.MultipleChoiceFilter(field_name="payment__status", choices=PaymentStatus.choices)
    item = django_filters.CharFilter(field_name="purchase__item__code")
    purchase = django_filters.CharFilter(field_name="purchase__number")


class OfferViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """One firm's part of a purchase: the price it is asked for, what came, what it paid and is owed."""

    serializer_class = OfferSerializer
    filterset_class = OfferFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = PurchaseLine.objects.visible_to(self.request.user)
        return rows.select_related(
            *("purchase__item", "purchase__seller", "purchase__division", "firm", "order_line__order"),
            "payment",
        )

    def answer(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def agree(self, request: Request, public_id: str) -> Response:
        """The firm agrees to the price."""
        purchases.agree(line=self.get_object(), by=self.person, at=timezone.now())
        return self.answer()

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        """Not at this price; the need is in the pool again."""
        purchases.decline(line=self.get_object(), by=self.person, at=timezone.now())
        return self.answer()

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def bring(self, request: Request, public_id: str) -> Response:
        """Set aside what has come for the firm; the next run takes it along."""
        purchased_goods.bring(line=self.get_object(), by=self.person, at=timezone.now())
        return self.answer()

    @extend_schema(request=DepotHandOverInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def hand_over(self, request: Request, public_id: str) -> Response:
        """The firm fetches its goods at the depot."""
        form = DepotHandOverInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        line = self.get_object()
        purchased_goods.hand_over(line=line, **form.validated_data, by=self.person, at=timezone.now())
        return self.answer()

    @extend_schema(request=PaymentDocumentInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def pay(self, request: Request, public_id: str) -> Response:
        """Write down that the firm has paid what it bears."""
        return self.acted(request, payments.pay)

    @extend_schema(request=PaymentDocumentInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def refund(self, request: Request, public_id: str) -> Response:
        """Write down that what is due was paid back."""
        return self.acted(request, payments.refund)

    def acted(self, request: Request, act: Any) -> Response:
        """On the payment; a part whose purchase was not placed has none."""
        form = PaymentDocumentInput(data=request.data)
        form.is_valid(raise_exception=True)
        payment = Payment.objects.filter(line=self.get_object()).first()
        if payment is None:
            raise Http404
        act(payment=payment, **form.validated_data, by=self.person, at=timezone.now())
        return self.answer()
