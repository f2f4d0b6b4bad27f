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
from core.models import Division
from supplies.api.hours import DoorHoursInput, DoorHoursSerializer, asked_hours, hours_of
from supplies.api.inputs import SupplyReasonInput
from supplies.models import LARGEST_QUANTITY, DailyQuota, Item, LotSource, Place, PlaceKind, StockFloor
from supplies.services import fleet, places
from supplies.transitions import PLACE

KINDS = [(kind.value, kind.label) for kind in (PlaceKind.DEPOT, PlaceKind.SUPPLIER)]


class ItemSerializer(serializers.ModelSerializer[Item]):
    class Meta:
        model = Item
        fields = read_only_fields = [
            "code",
            "name",
            "name_en",
            "unit",
            "kind",
            "use_units",
            "use_per",
            "pack_units",
            "inner_pack_units",
            "loose_allowed",
            "min_shelf_days",
        ]


class ItemViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Kinds of goods, counted in base units."""

    serializer_class = ItemSerializer
    lookup_field = "code"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        return Item.objects.all()


class PlaceSerializer(serializers.ModelSerializer[Place]):
    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")

    class Meta:
        model = Place
        fields = read_only_fields = ["id", "kind", "name", "name_en", "division", "address"]


class PlaceFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=KINDS)
    division = django_filters.CharFilter(field_name="division__code", lookup_expr="startswith")


class DepotViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Depots, and the source departments goods come from (`?kind=supplier`)."""

    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter

    def get_queryset(self) -> Any:
        rows = Place.objects.visible_to(self.request.user)
        return rows.filter(kind__in=[PlaceKind.DEPOT, PlaceKind.SUPPLIER])

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.detail or "kind" in self.request.query_params else rows.depots()

    @extend_schema(responses=DoorHoursSerializer)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def hours(self, request: Request, public_id: str) -> Response:
        """When the depot is open; plans keep to it."""
        return hours_of(self.get_object())

    @extend_schema(request=DoorHoursInput, responses=DoorHoursSerializer)
    @hours.mapping.put
    def set_hours(self, request: Request, public_id: str) -> Response:
        place = self.get_object()
        fleet.set_hours(place=place, **asked_hours(request), by=self.person, at=timezone.now())
        return hours_of(place)


class PlaceDetailSerializer(PlaceSerializer):
    allowed_actions = serializers.SerializerMethodField()

    class Meta(PlaceSerializer.Meta):
        fields = read_only_fields = [
            *PlaceSerializer.Meta.fields,
            *("source", "status", "latitude", "longitude", "near_expiry_days", "allowed_actions"),
        ]

    def get_allowed_actions(self, row: Place) -> list[str]:
        return PLACE.verbs_for(row, by=self.context["request"].user)


class FigureSerializer(serializers.Serializer[DailyQuota | StockFloor]):
    """What a source brings a day, or the least that a depot should hold, in base units."""

    item = serializers.CharField(source="item.code")
    units = serializers.IntegerField()


class PlaceDetailsInput(Input):
    """Latitude and longitude are both given, or neither."""

    name = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=160, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, default=None, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, default=None, allow_null=True)
    near_expiry_days = serializers.IntegerField(min_value=0, max_value=3_650, default=30)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("latitude") is None) != (attrs.get("longitude") is None):
            raise serializers.ValidationError({"longitude": [str(places.BOTH_OR_NEITHER)]})
        return attrs


class PlaceInput(PlaceDetailsInput):
    kind = serializers.ChoiceField(choices=KINDS)
    division = serializers.SlugRelatedField(slug_field="code", queryset=Division.objects.all())
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=LotSource.choices, default=LotSource.BUREAU
    )


class FigureInput(Input):
    """0 takes it off."""

    item = serializers.SlugRelatedField(slug_field="code", queryset=Item.objects.all())
    units = serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY)


class PlaceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Depots and sources of goods, also those that are out of use."""

    serializer_class = PlaceDetailSerializer
    filterset_class = PlaceFilter

    def get_queryset(self) -> Any:
        return Place.objects.visible_to(self.request.user).filter(kind__in=places.OF_PEOPLE)

    def answer(self, place: Place, status: int = 200) -> Response:
        return Response(self.get_serializer(place).data, status=status)

    @extend_schema(request=PlaceInput, responses={201: PlaceDetailSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = PlaceInput(data=request.data)
        form.is_valid(raise_exception=True)
        place = places.add(place=Place(**form.validated_data), by=self.person, at=timezone.now())
        return self.answer(place, status=201)

    @extend_schema(request=PlaceDetailsInput, responses=PlaceDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def edit(self, request: Request, public_id: str) -> Response:
        """Replace what the place is called, where it lies and when its goods count as near their day."""
        form = PlaceDetailsInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        return self.answer(
            places.edit(place=self.get_object(), values=values, by=self.person, at=timezone.now())
        )

    @extend_schema(request=SupplyReasonInput, responses=PlaceDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def close(self, request: Request, public_id: str) -> Response:
        """Take it out of use."""
        form = SupplyReasonInput(data=request.data)
        form.is_valid(raise_exception=True)
        place = places.close(
            place=self.get_object(), **form.validated_data, by=self.person, at=timezone.now()
        )
        return self.answer(place)

    @extend_schema(request=None, responses=PlaceDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def open(self, request: Request, public_id: str) -> Response:
        return self.answer(places.open(place=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(responses=FigureSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def figures(self, request: Request, public_id: str) -> Response:
        """A source's quotas a day, or a depot's least stock."""
        return Response(FigureSerializer(self.rows_of(self.get_object()), many=True).data)

    @extend_schema(request=FigureInput, responses=FigureSerializer(many=True))
    @action(detail=True, methods=["post"])
    @idempotent
    def figure(self, request: Request, public_id: str) -> Response:
        """Set one of them; all of them are the answer."""
        place, form = self.get_object(), FigureInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data | {"by": self.person, "at": timezone.now()}
        if place.kind == PlaceKind.SUPPLIER:
            places.set_quota(source=place, **values)
        else:
            places.set_floor(depot=place, **values)
        return Response(FigureSerializer(self.rows_of(place), many=True).data)

    def rows_of(self, place: Place) -> Any:
        model: Any = DailyQuota if place.kind == PlaceKind.SUPPLIER else StockFloor
        rows = model.objects.visible_to(self.request.user).filter(place=place)
        return rows.select_related("item").order_by("item")
