"""
The stock ledger. This is the one module that locks balances, always in primary-key order.

Every change is a double entry: the legs of a movement sum to zero for each lot and owner, and the balances
move with them in the same transaction. Reserving promises goods without moving them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import Division, User
from reopening.models import Firm
from supplies.models import (
    LARGEST_QUANTITY,
    Balance,
    Item,
    Lot,
    LotSource,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    Posting,
    Run,
    Stop,
)
from supplies.permissions import is_dispatcher, is_keeper

Key = tuple[int, int, int | None]  # place, lot, owner
REVERSIBLE = {MovementKind.RECEIVE, MovementKind.TRANSFER, MovementKind.COUNT, MovementKind.WRITE_OFF}


class NotEnough(DomainError):
    code = "not_enough_stock"
    message = _("There is not that much in stock. Please look at the stock list and try a smaller number.")


class LotDiffers(DomainError):
    code = "lot_differs"
    message = _(
        "This lot number is known from the same source with another expiry date. Please check the label."
    )


class BadQuantity(DomainError):
    code = "bad_quantity"
    message = _("Please give a whole number from 1 to 1,000,000,000.")


class NotReversible(DomainError):
    code = "not_reversible"
    message = _("Only receipts, transfers, counts and write-offs can be reversed, and each only once.")


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


@transaction.atomic
def receive(
    *,
    depot: Place,
    supplier: Place,
    item: Item,
    lot_no: str,
    units: int,
    expires_on: date | None = None,
    source: str = LotSource.BUREAU,
    document: str = "",
    owner: Firm | None = None,
    by: User,
    at: datetime,
) -> Movement:
    """
    Take goods from a source department or supplier into a depot.

    :raises PermissionDenied: if `by` does not keep this depot
    :raises LotDiffers: if the lot is known with another expiry
    """
    if depot.kind != PlaceKind.DEPOT or supplier.kind != PlaceKind.SUPPLIER:
        raise ValueError((depot.kind, supplier.kind))
    if not is_keeper(by, depot):
        raise PermissionDenied
    check_quantity(units)
    lot, created = Lot.objects.get_or_create(
        item=item,
        supplier=supplier,
        lot_no=lot_no,
        defaults={"expires_on": expires_on, "source": source, "document": document},
    )
    if not created and lot.expires_on != expires_on:
        raise LotDiffers
    owner_id = owner.pk if owner else None
    legs = [Leg(supplier, lot, -units, owner_id), Leg(depot, lot, units, owner_id)]
    return post(
        kind=MovementKind.RECEIVE, legs=legs, division=depot.division, document=document, by=by, at=at
    )


@transaction.atomic
def count(*, balance: Balance, counted: int, reason: str, by: User, at: datetime) -> Movement | None:
    """
    Correct a balance to what was counted; the difference goes to the place of count differences.

    :returns: None when the count agrees
    :raises NotEnough: if more is promised than was counted
    """
    if not is_dispatcher(by, balance.place):
        raise PermissionDenied
    if not 0 <= counted <= LARGEST_QUANTITY:
        raise BadQuantity
    (locked_row,) = locked([balance.pk])
    difference = counted - locked_row.on_hand
    if not difference:
        return None
    place, lot, owner_id = balance.place, balance.lot, balance.owner_id
    other = special_place(place.division, PlaceKind.ADJUSTMENT)
    legs = [Leg(place, lot, difference, owner_id), Leg(other, lot, -difference, owner_id)]
    return post(kind=MovementKind.COUNT, legs=legs, division=place.division, reason=reason, by=by, at=at)


@transaction.atomic
def reverse(*, movement: Movement, reason: str, by: User, at: datetime) -> Movement:
    """
    Undo a movement by its mirror image, at most once; nothing is ever edited.

    :raises NotReversible: for a reversal, a delivery, or a second time
    :raises NotEnough: if the goods have gone on since
    """
    if not in_charge(by, movement):
        raise PermissionDenied
    if movement.kind not in REVERSIBLE or Movement.objects.filter(reverses=movement).exists():
        raise NotReversible
    legs = [
        Leg(posting.place, posting.lot, -posting.quantity, posting.owner_id)
        for posting in movement.postings.select_related("place", "lot").order_by("pk")
    ]
    try:
        with transaction.atomic():
            return post(
                kind=MovementKind.REVERSE,
                legs=legs,
                division=movement.division,
                reason=reason,
                reverses=movement,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise NotReversible from error


def in_charge(user: User, movement: Movement) -> bool:
    return is_dispatcher(user, Place(division_id=movement.division_id))


def post(
    *,
    kind: str,
    legs: Iterable[Leg],
    division: Division,
    reason: str = "",
    document: str = "",
    reverses: Movement | None = None,
    run: Run | None = None,
    stop: Stop | None = None,
    by: User,
    at: datetime,
) -> Movement:
    """
    Write a movement and move the balances with it.

    :raises NotEnough: if a place would fall below what it holds or has promised
    """
    legs = list(legs)
    with transaction.atomic():
        change_balances(legs)
        movement = Movement.objects.create(
            kind=kind,
            division=division,
            reason=reason,
            document=document,
            reverses=reverses,
            run=run,
            stop=stop,
            occurred_at=at,
            recorded_by=by,
        )
        Posting.objects.bulk_create(
            Posting(movement=movement, place_id=place, lot_id=lot, owner_id=owner, quantity=quantity)
            for (place, lot, owner), quantity in sorted(summed(legs).items(), key=by_key)
            if quantity
        )
        audit.record(movement, f"movement.{kind}", by=by, at=at, note=reason)
    return movement


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


def special_place(division: Division, kind: str) -> Place:
    """The district's one place of a kind: on the way, written off, count differences."""
    district = division.pk[:6]
    place, _created = Place.objects.get_or_create(
        division_id=district, kind=kind, firm=None, defaults={"name": ""}
    )
    return place


def check_quantity(units: int) -> None:
    if not 1 <= units <= LARGEST_QUANTITY:
        raise BadQuantity
