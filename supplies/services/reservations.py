"""What is set aside and never picked does not stay set aside."""

from datetime import datetime, timedelta

from django.db import transaction

from core.dates import shanghai_day
from supplies.models import AwardLot, AwardLotState, OrderLine, RoundStatus, StopItem
from supplies.services import promises
from supplies.services.orders import lock_with_lines

KEPT_DAYS = 2  # the day of the round and the one after it; a freeze frees them before that
CHUNK = 500


def expire(at: datetime) -> int:
    """
    Set free what rounds of two days ago and before have set aside and no run has taken; how many parcels.

    A chunk at a time, each in a transaction of its own; a parcel that a run takes meanwhile is left alone.
    """
    before, freed = shanghai_day(at) - timedelta(days=KEPT_DAYS), 0
    late = AwardLot.objects.filter(
        state=AwardLotState.RESERVED,
        stop_item__isnull=True,
        award__line__round_item__round__status=RoundStatus.PUBLISHED,
        award__line__round_item__round__day__lte=before,
    )
    late = late.exclude(promises.stranded_since(before + timedelta(days=1))).order_by("pk")
    last = 0
    while chunk := list(late.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        freed += expire_some(chunk)
        last = chunk[-1]
    return freed


@transaction.atomic
def expire_some(parcels: list[int]) -> int:
    lines = OrderLine.objects.filter(parcels__in=parcels)
    lock_with_lines(lines.values_list("order", flat=True))
    mine = AwardLot.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        pk__in=parcels, state=AwardLotState.RESERVED
    )
    held = {row.pk: row for row in mine.order_by("pk")}
    # Asked anew once the rows are held: a run that took one in between has committed by now.
    taken = set(StopItem.objects.filter(award_lot__in=held).values_list("award_lot", flat=True))
    free = [row for pk, row in held.items() if pk not in taken]
    promises.give_back(free, AwardLotState.EXPIRED)
    return len(free)
