"""The allocation round: freeze the facts, compute by the rule, publish in one transaction. Never patched."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue
from core.dates import start_of
from core.errors import DomainError
from core.models import Division, User
from core.stretches import STRETCH, stretches
from reopening import halts
from reopening.models import PolicySet
from supplies import sharing
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    Order,
    OrderLine,
    OrderStatus,
    Reason,
    Round,
    RoundLine,
    RoundStatus,
    RoundStock,
)
from supplies.permissions import is_dispatcher_or_desk
from supplies.picking import skip_reason
from supplies.serials import serial
from supplies.services import balances, computing, freezing
from supplies.services.orders import IN_FORCE, lock_orders_of, lock_with_lines
from supplies.transitions import ROUND


class NoPolicy(DomainError):
    code = "no_policy"
    message = _("No policy set is in force here on this day, so there is no rule to share by.")


class NothingToShare(DomainError):
    code = "nothing_to_share"
    message = _("No firm of this division waits for supplies.")


class FactsMoved(DomainError):
    """Stock, an order or an approval changed since the round was frozen; it is recomputed, not patched."""

    code = "facts_moved"
    message = _(
        "Stock, orders or approvals have changed since this round was frozen. Please freeze it again."
    )


class Tampered(DomainError):
    code = "result_differs"
    message = _("The awards differ from what was computed. Please freeze the round again.")


@transaction.atomic
def create(*, division: Division, day: date, order: Order | None = None, by: User, at: datetime) -> Round:
    """
    Open a round; the hash of its seed is told from now on, the seed itself when it is published.

    :param order: share out for this one alone

    :raises NoPolicy: if no policy set is in force there
    """
    policy_set = PolicySet.objects.effective(division.pk, day)
    seed = secrets.token_hex(32)
    round_ = Round(
        number=serial("R", division.pk, at),
        division=division,
        day=day,
        order=order,
        algorithm=sharing.ALGORITHM,
        seed=seed,
        seed_commitment=sha256(seed.encode()).hexdigest(),
    )
    if not is_dispatcher_or_desk(by, round_):
        raise PermissionDenied
    if policy_set is None:
        raise NoPolicy
    round_.policy_set = policy_set
    round_.save(force_insert=True)
    data = {"policy": str(policy_set), "seed_commitment": round_.seed_commitment}
    audit.record(round_, "round.create", by=by, at=at, to_status=round_.status, data=data)
    return round_


@transaction.atomic
def freeze(*, round_: Round, by: User, at: datetime) -> Round:
    """
    Write down who asks and what there is; may be done again until the round is published.

    :raises NothingToShare: if no order is open
    """
    data: dict[str, str] = {}
    with ROUND.transition(round_, "freeze", by=by, at=at, data=data):
        expire_unpicked(round_, by=by, at=at)
        round_.input_sha256 = data["input_sha256"] = freezing.take_in(round_, at)
        round_.result_sha256 = ""
        if not round_.items.exists():
            raise NothingToShare
    return round_


@transaction.atomic
def compute(*, round_: Round, by: User, at: datetime) -> Round:
    """Apply the rule to the frozen facts."""
    data: dict[str, str] = {}
    with ROUND.transition(round_, "compute", by=by, at=at, data=data):
        round_.result_sha256 = data["result_sha256"] = computing.hand_out(round_)
    return round_


@transaction.atomic
def publish(*, round_: Round, by: User, at: datetime) -> Round:
    """
    Set the awarded goods aside and make the awards known, all or nothing.

    :raises FactsMoved: if stock, an order or an approval changed since
    """
    with ROUND.transition(round_, "publish", by=by, at=at, data={"result_sha256": round_.result_sha256}):
        balances.lock_sharing(round_.division_id, round_.items.values_list("item", flat=True))
        balances.lock_lots(lots_of(round_))
        if computing.result_digest(round_) != round_.result_sha256:
            raise Tampered
        check_lines(round_)
        check_stock(round_)
        set_aside(round_)
        mark_lines(round_)
        round_.published_at = at
    enqueue("supplies.tasks.tell_firms", round_id=round_.pk, unique=f"tell_firms:{round_.pk}")
    return round_


@transaction.atomic
def cancel(*, round_: Round, reason: str, by: User, at: datetime) -> Round:
    """Give up a round that is not published. Nothing was set aside yet."""
    with ROUND.transition(round_, "cancel", by=by, at=at, note=reason):
        pass
    return round_


def check_lines(round_: Round) -> None:
    """
    Lock the order lines of the round, which must be as they were frozen.

    :raises FactsMoved: if an order was changed or cancelled, an approval ended or a firm was stopped
    """
    frozen = RoundLine.objects.filter(round_item__round=round_, ineligible="")
    lock_orders_of(frozen)
    unchanged = Q(
        order_line__is_settled=False,
        order_line__awarded=F("awarded_before"),
        order_line__quantity=F("requested")
        + F("order_line__awarded")
        + F("order_line__cancelled")
        + F("order_line__to_purchase"),
        order_line__order__status=OrderStatus.SUBMITTED,
        order_line__order__application__status__in=IN_FORCE,
    )
    is_halted = halts.is_on("order_line__order__application__case_key")
    if frozen.exclude(unchanged & ~is_halted).exists():
        raise FactsMoved


def lots_of(round_: Round) -> QuerySet[Lot]:
    return Lot.objects.filter(
        pk__in=RoundStock.objects.filter(round_item__round=round_).values("balance__lot")
    )


def check_stock(round_: Round) -> None:
    """:raises FactsMoved: if a lot of the round is not what it was when frozen"""
    rows = RoundStock.objects.filter(round_item__round=round_).select_related("round_item__item")
    now = {row.pk: row for row in balances.locked(rows.values_list("balance", flat=True))}
    lots = Balance.objects.select_related("lot").in_bulk(list(now))
    for row in rows:
        lot = freezing.lot_stock(lots[row.balance_id])
        item = row.round_item
        reason = skip_reason(lot, ship_on=round_.day, min_shelf_days=item.item.min_shelf_days, unit=item.unit)
        if now[row.balance_id].available != row.available or (reason or "") != row.skipped:
            raise FactsMoved


def set_aside(round_: Round) -> None:
    """Reserve what the parcels of the round take from each balance."""
    parcels = AwardLot.objects.filter(award__line__round_item__round=round_)
    sums = parcels.order_by().values_list("depot", "lot", "owner").annotate(wanted=Sum("units"))
    balances.reserve(by_balance({(depot, lot, owner): wanted for depot, lot, owner, wanted in sums}))
    keys = parcels.order_by("pk").values_list("pk", flat=True)
    for stretch in stretches(keys.iterator(chunk_size=STRETCH)):
        parcels.filter(pk__range=(stretch[0], stretch[-1])).update(state=AwardLotState.RESERVED)


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


def mark_lines(round_: Round) -> None:
    """One statement for those of a stretch that get the same: few quantities differ, and the lines are locked."""
    awards = RoundLine.objects.filter(round_item__round=round_, award__packs__gt=0).values_list(
        "order_line", "award__packs", "award__reason", "round_item__unit"
    )
    for stretch in stretches(awards.order_by("pk").iterator(chunk_size=STRETCH)):
        alike: dict[tuple[int, bool], list[int]] = defaultdict(list)
        for line_id, packs, reason, unit in stretch:
            alike[packs * unit, reason == Reason.TARGET].append(line_id)
        for (units, is_settled), ids in sorted(alike.items()):
            OrderLine.objects.filter(pk__in=ids).update(awarded=F("awarded") + units, is_settled=is_settled)


def expire_unpicked(round_: Round, *, by: User, at: datetime) -> None:
    """Goods of earlier days' rounds that no run took are free again; their needs are open again."""
    late = AwardLot.objects.filter(
        stop_item__isnull=True,
        state=AwardLotState.RESERVED,
        award__line__round_item__round__division_id=round_.division_id,
        award__line__round_item__round__status=RoundStatus.PUBLISHED,
        award__line__round_item__round__day__lt=round_.day,
    ).exclude(stranded_since(round_.day - timedelta(days=1)))
    give_back(late, AwardLotState.EXPIRED)


def stranded_since(day: date) -> Q:
    """Parcels whose vehicle dropped out on that day or later: no fault of the firm, so they are kept a day longer."""
    return Q(follows__stop_item__stop__ended_at__gte=start_of(day))


def give_back(parcels: Iterable[AwardLot], state: str) -> None:
    """Take the promise on reserved parcels back and open their needs again."""
    ids = sorted(parcel.pk for parcel in parcels)
    lines = OrderLine.objects.filter(parcels__in=ids)
    lock_with_lines(lines.values_list("order", flat=True))
    mine = AwardLot.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=ids, state=AwardLotState.RESERVED
    )
    rows = list(mine.order_by("pk"))
    balances.release(units_by_balance(rows))
    # What was bought on behalf stays the firm's own in the depot: its need is not open again.
    for line_id, units in units_by_line(row for row in rows if row.owner_id is None).items():
        OrderLine.objects.filter(pk=line_id).update(awarded=F("awarded") - units, is_settled=False)
    AwardLot.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)


def units_by_line(parcels: Iterable[AwardLot]) -> dict[int, int]:
    """Base units of the parcels by order line."""
    sums: dict[int, int] = defaultdict(int)
    for parcel in parcels:
        sums[parcel.order_line_id] += parcel.units
    return sums
