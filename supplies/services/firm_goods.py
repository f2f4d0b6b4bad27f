"""
What depots keep for the firms that bought it: missing at a count or a transfer, or found again.

For what never reaches it a firm bears nothing (docs/adr/0040), wherever it was lost: its price is due back and the need
for it is open again. What is found again is the firm's once more, as long as its price was not paid back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from core.workflow import lock_in_order
from supplies.models import (
    AwardLotState,
    Balance,
    Consent,
    Order,
    OrderLine,
    OrderStatus,
    PaymentStatus,
    PlaceKind,
    PurchaseLine,
)
from supplies.services import payments
from supplies.services.balances import Leg
from supplies.services.orders import lock_with_lines

Goods = tuple[int, int, int]  # firm, item, seller


class MoreThanItBought(DomainError):
    code = "more_than_it_bought"
    message = _(
        "The firm has not paid for that much. Please take what is more in as a receipt of its own, for everybody."
    )


@dataclass(frozen=True)
class Held:
    """Parts of purchases with their order lines, locked until the transaction ends."""

    parts: list[PurchaseLine]
    orders: dict[int, Order]
    lines: dict[int, OrderLine]


def hold(legs: Iterable[Leg]) -> Held:
    """The purchases that the owned goods among these legs are of. Comes before balances are locked."""
    goods = {goods_of(leg) for leg in legs if leg.owner_id is not None}
    wanted = PurchaseLine.objects.filter(
        firm__in={firm for firm, _item, _seller in goods}, status=Consent.AGREED, received__gt=0
    )
    lock_in_order(wanted)
    found = wanted.select_related("purchase", "order_line").order_by("pk")
    parts = [part for part in found if bought_in(part) in goods]
    return Held(parts, *lock_with_lines(part.order_line.order_id for part in parts))


def goods_of(leg: Leg) -> Goods:
    return leg.owner_id or 0, leg.lot.item_id, leg.lot.supplier_id


def bought_in(part: PurchaseLine) -> Goods:
    return part.firm_id, part.purchase.item_id, part.purchase.seller_id


def account(held: Held, legs: Iterable[Leg], *, reason: str, by: User, at: datetime) -> None:
    """
    Write down beside the purchases what these legs put into the count differences, or take out of them.

    :raises MoreThanItBought: if more is found than was lost of what the firm still pays for
    """
    lost: dict[Goods, int] = defaultdict(int)
    for leg in legs:
        if leg.owner_id is not None and leg.place.kind == PlaceKind.ADJUSTMENT:
            lost[goods_of(leg)] += leg.quantity
    touched = []
    for goods, units in sorted(lost.items()):
        touched += spread(held, [part for part in held.parts if bought_in(part) == goods], units)
    payments.settle(lines=[part for part, _units in touched], by=by, at=at)
    for part, units in touched:
        check_paid(part)
        audit.record(
            part,
            "purchaseline.differ",
            by=by,
            at=at,
            to_status=part.status,
            note=reason,
            data={"lost": units},
        )


def spread(held: Held, parts: list[PurchaseLine], units: int) -> list[tuple[PurchaseLine, int]]:
    """
    Lost units over the parts in their order, of what waits on no parcel; found ones (negative) where some were lost.

    :returns: the parts that changed, each by how much
    """
    changed, left = [], units
    for part in parts:
        asked = held.lines[part.order_line_id]
        is_open = held.orders[asked.order_id].status == OrderStatus.SUBMITTED
        most = part.waiting - on_parcels(part) if left > 0 else min(part.lost, asked.rest if is_open else 0)
        share = min(left, most) if left > 0 else -min(-left, most)
        if not share:
            continue
        left -= share
        part.lost += share
        part.save(update_fields=["lost"])
        asked.awarded -= share
        asked.is_settled = False
        asked.save(update_fields=["awarded", "is_settled"])
        changed.append((part, share))
    if left:
        raise MoreThanItBought
    return changed


def check_paid(part: PurchaseLine) -> None:
    """What was paid back is not the firm's any more."""
    payment = part.payment
    payment.refresh_from_db()
    kept = payment.paid_fen - payment.refunded_fen
    if payment.status != PaymentStatus.UNPAID and payment.refunded_fen and payments.charge_of(part) > kept:
        raise MoreThanItBought


def fetched_from(part: PurchaseLine) -> dict[str, int]:
    """What the firm can fetch, and the depot, where it all lies in one."""
    lying = Balance.objects.filter(
        owner=part.firm_id,
        lot__item=part.purchase.item_id,
        lot__supplier=part.purchase.seller_id,
        place__kind=PlaceKind.DEPOT,
        on_hand__gt=F("reserved"),
    )
    found: dict[str, int] = {"units": part.waiting - on_parcels(part)}
    depots = list(lying.order_by("place").values_list("place", flat=True).distinct())
    return found | {"depot": depots[0]} if len(depots) == 1 else found


def on_parcels(part: PurchaseLine) -> int:
    """Base units that are set aside for a run, or on the road."""
    live = part.parcels.filter(state__in=[AwardLotState.RESERVED, AwardLotState.LOADED])
    return live.aggregate(units=Sum("units"))["units"] or 0
