"""What the depots of a place still have to give, as the hall asks for it (`reopening.on_hand`)."""

from datetime import date

from django.db.models import F, Q, Sum

from supplies.models import Balance, LotStatus


def units(division_code: str, item: str, on: date) -> int:
    """Of the public pool: released lots that are good on that day, without what is promised; in one query."""
    good = Q(lot__expires_on__isnull=True) | Q(lot__expires_on__gte=on)
    rows = Balance.objects.pool().filter(
        good,
        place__division__code__startswith=division_code,
        lot__item__code=item,
        lot__status=LotStatus.RELEASED,
    )
    free: int | None = rows.aggregate(free=Sum(F("on_hand") - F("reserved")))["free"]
    return free or 0
