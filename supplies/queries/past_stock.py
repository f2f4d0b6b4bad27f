"""
Stock as it was at any past moment: the sum of the postings up to it.

Each balance is summed by itself along the key (place, lot), so that a page costs its fifty rows however long the
ledger has grown; no snapshot has to be kept, and a back-dated posting is in the answer at once.
"""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.models import User
from supplies.models import Balance, Posting


def stock_at(user: User, at: datetime) -> "QuerySet[Balance, Any]":
    """The depots' balances with `was`: base units on hand at the instant, none of them zero."""
    postings = (
        Posting.objects.filter(place=OuterRef("place"), lot=OuterRef("lot"), movement__occurred_at__lte=at)
        .annotate(whose=Coalesce(F("owner_id"), Value(0)))
        .filter(whose=Coalesce(OuterRef("owner_id"), Value(0)))
        .order_by()
        .values("place")
        .annotate(units=Sum("quantity"))
        .values("units")
    )
    was = Coalesce(Subquery(postings), Value(0), output_field=BigIntegerField())
    rows = Balance.objects.visible_to(user).in_depots().annotate(was=was).exclude(was=0)
    return rows.select_related("place", "lot__item", "lot__supplier", "owner")


def item_sums(rows: "QuerySet[Balance, Any]") -> list[dict[str, Any]]:
    """Base units of each item under `rows` of `stock_at`."""
    sums = rows.select_related(None).order_by().values("lot__item", "lot__item__code")
    return [dict(each) for each in sums.annotate(units=Sum("was")).order_by("lot__item")]
