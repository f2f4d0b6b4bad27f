"""Prove the stock ledger: what the books say now against every posting ever made."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from supplies.models import (
    OUTSIDE,
    AwardLot,
    AwardLotState,
    Balance,
    Consent,
    Movement,
    MovementKind,
    OrderLine,
    Payment,
    PlaceKind,
    Posting,
    ProofLine,
    Purchase,
    PurchaseLine,
    PurchaseStatus,
    StopItem,
)
from supplies.services import payments


def faults() -> Iterator[str]:
    """A sentence for each discrepancy; none when the ledger holds."""
    yield from movements_that_do_not_sum()
    yield from balances_that_differ()
    yield from impossible_balances()
    yield from promises_that_differ()
    yield from goods_without_a_receipt()
    yield from deliveries_that_differ()
    yield from lines_that_differ()
    yield from purchases_that_differ()
    yield from parts_promised_twice()
    yield from receipts_that_differ()
    yield from costs_that_differ()
    yield from payments_that_differ()


def movements_that_do_not_sum() -> Iterator[str]:
    """L1: the legs of a movement sum to zero for each lot and owner."""
    rows = Posting.objects.values("movement__public_id", "lot__lot_no").annotate(left=Sum("quantity"))
    for row in rows.exclude(left=0).order_by("movement"):
        yield (
            f"Movement {row['movement__public_id']}: lot {row['lot__lot_no']} "
            f"does not sum to zero but to {row['left']}."
        )


def balances_that_differ() -> Iterator[str]:
    """L2: every balance is the sum of its postings, and every posting has a balance."""
    posted = {
        (place, lot, owner): units
        for place, lot, owner, units in Posting.objects.order_by()
        .values_list("place", "lot", "owner")
        .annotate(units=Sum("quantity"))
    }
    for row in Balance.objects.select_related("place", "lot").order_by("pk").iterator(chunk_size=2_000):
        expected = posted.pop((row.place_id, row.lot_id, row.owner_id), 0)
        if row.on_hand != expected:
            yield (
                f"Balance {row.pk} ({row.place.name}, lot {row.lot.lot_no}) says {row.on_hand}, "
                f"its postings say {expected}."
            )
    for place, lot, _owner in posted:
        yield f"Place {place} has postings of lot {lot} but no balance."


def impossible_balances() -> Iterator[str]:
    """L3: nothing below zero, nothing promised that is not there, except outside the books."""
    outside = Q(place__kind__in=OUTSIDE)
    wrong = Q(reserved__lt=0) | ~outside & Q(on_hand__lt=F("reserved")) | outside & Q(may_be_negative=False)
    inside_but_free = ~outside & Q(may_be_negative=True)
    for row in Balance.objects.filter(wrong | inside_but_free).select_related("place", "lot").order_by("pk"):
        yield (
            f"Balance {row.pk} ({row.place.name}, lot {row.lot.lot_no}) is impossible: "
            f"{row.on_hand} on hand, {row.reserved} promised."
        )


def promises_that_differ() -> Iterator[str]:
    """What a depot has promised is what its parcels have set aside there, of the pool and of each firm."""
    promised = {
        (depot, lot, owner): units
        for depot, lot, owner, units in AwardLot.objects.filter(state=AwardLotState.RESERVED)
        .order_by()
        .values_list("depot", "lot", "owner")
        .annotate(units=Sum("units"))
    }
    rows = Balance.objects.filter(Q(reserved__gt=0) | Q(place__kind=PlaceKind.DEPOT))
    for row in rows.order_by("pk"):
        expected = promised.pop((row.place_id, row.lot_id, row.owner_id), 0)
        if row.reserved != expected:
            yield f"Balance {row.pk} promises {row.reserved}, its awards say {expected}."
    for (depot, lot, _owner), units in promised.items():
        yield f"Awards promise {units} of lot {lot} in place {depot}, where there is no balance."


def goods_without_a_receipt() -> Iterator[str]:
    """L5: whatever of a lot is anywhere came in from its own supplier, or from a count."""
    sources = (
        Posting.objects.filter(place__kind=PlaceKind.SUPPLIER)
        .exclude(place=F("lot__supplier"))
        .order_by("movement")
        .values_list("movement__public_id", "lot__lot_no")
    )
    for movement, lot_no in sources.distinct():
        yield f"Movement {movement}: lot {lot_no} does not come from its own supplier."
    received = set(
        Posting.objects.filter(movement__kind=MovementKind.RECEIVE).values_list("lot", flat=True).distinct()
    )
    held = Balance.objects.filter(on_hand__gt=0).exclude(lot__in=received).select_related("lot")
    for row in held.order_by("pk"):
        yield f"Balance {row.pk}: lot {row.lot.lot_no} was never received."
    for empty in Movement.objects.filter(postings__isnull=True).order_by("pk"):
        yield f"Movement {empty.public_id} moves nothing."


def deliveries_that_differ() -> Iterator[str]:
    """D8, D9: what a firm accepted is what was moved to it, stop by stop."""
    accepted = dict(ProofLine.objects.order_by().values_list("item__stop").annotate(units=Sum("accepted")))
    moved = dict(
        Posting.objects.filter(
            movement__kind=MovementKind.DELIVER, place__kind=PlaceKind.FIRM, movement__stop__isnull=False
        )
        .order_by()
        .values_list("movement__stop")
        .annotate(units=Sum("quantity"))
    )
    for stop in sorted(accepted.keys() | moved.keys()):
        if accepted.get(stop, 0) != moved.get(stop, 0):
            yield f"Stop {stop}: {accepted.get(stop, 0)} accepted, {moved.get(stop, 0)} moved."
    for item in StopItem.objects.exclude(units=F("award_lot__units")).order_by("pk"):
        yield f"Parcel {item.pk} holds {item.units}, its award says otherwise."


def lines_that_differ() -> Iterator[str]:
    """An order line's counters are the sums of its awards and proofs."""
    live = [AwardLotState.RESERVED, AwardLotState.LOADED]
    pending = dict(
        AwardLot.objects.filter(state__in=live, purchase_line__isnull=True)
        .order_by()
        .values_list("order_line")
        .annotate(units=Sum("units"))
    )
    delivered = dict(
        ProofLine.objects.filter(item__award_lot__purchase_line__isnull=True)
        .order_by()
        .values_list("item__award_lot__order_line")
        .annotate(units=Sum("accepted"))
    )
    bought = PurchaseLine.objects.order_by().values_list("order_line")
    came_and_went = bought.annotate(came=Sum(F("received") - F("lost")), handed=Sum("handed_over"))
    for line, came, handed in came_and_went:
        pending[line] = pending.get(line, 0) + came - handed
        delivered[line] = delivered.get(line, 0) + handed
    for row in OrderLine.objects.select_related("order").order_by("pk").iterator(chunk_size=2_000):
        came = delivered.get(row.pk, 0)
        if row.delivered != came or row.awarded != came + pending.get(row.pk, 0):
            yield (
                f"Order {row.order.number}, line {row.pk}: {row.awarded} awarded, {row.delivered} delivered; "
                f"its awards say {came + pending.get(row.pk, 0)} and {came}."
            )


