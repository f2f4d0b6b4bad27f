"""
The stock ledger: goods come in, move, are counted, and mistakes are reversed.

Every change is a double entry: the legs of a movement sum to zero for each lot and owner, and the balances
move with them in the same transaction (`services.balances`).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
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
from supplies.services.balances import Leg, by_key, change_balances, locked, summed

REVERSIBLE = {MovementKind.RECEIVE, MovementKind.TRANSFER, MovementKind.COUNT, MovementKind.WRITE_OFF}


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
