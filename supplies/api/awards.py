"""What each line of a round got, as the API tells it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supplies.models import AwardLot, Lot, Place, RoundLine
from supplies.queries.rounds import RoundView


class AwardLotSerializer(serializers.ModelSerializer[AwardLot]):
    depot = serializers.UUIDField(source="depot.public_id")
    lot = serializers.UUIDField(source="lot.public_id")

    class Meta:
        model = AwardLot
        fields = read_only_fields = ["depot", "lot", "units", "state"]


class PickSerializer(serializers.Serializer[Any]):
    depot = serializers.UUIDField()
    lot = serializers.UUIDField()
    units = serializers.IntegerField()


class AwardSerializer(serializers.Serializer[RoundLine]):
    """One line: the frozen facts, what it got, and why."""

    order = serializers.CharField(source="order_line.order.number")
    firm_name = serializers.CharField(source="firm.name")
    item = serializers.CharField(source="round_item.item.code")
    tier = serializers.IntegerField()
    heads = serializers.IntegerField()
    reported = serializers.IntegerField()
    ledger_floor = serializers.IntegerField()
    on_its_way = serializers.IntegerField()
    in_hand = serializers.IntegerField()
    received = serializers.IntegerField()
    requested = serializers.IntegerField()
    packs = serializers.IntegerField(source="award.packs")
    request_packs = serializers.IntegerField(source="award.request_packs")
    unit = serializers.IntegerField(source="round_item.unit")
    level_before = serializers.IntegerField(source="award.level_before", help_text="Micro-days of cover.")
    level_after = serializers.IntegerField(source="award.level_after")
    tie_rank = serializers.IntegerField(source="award.tie_rank", allow_null=True)
    reason = serializers.CharField(source="award.reason")
    ineligible = serializers.CharField()
    explanation = serializers.SerializerMethodField()
    picks = serializers.SerializerMethodField(help_text="Whence the rule takes it.")
    lots = AwardLotSerializer(
        source="award.lots", many=True, help_text="Its parcels, once the round is published."
    )

    def get_explanation(self, line: RoundLine) -> list[str]:
        views: dict[int, RoundView] = self.context["round_views"]
        return views[line.round_item_id].explain(line)

    @extend_schema_field(PickSerializer(many=True))
    def get_picks(self, line: RoundLine) -> list[dict[str, Any]]:
        known = self.context["public_ids"]
        found = [
            {"depot": known[Place, depot], "lot": known[Lot, lot], "units": units}
            for depot, lot, units in line.award.picks
        ]
        return list(PickSerializer(found, many=True).data)


def parcels_of_the_round() -> Prefetch[Any]:
    """Not the parcels that took over from those of a vehicle that dropped out: these goods would count twice."""
    picked = AwardLot.objects.filter(follows__isnull=True).select_related("depot", "lot").order_by("pk")
    return Prefetch("award__lots", queryset=picked)


def public_ids_of(lines: Sequence[RoundLine]) -> dict[tuple[type[Model], int], UUID]:
    """Of the depots and lots that these lines' goods are taken from."""
    picks = [pick for line in lines for pick in line.award.picks]
    return {
        (model, key): public_id
        for model, keys in ((Place, {pick[0] for pick in picks}), (Lot, {pick[1] for pick in picks}))
        for key, public_id in model._default_manager.filter(pk__in=keys).values_list("pk", "public_id")
    }
