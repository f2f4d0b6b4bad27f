from functools import cached_property
from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import User
from reopening.models import Application
from reopening.permissions import acts_for_firm, is_firm_member
from supplies.api.hours import DoorHoursInput, DoorHoursSerializer, asked_hours, hours_of
from supplies.api.inputs import SupplyReasonInput
from supplies.models import (
    LARGEST_QUANTITY,
    Order,
    OrderKind,
    OrderLine,
    OrderStatus,
    Place,
    RunStatus,
    Stop,
    StopStatus,
)
from supplies.permissions import orders_or_dispatches
from supplies.queries.order_verbs import verbs_of_many
from supplies.services import emergencies, fleet, order_changes, orders
from supplies.services.deliveries import code_of


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    item = serializers.CharField(source="item.code")
    open_units = serializers.IntegerField()

    class Meta:
        model = OrderLine
        fields = read_only_fields = [
            "item",
            "quantity",
            "reported",
            "awarded",
            "loaded",
            "delivered",
            "cancelled",
            "to_purchase",
            "open_units",
        ]


class OrderSerializer(serializers.ModelSerializer[Order]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    follows = serializers.UUIDField(source="follows.public_id", allow_null=True, default=None)
    lines = OrderLineSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = read_only_fields = [
            "id",
            "number",
            "application",
            "firm",
            "firm_name",
            "kind",
            "status",
            "note",
            "urgent_reason",
            "follows",
            "lines",
            "submitted_at",
            "expedited_at",
            "delivered_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Order) -> list[str]:
        return self.verbs[row.pk]

    @cached_property
    def verbs(self) -> dict[int, list[str]]:
        """Of all orders of the answer at once."""
        rows = [self.instance] if self.parent is None else list(self.parent.instance or [])
        return verbs_of_many(rows, by=self.context["request"].user, at=timezone.now())


class DeliverySerializer(serializers.Serializer[Any]):
    """A delivery of an order; the code is shown to members of the firm only, while it is needed."""

    stop = serializers.UUIDField()
    run = serializers.CharField()
    status = serializers.CharField()
    hand_over_code = serializers.CharField(allow_null=True)


class UnitsByItem(serializers.DictField):
    """Base units by item code."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)


class OrderInput(Input):
    """`lines`: base units by item code; without them, what the inventory lacks of the reserve."""

    application = serializers.SlugRelatedField(slug_field="public_id", queryset=Application.objects.none())
    kind = serializers.ChoiceField(choices=OrderKind.choices, default=OrderKind.GOVERNMENT)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)
    urgent_reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    lines = UnitsByItem(required=False, allow_empty=False)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            rows = Application.objects.visible_to(user).select_related("policy_set")
            self.fields["application"].queryset = rows  # type: ignore[attr-defined]


class LinesInput(Input):
    note = serializers.CharField(max_length=500, default="", allow_blank=True)
    lines = UnitsByItem(allow_empty=False)


class ChangeInput(Input):
    """`lines`: base units asked for from now on, by item code; 0 gives a line up."""

    lines = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY), allow_empty=False
    )
    reason = serializers.CharField(max_length=200)


class BuyRestInput(Input):
    """`items`: item codes; without them, every line that lacks something."""

    items = serializers.ListField(child=serializers.CharField(max_length=40), default=list, max_length=100)


class OrderNoteInput(Input):
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class OrderFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=OrderStatus.choices)
    kind = django_filters.MultipleChoiceFilter(choices=OrderKind.choices)
    application = django_filters.UUIDFilter(field_name="application__public_id")
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    number = django_filters.CharFilter()


class OrderViewSet(mixins.ListModelMixin, DeskViewSet):
    """What firms ask for; unmet lines wait for the next round by themselves."""

    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = Order.objects.visible_to(self.request.user)
        return rows.select_related("application", "firm", "follows").prefetch_related("lines__item")

    def answer(self, order: Order, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=order.pk)).data, status=status)

    @extend_schema(responses=OrderSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=OrderInput, responses={201: OrderSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """A draft; `submit/` sends it. Without `lines`, the shortfall is ordered and sent at once."""
        form = OrderInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        values, at = dict(form.validated_data), timezone.now()
        if not acts_for_firm(self.person, values["application"]):
            raise PermissionDenied
        if "lines" in values:
            return self.answer(orders.create(**values, by=self.person, at=at), status=201)
        order = orders.order_shortfall(application=values["application"], by=self.person, at=at)
        return self.answer(order, status=201)

    @extend_schema(request=LinesInput, responses=OrderSerializer)
    @action(detail=True, methods=["put"])
    def lines(self, request: Request, public_id: str) -> Response:
        """Replace the lines of a draft."""
        form = LinesInput(data=request.data)
        form.is_valid(raise_exception=True)
        order = orders.edit(order=self.get_object(), **form.validated_data, by=self.person, at=timezone.now())
        return self.answer(order)

    @extend_schema(request=None, responses=OrderSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def submit(self, request: Request, public_id: str) -> Response:
        return self.answer(orders.submit(order=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=OrderNoteInput, responses=OrderSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        form = OrderNoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        order = orders.cancel(
            order=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(order)

    @extend_schema(request=ChangeInput, responses=OrderSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def change(self, request: Request, public_id: str) -> Response:
        """Ask for other quantities of an order that was sent."""
        order, form = self.get_object(), ChangeInput(data=request.data)
        form.is_valid(raise_exception=True)
        order_changes.change(order=order, **form.validated_data, by=self.person, at=timezone.now())
        return self.answer(order)

    @extend_schema(request=BuyRestInput, responses={201: OrderSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def buy_rest(self, request: Request, public_id: str) -> Response:
        """Turn what the order lacks into an order for buying on behalf, which is the answer."""
        form = BuyRestInput(data=request.data)
        form.is_valid(raise_exception=True)
        need = order_changes.buy_rest(
            order=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(need, status=201)

    @extend_schema(request=SupplyReasonInput, responses=OrderSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def expedite(self, request: Request, public_id: str) -> Response:
        """Share out for this order alone, ahead of the day's round; a dispatcher does."""
        order, form = self.get_object(), SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        emergencies.expedite(order=order, **form.validated_data, by=self.person, at=timezone.now())
        return self.answer(order)

    @extend_schema(responses=DeliverySerializer(many=True))
    @action(detail=True, pagination_class=None)
    def deliveries(self, request: Request, public_id: str) -> Response:
        """Where the goods are, and for the firm the code to read out at the door."""
        order = self.get_object()
        is_member = is_firm_member(self.person, order.application)
        stops = Stop.objects.filter(items__award_lot__order_line__order=order).select_related("run")
        rows = [delivery_of(stop, with_code=is_member) for stop in stops.distinct().order_by("pk")]
        return Response(DeliverySerializer(rows, many=True).data)

    @extend_schema(responses=DoorHoursSerializer)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def hours(self, request: Request, public_id: str) -> Response:
        """When the order's firm takes goods in; plans keep to it."""
        return hours_of(Place.objects.filter(firm=self.with_a_door().firm_id).first())

    @extend_schema(request=DoorHoursInput, responses=DoorHoursSerializer)
    @hours.mapping.put
    def set_hours(self, request: Request, public_id: str) -> Response:
        order = self.with_a_door()
        row = fleet.set_firm_hours(order=order, **asked_hours(request), by=self.person, at=timezone.now())
        return hours_of(row.place)

    def with_a_door(self) -> Order:
        """The order, for those who say when somebody is there. :raises PermissionDenied: for others who see it"""
        order = self.get_object()
        if not orders_or_dispatches(self.person, order):
            raise PermissionDenied
        return order


def delivery_of(stop: Stop, *, with_code: bool) -> dict[str, Any]:
    needed = stop.status == StopStatus.WAITING and stop.run.status in (RunStatus.PLANNED, RunStatus.DEPARTED)
    return {
        "stop": stop.public_id,
        "run": stop.run.number,
        "status": stop.status,
        "hand_over_code": code_of(stop) if with_code and needed else None,
    }
