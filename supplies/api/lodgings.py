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
from core.models import User
from reopening.models import Application
from supplies.api.acts import ActedOn
from supplies.api.inputs import RefusalInput, SupplyReasonInput
from supplies.models import MOST_PEOPLE, Lodging, LodgingStatus, Order
from supplies.services import lodgings
from supplies.services.lodgings import Stay
from supplies.transitions import LODGING


class LodgingSerializer(serializers.ModelSerializer[Lodging]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    firm = serializers.UUIDField(source="firm.public_id")
    firm_name = serializers.CharField(source="firm.name")
    order = serializers.UUIDField(source="order.public_id", allow_null=True, default=None)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Lodging
        fields = read_only_fields = [
            *("id", "number", "application", "firm", "firm_name", "status", "people", "from_on", "until_on"),
            *("note", "order", "place", "address", "contact", "lodged", "answer", "asked_at", "answered_at"),
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Lodging) -> list[str]:
        return LODGING.verbs_for(row, by=self.context["request"].user)


class LodgingInput(Input):
    """`order`: the order of goods that the lodging belongs to, if it is one package."""

    application = serializers.SlugRelatedField(slug_field="public_id", queryset=Application.objects.none())
    people = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    order = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Order.objects.none(), default=None, allow_null=True
    )
    note = serializers.CharField(max_length=500, default="", allow_blank=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            rows = Application.objects.visible_to(user).select_related("policy_set")
            self.fields["application"].queryset = rows  # type: ignore[attr-defined]
            self.fields["order"].queryset = Order.objects.visible_to(user)  # type: ignore[attr-defined]


class ProvideInput(Input):
    """`lodged`: how many of the people the place takes."""

    place = serializers.CharField(max_length=120)
    address = serializers.CharField(max_length=200)
    contact = serializers.CharField(max_length=120, default="", allow_blank=True)
    lodged = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    answer = serializers.CharField(max_length=200, default="", allow_blank=True)


class LodgingFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=LodgingStatus.choices)
    application = django_filters.UUIDFilter(field_name="application__public_id")
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    number = django_filters.CharFilter()


class LodgingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActedOn):
    """Where staff who arrive may live."""

    serializer_class = LodgingSerializer
    filterset_class = LodgingFilter
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Lodging.objects.visible_to(self.request.user).select_related("application", "firm", "order")

    @extend_schema(request=LodgingInput, responses={201: LodgingSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = LodgingInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        lodging = lodgings.ask(
            application=said["application"],
            stay=Stay(said["people"], said["from_on"], said["until_on"]),
            note=said["note"],
            order=said["order"],
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(lodging).data, status=201)

    @extend_schema(request=ProvideInput, responses=LodgingSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def provide(self, request: Request, public_id: str) -> Response:
        """A place was found, for all of the people or for some."""
        return self.acted(request, ProvideInput(data=request.data), lodgings.provide)

    @extend_schema(request=RefusalInput, responses=LodgingSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request: Request, public_id: str) -> Response:
        return self.acted(request, RefusalInput(data=request.data), lodgings.decline)

    @extend_schema(request=SupplyReasonInput, responses=LodgingSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, public_id: str) -> Response:
        return self.acted(request, SupplyReasonInput(data=request.data), lodgings.cancel)
