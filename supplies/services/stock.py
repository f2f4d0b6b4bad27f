"""
The stock ledger: goods come in, move, are counted, and mistakes are reversed.

Every change is a double entry: the legs of a movement sum to zero for each lot and owner, and the balances
move with them in the same transaction (`services.balances`).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day, start_of
from core.errors import DomainError
from core.models import Division, User
from reopening.models import Firm
from supplies.models import (
    LARGEST_QUANTITY,
    Balance,
    CountDay,
    Item,
    Lot,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    Posting,
    Run,
    Stop,
)
from supplies.permissions import is_dispatcher, is_keeper
from supplies.services import firm_goods
from supplies.services.balances import Leg, by_key, change_balances, locked, summed

NOON = timedelta(hours=12)  # when goods came of which only the day is known
REVERSIBLE = {MovementKind.RECEIVE, MovementKind.COUNT}


class LotDiffers(DomainError):
    code = "lot_differs"
    message = _(
        "This lot number is known from the same source with another expiry date. Please check the label."
    )


class BadQuantity(DomainError):
    code = "bad_quantity"
    message = _("Please give a whole number from 1 to 1,000,000,000.")


class DayClosed(DomainError):
    code = "day_closed"
    message = _("This day's books are closed. Please propose an adjustment; a second person signs it.")


class DifferenceUnexplained(DomainError):
    code = "difference_unexplained"
    message = _("The count differs from the books. Please say why.")


class InTheFuture(DomainError):
    code = "in_the_future"
    message = _("Goods cannot have come on a day that is still to come.")


class NotReversible(DomainError):
    code = "not_reversible"
    message = _(
        "Only receipts and counts can be reversed, and each only once. What was bought on behalf is corrected by a "
        "count, what happened at a door or on the way between depots stays as it was signed for."
    )


@transaction.atomic
def receive(
    *,
    depot: Place,
    supplier: Place,
    item: Item,
    lot_no: str,
    units: int,
    expires_on: date | None = None,
    source: str = "",
    document: str = "",
    owner: Firm | None = None,
    arrived_on: date | None = None,
    by: User,
    at: datetime,
) -> Movement:
    """
    Take goods from a source department or supplier into a depot.

    :param arrived_on: the day they came, if they are written down later
    :raises PermissionDenied: if `by` does not keep this depot
    :raises LotDiffers: if the lot is known with another expiry
    :raises DayClosed: if the books of that day are closed
    """
    if depot.kind != PlaceKind.DEPOT or supplier.kind != PlaceKind.SUPPLIER:
        raise ValueError((depot.kind, supplier.kind))
    if not is_keeper(by, depot):
        raise PermissionDenied
    check_quantity(units)
    lot = lot_of(supplier, item, lot_no, expires_on, source=source, document=document)
    owner_id = owner.pk if owner else None
    legs = [Leg(supplier, lot, -units, owner_id), Leg(depot, lot, units, owner_id)]
    return post(
        kind=MovementKind.RECEIVE,
        legs=legs,
        division=depot.division,
        document=document,
        occurred_at=instant_of(arrived_on, at),
        by=by,
        at=at,
    )


def instant_of(arrived_on: date | None, at: datetime) -> datetime:
    """:raises InTheFuture: for a day that is still to come"""
    today = shanghai_day(at)
    if arrived_on is None or arrived_on == today:
        return at
    if arrived_on > today:
        raise InTheFuture
    return start_of(arrived_on) + NOON


def lot_of(
    supplier: Place, item: Item, lot_no: str, expires_on: date | None, *, source: str, document: str
) -> Lot:
    """The lot of this number from this source; written down when it comes for the first time."""
    known = {"expires_on": expires_on, "source": source or supplier.source, "document": document}
    lot, created = Lot.objects.get_or_create(item=item, supplier=supplier, lot_no=lot_no, defaults=known)
    if not created and lot.expires_on != expires_on:
        raise LotDiffers
    return lot


@transaction.atomic
def count(*, balance: Balance, counted: int, reason: str, by: User, at: datetime) -> Movement | None:
    """
    Correct a balance to what was counted; the difference goes to the place of count differences.

    :returns: None when the count agrees
    :raises NotEnough: if more is promised than was counted
    :raises DifferenceUnexplained: if it differs and nobody says why
    """
    if not is_dispatcher(by, balance.place):
        raise PermissionDenied
    if not 0 <= counted <= LARGEST_QUANTITY:
        raise BadQuantity
    place, lot, owner_id = balance.place, balance.lot, balance.owner_id
    held = firm_goods.hold([Leg(place, lot, 0, owner_id)])
    (locked_row,) = locked([balance.pk])
    difference = counted - locked_row.on_hand
    if not difference:
        return None
    if not reason.strip():
        raise DifferenceUnexplained
    other = special_place(place.division, PlaceKind.ADJUSTMENT)
    legs = [Leg(place, lot, difference, owner_id), Leg(other, lot, -difference, owner_id)]
    made = post(kind=MovementKind.COUNT, legs=legs, division=place.division, reason=reason, by=by, at=at)
    firm_goods.account(held, legs, reason=reason, by=by, at=at)
    return made


@transaction.atomic
def reverse(*, movement: Movement, reason: str, by: User, at: datetime) -> Movement:
    """
    Undo a movement by its mirror image, at most once; nothing is ever edited.

    :raises NotReversible: for what is no receipt or count, the receipt of a purchase, or a second time
    :raises NotEnough: if the goods have gone on since
    """
    if not in_charge(by, movement):
        raise PermissionDenied
    if not is_reversible(movement) or Movement.objects.filter(reverses=movement).exists():
        raise NotReversible
    legs = [
        Leg(posting.place, posting.lot, -posting.quantity, posting.owner_id)
        for posting in movement.postings.select_related("place", "lot").order_by("pk")
    ]
    held = firm_goods.hold(legs)
    try:
        with transaction.atomic():
            made = post(
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
    firm_goods.account(held, legs, reason=reason, by=by, at=at)
    return made


def is_reversible(movement: Movement) -> bool:
    """
    A receipt or a count, by hand and by themselves.

    What a proof of delivery, a transfer or a purchase has signed for would no longer be what it says.
    """
    is_bought = any(posting.owner_id is not None for posting in movement.postings.all())
    return movement.kind in REVERSIBLE and not (movement.kind == MovementKind.RECEIVE and is_bought)


def in_charge(user: User, movement: Movement) -> bool:
    return is_dispatcher(user, Place(division_id=movement.division_id))


@transaction.atomic
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
    occurred_at: datetime | None = None,
    is_signed: bool = False,
    by: User,
    at: datetime,
) -> Movement:
    """
    Write a movement and move the balances with it.

    :param occurred_at: when the goods moved, if that was on an earlier day
    :param is_signed: two people answer for it, so it may go into a closed day
    :raises NotEnough: if a place would fall below what it holds or has promised; DayClosed: if its day is
    """
    legs, occurred_at = list(legs), occurred_at or at
    if not is_signed and shanghai_day(occurred_at) < shanghai_day(at):
        refuse_closed([leg.place for leg in legs], shanghai_day(occurred_at))
    change_balances(legs)
    movement = Movement.objects.create(
        kind=kind,
        division=division,
        reason=reason,
        document=document,
        reverses=reverses,
        run=run,
        stop=stop,
        occurred_at=occurred_at,
        recorded_by=by,
    )
    write_postings(movement, legs)
    audit.record(movement, f"movement.{kind}", by=by, at=at, note=reason)
    return movement


def write_postings(movement: Movement, legs: Iterable[Leg]) -> None:
    Posting.objects.bulk_create(
        Posting(movement=movement, place_id=place, lot_id=lot, owner_id=owner, quantity=quantity)
        for (place, lot, owner), quantity in sorted(summed(legs).items(), key=by_key)
        if quantity
    )


def refuse_closed(places: Iterable[Place], day: date) -> None:
    """:raises DayClosed: if one of the depots has closed its books up to the day"""
    depots = sorted({place.pk for place in places if place.kind == PlaceKind.DEPOT})
    hold_days(depots)
    if CountDay.objects.filter(depot__in=depots, day__gte=day).exists():
        raise DayClosed


def is_closed(depot_id: int, day: date) -> bool:
    return CountDay.objects.filter(depot=depot_id, day__gte=day).exists()


def hold_days(depots: Iterable[int]) -> None:
    """Who closes a day and who posts into a past one go one after the other, until their transactions end."""
    with connection.cursor() as cursor:
        for depot in depots:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 816))", [f"days:{depot}"])


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
