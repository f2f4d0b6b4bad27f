"""What was bought on behalf of firms: it comes in parts, is the firms' own, and is handed over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from core.workflow import lock, lock_in_order
from supplies.costs import split
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    LotSource,
    LotStatus,
    MovementKind,
    OrderLine,
    Place,
    PlaceKind,
    Purchase,
    PurchaseLine,
)
from supplies.permissions import is_keeper
from supplies.services import balances, orders, payments, promises, stock
from supplies.services.balances import Leg
from supplies.services.firm_goods import on_parcels
from supplies.services.order_completion import complete_if_done
from supplies.services.purchases import agreed, share_out, tell
from supplies.services.runs import firm_places
from supplies.transitions import PURCHASE


class MoreThanOrdered(DomainError):
    code = "more_than_ordered"
    message = _("More came than is outstanding of this purchase. Please take the rest in as another receipt.")


class NotThatMuch(DomainError):
    code = "not_that_much"
    message = _("Not that much of it lies there for this firm.")


class NothingToBring(DomainError):
    code = "nothing_to_bring"
    message = _("Nothing lies in the depots for this firm that is not set aside for a run already.")


@transaction.atomic
def receive(
    *,
    purchase: Purchase,
    depot: Place,
    units: int,
    lot_no: str,
    expires_on: date | None = None,
    document: str = "",
    by: User,
    at: datetime,
) -> Purchase:
    """
    Take in what came, all of it or a part: each firm's part in proportion to what it still waits for.

    :raises MoreThanOrdered: if more came than is outstanding
    """
    if depot.kind != PlaceKind.DEPOT or not is_keeper(by, depot):
        raise PermissionDenied
    stock.check_quantity(units)
    with PURCHASE.transition(purchase, "receive", by=by, at=at, data={"units": units, "lot": lot_no}):
        lines = held_parts(purchase)
        _orders, asked = orders.lock_with_lines(line.order_line.order_id for line in lines)
        waiting = [line.outstanding for line in lines]
        if units > sum(waiting):
            raise MoreThanOrdered
        lot = stock.lot_of(
            purchase.seller, purchase.item, lot_no, expires_on, source=LotSource.ON_BEHALF, document=document
        )
        parts = split(units, waiting)
        stock.post(
            kind=MovementKind.RECEIVE,
            legs=legs_to_depot(purchase.seller, depot, lot, lines, parts),
            division=depot.division,
            document=f"{purchase.number} {document}".strip(),
            by=by,
            at=at,
        )
        set_aside(lines, parts, asked)
    return purchase


def held_parts(purchase: Purchase) -> list[PurchaseLine]:
    """The parts of those who agreed, locked: parts come first and orders after them, as at the door."""
    lock_in_order(PurchaseLine.objects.filter(purchase=purchase))
    return agreed(purchase)


def set_aside(lines: Sequence[PurchaseLine], parts: Sequence[int], asked: Mapping[int, OrderLine]) -> None:
    """Write down what came for each firm, beside its purchase and its order."""
    for line, part in zip(lines, parts, strict=True):
        line.received += part
        asked[line.order_line_id].awarded += part
    PurchaseLine.objects.bulk_update(lines, ["received"])
    OrderLine.objects.bulk_update(list(asked.values()), ["awarded"])


def legs_to_depot(
    seller: Place, depot: Place, lot: Lot, lines: Sequence[PurchaseLine], parts: Sequence[int]
) -> list[Leg]:
    """Each firm's part, as its own."""
    pairs = [(line.firm_id, part) for line, part in zip(lines, parts, strict=True) if part]
    return [
        leg for firm, part in pairs for leg in (Leg(seller, lot, -part, firm), Leg(depot, lot, part, firm))
    ]


@transaction.atomic
def finish(*, purchase: Purchase, reason: str = "", by: User, at: datetime) -> Purchase:
    """
    Nothing more will come: the cost is shared anew over what came; needs that are left are in the pool again.

    Whose share is another one by that is told.
    """
    with PURCHASE.transition(purchase, "finish", by=by, at=at, note=reason):
        lines = agreed(purchase)
        moved = share_out(purchase, lines, [line.received for line in lines])
    payments.settle(lines=lines, by=by, at=at)
    tell(purchase, "supplies.purchase_shared_anew", moved)
    return purchase


