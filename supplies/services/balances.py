"""
Balances: what lies where and what of it is promised.

This is the one module that locks balances, always in primary-key order. Several changes of one balance are
checked as a sum, and every update is guarded: the database itself looks whether it is still possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.workflow import lock_in_order
from supplies.models import Balance, Lot, Place

Key = tuple[int, int, int | None]  # place, lot, owner


class NotEnough(DomainError):
    code = "not_enough_stock"
    message = _("There is not that much in stock. Please look at the stock list and try a smaller number.")


@dataclass(frozen=True, slots=True)
class Leg:
    """`quantity` base units into (or, negative, out of) a place; `reserved` changes the promise on them."""

    place: Place
    lot: Lot
    quantity: int
    owner_id: int | None = None
    reserved: int = 0

    @property
    def key(self) -> Key:
        return (self.place.pk, self.lot.pk, self.owner_id)


def summed(legs: Iterable[Leg]) -> dict[Key, int]:
    """Several legs on one balance are one change, so that they are checked as a sum."""
    sums: dict[Key, int] = defaultdict(int)
    for leg in legs:
        sums[leg.key] += leg.quantity
    return sums


def by_key(entry: tuple[Key, int]) -> tuple[int, int, int]:
    place, lot, owner = entry[0]
    return place, lot, owner or 0


def change_balances(legs: list[Leg]) -> None:
    places = {leg.place.pk: leg.place for leg in legs}
    quantities, promises = summed(legs), defaultdict[Key, int](int)
    for leg in legs:
        promises[leg.key] += leg.reserved
    Balance.objects.bulk_create(
        (
            Balance(place_id=place, lot_id=lot, owner_id=owner, may_be_negative=places[place].is_outside)
            for (place, lot, owner), _quantity in sorted(quantities.items(), key=by_key)
        ),
        ignore_conflicts=True,
    )
    for row in locked(primary_keys(quantities)):
        key = (row.place_id, row.lot_id, row.owner_id)
        change(row, quantities[key], promises[key])


def primary_keys(keys: Iterable[Key]) -> list[int]:
    wanted = set(keys)
    rows = Balance.objects.filter(
        place__in={key[0] for key in wanted}, lot__in={key[1] for key in wanted}
    ).values_list("pk", "place_id", "lot_id", "owner_id")
    return [pk for pk, *key in rows if tuple(key) in wanted]


def locked(keys: Iterable[int]) -> list[Balance]:
    """The balances, locked until the transaction ends, in primary-key order: nobody waits in a circle."""
    rows = Balance.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(keys))
    return list(rows.order_by("pk"))


def change(row: Balance, quantity: int, reserved: int) -> None:
    """One guarded update: the database itself looks whether it is still possible."""
    possible = Q(may_be_negative=True) | Q(
        on_hand__gte=F("reserved") + reserved - quantity, reserved__gte=-reserved
    )
    changed = Balance.objects.filter(possible, pk=row.pk).update(
        on_hand=F("on_hand") + quantity, reserved=F("reserved") + reserved
    )
    if not changed:
        raise NotEnough


def reserve(wanted: Mapping[int, int]) -> None:
    """
    Promise base units of balances (by primary key), all or nothing, inside the caller's transaction.

    :raises NotEnough: if one of them has not that much free
    """
    for row in locked(wanted):
        if row.available < wanted[row.pk]:
            raise NotEnough
        change(row, 0, wanted[row.pk])


def release(promised: Mapping[int, int]) -> None:
    """Take promises back, inside the caller's transaction."""
    for row in locked(promised):
        change(row, 0, -promised[row.pk])


def lock_sharing(division_code: str, item_ids: Iterable[int]) -> None:
    """One sharing-out at a time per district and item, until the transaction ends."""
    with connection.cursor() as cursor:
        for item_id in sorted(item_ids):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 815))",
                [f"share:{division_code}:{item_id}"],
            )


def lock_lots(lots: QuerySet[Lot]) -> None:
    """Nobody holds or recalls these lots until the transaction ends. Comes before orders and balances are locked."""
    lock_in_order(lots)
