"""Promises on parcels: taken back where nobody picked them, and what parcels come to by balance and by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import F, Q

from core.dates import start_of
from core.stretches import STRETCH, stretches
from supplies.models import AwardLot, AwardLotState, Balance, OrderLine, Round, RoundStatus
from supplies.services import balances
from supplies.services.orders import lock_orders_of, lock_with_lines


def expire_unpicked(round_: Round) -> None:
    """Goods of earlier days' rounds that no run took are free again; their needs are open again."""
    late = AwardLot.objects.filter(
        stop_item__isnull=True,
        state=AwardLotState.RESERVED,
        award__line__round_item__round__division_id=round_.division_id,
        award__line__round_item__round__status=RoundStatus.PUBLISHED,
        award__line__round_item__round__day__lt=round_.day,
    ).exclude(stranded_since(round_.day - timedelta(days=1)))
    lock_orders_of(late.values("order_line__order"))
    wanted: Counter[balances.Key] = Counter()
    for stretch in stretches(late.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=STRETCH)):
        wanted += take_off(stretch, AwardLotState.EXPIRED)
    balances.release(by_balance(wanted))


def stranded_since(day: date) -> Q:
    """Parcels whose vehicle dropped out on that day or later: no fault of the firm, so they are kept a day longer."""
    return Q(follows__stop_item__stop__ended_at__gte=start_of(day))


def give_back(parcels: Iterable[AwardLot], state: str) -> None:
    """Take the promise on reserved parcels back and open their needs again."""
    ids = sorted(parcel.pk for parcel in parcels)
    lock_with_lines(OrderLine.objects.filter(parcels__in=ids).values_list("order", flat=True))
    balances.release(by_balance(take_off(ids, state)))


def take_off(ids: Iterable[int], state: str) -> Counter[balances.Key]:
    """The same for parcels whose orders are locked, but for their balances: what is to be released of each."""
    mine = AwardLot.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=ids, state=AwardLotState.RESERVED
    )
    rows, wanted = list(mine.order_by("pk")), Counter[balances.Key]()
    for row in rows:
        wanted[row.depot_id, row.lot_id, row.owner_id] += row.units
    # What was bought on behalf stays the firm's own in the depot: its need is not open again.
    alike: dict[int, list[int]] = defaultdict(list)
    for line_id, units in units_by_line(row for row in rows if row.owner_id is None).items():
        alike[units].append(line_id)
    for units, lines in sorted(alike.items()):
        OrderLine.objects.filter(pk__in=lines).update(awarded=F("awarded") - units, is_settled=False)
    AwardLot.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
    return wanted


def units_by_line(parcels: Iterable[AwardLot]) -> dict[int, int]:
    """Base units of the parcels by order line."""
    sums: dict[int, int] = defaultdict(int)
    for parcel in parcels:
        sums[parcel.order_line_id] += parcel.units
    return sums


def units_by_balance(parcels: Iterable[AwardLot]) -> dict[int, int]:
    """What the parcels take from each balance, of the public pool or of a firm."""
    wanted: dict[balances.Key, int] = defaultdict(int)
    for parcel in parcels:
        wanted[parcel.depot_id, parcel.lot_id, parcel.owner_id] += parcel.units
    return by_balance(wanted)


def by_balance(wanted: Mapping[balances.Key, int]) -> dict[int, int]:
    """The same by the balances' primary keys."""
    rows = Balance.objects.filter(
        place__in={depot for depot, _lot, _owner in wanted},
        lot__in={lot for _depot, lot, _owner in wanted},
    ).values_list("pk", "place_id", "lot_id", "owner_id")
    found = {pk: (depot, lot, owner) for pk, depot, lot, owner in rows}
    return {pk: wanted[key] for pk, key in found.items() if key in wanted}