def purchases_that_differ() -> Iterator[str]:
    """L9: what was bought for a firm and not handed over lies in depots as the firm's own."""
    waiting = {
        (firm, item): units
        for firm, item, units in PurchaseLine.objects.order_by()
        .values_list("firm", "purchase__item")
        .annotate(units=Sum(F("received") - F("handed_over") - F("lost")))
        if units
    }
    kept = Balance.objects.filter(
        owner__isnull=False, place__kind__in=[PlaceKind.DEPOT, PlaceKind.IN_TRANSIT]
    )
    for firm, item, units in kept.order_by().values_list("owner", "lot__item").annotate(units=Sum("on_hand")):
        expected = waiting.pop((firm, item), 0)
        if units != expected:
            yield f"Firm {firm} owns {units} of item {item} in the depots, its purchases say {expected}."
    for (firm, item), units in waiting.items():
        yield f"Firm {firm} waits for {units} of item {item}, of which the depots hold none."


def parts_promised_twice() -> Iterator[str]:
    """What of a purchase is set aside for a run or on the road is not handed over or lost as well."""
    live = [AwardLotState.RESERVED, AwardLotState.LOADED]
    promised = dict(
        AwardLot.objects.filter(state__in=live, purchase_line__isnull=False)
        .order_by()
        .values_list("purchase_line")
        .annotate(held=Sum("units"))
    )
    for part in PurchaseLine.objects.filter(pk__in=promised).order_by("pk"):
        if promised[part.pk] > part.waiting:
            yield f"Part {part.pk} of a purchase waits with {part.waiting}, its parcels hold {promised[part.pk]}."


def receipts_that_differ() -> Iterator[str]:
    """What purchases say came for a firm is what was taken in for it from the seller."""
    taken_in = {
        (firm, item, seller): units
        for firm, item, seller, units in Posting.objects.filter(
            movement__kind=MovementKind.RECEIVE, place__kind=PlaceKind.DEPOT, owner__isnull=False
        )
        .order_by()
        .values_list("owner", "lot__item", "lot__supplier")
        .annotate(units=Sum("quantity"))
    }
    parts = PurchaseLine.objects.order_by().values_list("firm", "purchase__item", "purchase__seller")
    said = {
        (firm, item, seller): units for firm, item, seller, units in parts.annotate(units=Sum("received"))
    }
    for firm, item, seller in sorted(taken_in.keys() | said.keys()):
        came, received = taken_in.get((firm, item, seller), 0), said.get((firm, item, seller), 0)
        if came != received:
            yield (
                f"Firm {firm}: {came} of item {item} were taken in from seller {seller}, "
                f"its purchases say {received}."
            )


def costs_that_differ() -> Iterator[str]:
    """The shares of those who take part in a purchase sum to its cost, to the fen; who was asked counts until then."""
    proposed = PurchaseStatus.PROPOSED
    sharing = PurchaseLine.objects.filter(Q(status=Consent.AGREED) | Q(purchase__status=proposed))
    sums = sharing.order_by("purchase").values_list("purchase")
    purchases = Purchase.objects.in_bulk()
    for key, shared, ordered, came in sums.annotate(
        shared=Sum("share_fen"), ordered=Sum("units"), came=Sum("received")
    ):
        purchase = purchases[key]
        units = came if purchase.status == PurchaseStatus.RECEIVED else ordered
        cost = purchase.cost_of(units) if units else 0
        if shared != cost:
            yield f"Purchase {purchase.number} costs {cost} fen, its shares sum to {shared}."


def payments_that_differ() -> Iterator[str]:
    """What is due back to a firm is what it paid beyond what it bears."""
    for payment in Payment.objects.select_related("line__purchase").order_by("pk").iterator(chunk_size=2_000):
        due = max(0, payment.paid_fen - payment.refunded_fen - payments.charge_of(payment.line))
        if payment.due_fen != due:
            yield f"Payment {payment.pk}: {payment.due_fen} fen are due back, its share says {due}."
