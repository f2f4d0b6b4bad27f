"""
From a lot to whoever has got it, and from a firm back to the receipts its goods came by (invariant L5).

Each way is one query over the postings.
"""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from reopening.models import Firm
from supplies.models import Balance, Lot, MovementKind, PlaceKind, Posting


def receipts() -> QuerySet[Posting]:
    """Goods that came into a depot, and were not taken back."""
    return Posting.objects.filter(
        movement__kind=MovementKind.RECEIVE, movement__reversed_by__isnull=True, quantity__gt=0
    )


def receipts_of(lot: Lot) -> QuerySet[Posting]:
    return receipts().filter(lot=lot).select_related("movement__recorded_by", "place", "owner").order_by("pk")


def handed_to(lot: Lot) -> QuerySet[Posting]:
    """Forward: who has got goods of the lot, when and by which run."""
    return Posting.objects.filter(lot=lot, place__kind=PlaceKind.FIRM).select_related(
        "place__firm", "movement__run", "movement__stop"
    )


def goods_of(firm: Firm) -> QuerySet[Posting]:
    """
    Backward: what reached a firm, each with the receipts its lot came by: for everybody, or bought for this firm.

    `receipts`: ``[{"at", "document", "depot", "units", "by"}]``, oldest first.
    """
    came = (
        receipts()
        .alias(whose=Coalesce(F("owner_id"), Value(0)))
        .filter(lot=OuterRef("lot"), whose=Coalesce(OuterRef("owner_id"), Value(0)))
        .order_by("pk")
        .values(
            receipt=JSONObject(
                at="movement__occurred_at",
                document="movement__document",
                depot="place__name",
                units="quantity",
            )
        )
    )
    return (
        Posting.objects.filter(place__firm=firm)
        .select_related("movement__run", "lot__item", "lot__supplier")
        .annotate(receipts=ArraySubquery(came))
    )


@dataclass(frozen=True)
class Whereabouts:
    """Where the goods of a lot ended, in base units; `received` equals the sum of the others."""

    received: int
    in_depots: int
    on_the_way: int
    at_firms: int
    written_off: int
    count_difference: int

    @property
    def adds_up(self) -> bool:
        found = self.in_depots + self.on_the_way + self.at_firms + self.written_off + self.count_difference
        return self.received == found


def whereabouts_of(lot: Lot) -> Whereabouts:
    """One query over the balances of the lot."""
    rows = Balance.objects.filter(lot=lot).order_by().values_list("place__kind").annotate(Sum("on_hand"))
    units = dict(rows)
    return Whereabouts(
        received=-units.get(PlaceKind.SUPPLIER, 0),
        in_depots=units.get(PlaceKind.DEPOT, 0),
        on_the_way=units.get(PlaceKind.IN_TRANSIT, 0),
        at_firms=units.get(PlaceKind.FIRM, 0),
        written_off=units.get(PlaceKind.WASTE, 0),
        count_difference=units.get(PlaceKind.ADJUSTMENT, 0),
    )


def lies_in(lot: Lot) -> QuerySet[Balance]:
    """The depots that hold goods of the lot."""
    rows = Balance.objects.filter(lot=lot, place__kind=PlaceKind.DEPOT, on_hand__gt=0)
    return rows.select_related("place", "owner", "lot__item").order_by("pk")


def number_of_holders(lot: Lot) -> int:
    """Firms that have got goods of the lot."""
    return handed_to(lot).order_by().values("place").distinct().count()