@transaction.atomic
def hand_over(
    *, line: PurchaseLine, depot: Place, units: int, receiver: str, by: User, at: datetime
) -> PurchaseLine:
    """
    Give a firm its goods at the depot 自提, first expiry first; its order closes when everything has come.

    :raises NotThatMuch: if the depot holds less for the firm, or the rest is on a run
    """
    if not is_keeper(by, depot):
        raise PermissionDenied
    stock.check_quantity(units)
    lock(line)
    keep_for_pick_up(line)
    touched, lines = orders.lock_with_lines([line.order_line.order_id])
    order, asked = touched[line.order_line.order_id], lines[line.order_line_id]
    if units > line.waiting - on_parcels(line):
        raise NotThatMuch
    legs = legs_to_firm(line, depot, units)
    stock.post(
        kind=MovementKind.DELIVER,
        legs=legs,
        division=depot.division,
        document=line.purchase.number,
        reason=receiver,
        by=by,
        at=at,
    )
    line.handed_over += units
    line.save(update_fields=["handed_over"])
    asked.delivered += units
    asked.save(update_fields=["delivered"])
    complete_if_done(order=order, by=by, at=at)
    return line


@transaction.atomic
def bring(*, line: PurchaseLine, by: User, at: datetime) -> list[AwardLot]:
    """
    Set a firm's goods aside for the next run, from whichever depots they lie in.

    :raises NothingToBring: if nothing lies there that is not set aside already
    """
    if not is_keeper(by, line.purchase):
        raise PermissionDenied
    lock(line)
    balances.lock_lots(Lot.objects.filter(pk__in=own_goods(line).values("lot")))
    parcels = parcels_for(line)
    if not parcels:
        raise NothingToBring
    balances.reserve(promises.units_by_balance(parcels))
    AwardLot.objects.bulk_create(parcels)
    data = {"units": sum(parcel.units for parcel in parcels)}
    audit.record(line, "purchaseline.bring", by=by, at=at, to_status=line.status, data=data)
    return parcels


@transaction.atomic
def bring_all(*, purchase: Purchase, by: User, at: datetime) -> int:
    """
    The same for every firm of a purchase whose goods have come; how many parcels.

    :raises NothingToBring: if there is none
    """
    made = 0
    for line in agreed(purchase):
        line.purchase = purchase
        try:
            with transaction.atomic():
                made += len(bring(line=line, by=by, at=at))
        except NothingToBring:
            continue
    if not made:
        raise NothingToBring
    return made


def parcels_for(line: PurchaseLine) -> list[AwardLot]:
    """What has come for this part and is on no parcel yet, first expiry first."""
    left, parcels = line.waiting - on_parcels(line), []
    for row in own_goods(line).filter(lot__status=LotStatus.RELEASED):
        if part := min(left, row.available):
            parcels.append(
                AwardLot(
                    purchase_line=line,
                    order_line_id=line.order_line_id,
                    owner_id=line.firm_id,
                    depot=row.place,
                    lot=row.lot,
                    units=part,
                    state=AwardLotState.RESERVED,
                )
            )
            left -= part
    return parcels


def own_goods(line: PurchaseLine) -> QuerySet[Balance]:
    """What lies in depots for the firm out of this purchase's kind of goods, first expiry first."""
    rows = Balance.objects.in_depots().filter(
        owner=line.firm_id,
        lot__item=line.purchase.item_id,
        lot__supplier=line.purchase.seller_id,
        on_hand__gt=0,
    )
    return rows.select_related("place", "lot").order_by("lot__expires_on", "pk")


def depots_of(line: PurchaseLine) -> QuerySet[Place]:
    """Where the firm can fetch them."""
    lying = own_goods(line).order_by().filter(on_hand__gt=F("reserved"))
    return Place.objects.filter(pk__in=lying.values("place")).order_by("pk")


def keep_for_pick_up(line: PurchaseLine) -> None:
    """The firm comes itself: what waits for a run, and is on none, is free in the depot again."""
    waiting = line.parcels.filter(state=AwardLotState.RESERVED, stop_item__isnull=True)
    promises.give_back(waiting, AwardLotState.EXPIRED)


def legs_to_firm(line: PurchaseLine, depot: Place, units: int) -> list[Leg]:
    """From the firm's own lots in the depot, first expiry first. :raises NotThatMuch: if they hold less"""
    legs, left = [], units
    firm_place = firm_places([line.firm_id])[line.firm_id]
    rows = depot.balances.filter(
        owner=line.firm_id, lot__item=line.purchase.item_id, lot__supplier=line.purchase.seller_id
    )
    for row in rows.filter(on_hand__gt=0).select_related("lot").order_by("lot__expires_on", "pk"):
        if part := min(left, row.available):
            legs += [Leg(depot, row.lot, -part, line.firm_id), Leg(firm_place, row.lot, part, line.firm_id)]
            left -= part
    if left:
        raise NotThatMuch
    return legs
