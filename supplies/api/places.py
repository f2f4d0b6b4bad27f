from typing import Any

import django_filters
from rest_framework import mixins, serializers

from core.api.views import DeskViewSet
from supplies.models import Item, Place, PlaceKind


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
    kind = django_filters.ChoiceFilter(
        choices=[(kind.value, kind.label) for kind in (PlaceKind.DEPOT, PlaceKind.SUPPLIER)]
    )
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
