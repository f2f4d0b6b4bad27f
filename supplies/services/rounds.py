"""The allocation round: freeze the facts, compute by the rule, publish in one transaction. Never patched."""

import secrets
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue
from core.copying import checked_at_once
from core.cycles import no_collection
from core.errors import DomainError
from core.models import Division, User
from core.progress import Course, Tell, tell_nobody
from core.stretches import STRETCH, stretches
from reopening import halts
from reopening.models import PolicySet
from supplies import sharing
from supplies.models import (
    Award,
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    Order,
    OrderStatus,
    Override,
    Reason,
    Round,
    RoundLine,
    RoundStock,
)
from supplies.permissions import is_dispatcher_or_desk
from supplies.picking import skip_reason
from supplies.serials import serial
from supplies.services import balances, computing, freezing, promises
from supplies.services.orders import IN_FORCE, lock_orders_of
from supplies.transitions import ROUND

# A parcel for each pick of a stretch of lines, in their order. Each table is told the stretch by its own index:
# otherwise whole tables are read for every stretch of a province.
SET_ASIDE = """
INSERT INTO supplies_awardlot (award_id, order_line_id, depot_id, lot_id, units, state)
SELECT award.id, frozen.order_line_id, picks[n][1], picks[n][2], picks[n][3], %(state)s
  FROM supplies_roundline AS frozen
  JOIN supplies_award AS award ON award.line_id = frozen.id
  JOIN supplies_rounditem AS item ON item.id = frozen.round_item_id, generate_subscripts(picks, 1) AS n
 WHERE frozen.id BETWEEN %(first)s AND %(last)s AND award.line_id BETWEEN %(first)s AND %(last)s
   AND item.round_id = %(round)s
 ORDER BY award.id, n
"""
MARK = """
UPDATE supplies_orderline AS line
   SET awarded = line.awarded + award.packs * item.unit, is_settled = award.reason = %(settled)s
  FROM supplies_roundline AS frozen
  JOIN supplies_award AS award ON award.line_id = frozen.id
  JOIN supplies_rounditem AS item ON item.id = frozen.round_item_id
 WHERE frozen.order_line_id = line.id AND line.id BETWEEN %(lowest)s AND %(highest)s AND award.packs > 0
   AND frozen.id BETWEEN %(first)s AND %(last)s AND award.line_id BETWEEN %(first)s AND %(last)s
   AND item.round_id = %(round)s
"""


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


class AtWork(DomainError):
    status = 409
    code = "at_work"
    message = _("This round is being worked on. Please wait until that is done.")


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
@no_collection()
def freeze(*, round_: Round, by: User, at: datetime, tell: Tell = tell_nobody) -> Round:
    """
    Write down who asks and what there is; may be done again until the round is published.

    :param tell: how far it is
    :raises NothingToShare: if no order is open
    """
    data: dict[str, str] = {}
    with ROUND.transition(round_, "freeze", by=by, at=at, data=data):
        promises.expire_unpicked(round_)
        with checked_at_once(Override):
            round_.input_sha256 = data["input_sha256"] = freezing.take_in(round_, at, tell)
        round_.result_sha256 = ""
        if not round_.items.exists():
            raise NothingToShare
    return round_


@transaction.atomic
@no_collection()
def compute(*, round_: Round, by: User, at: datetime, tell: Tell = tell_nobody) -> Round:
    """Apply the rule to the frozen facts."""
    data: dict[str, str] = {}
    with ROUND.transition(round_, "compute", by=by, at=at, data=data):
        round_.result_sha256 = data["result_sha256"] = computing.hand_out(round_, tell)
    return round_


@transaction.atomic
@no_collection()
def publish(*, round_: Round, by: User, at: datetime, tell: Tell = tell_nobody) -> Round:
    """
    Set the awarded goods aside and make the awards known, all or nothing.

    :raises FactsMoved: if stock, an order or an approval changed since
    """
    with ROUND.transition(round_, "publish", by=by, at=at, data={"result_sha256": round_.result_sha256}):
        awards = Award.objects.filter(line__round_item__round=round_)
        course = Course(tell, total=awards.count() + awards.filter(packs__gt=0).count())
        balances.lock_sharing(round_.division_id, round_.items.values_list("item", flat=True))
        balances.lock_lots(lots_of(round_))
        if computing.result_digest(round_, course) != round_.result_sha256:
            raise Tampered
        check_lines(round_)
        check_stock(round_)
        hand_over(round_, course)
        round_.published_at = at
    enqueue("supplies.tasks.tell_firms", round_id=round_.pk, unique=f"tell_firms:{round_.pk}")
    return round_


@transaction.atomic
def cancel(*, round_: Round, reason: str, by: User, at: datetime) -> Round:
    """
    Give up a round that is not published. Nothing was set aside yet.

    :raises AtWork: while an act is being carried out
    """
    if round_.is_at_work:  # looked at before it is locked: the worker holds the row as long as it works
        raise AtWork
    with ROUND.transition(round_, "cancel", by=by, at=at, note=reason):
        pass
    return round_


def check_lines(round_: Round) -> None:
    """
    Lock the order lines of the round, which must be as they were frozen.

    :raises FactsMoved: if an order was changed or cancelled, an approval ended or a firm was stopped
    """
    frozen = RoundLine.objects.filter(round_item__round=round_, ineligible="")
    lock_orders_of(frozen.values("order_line__order"))
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
    keys = frozen.order_by("pk").values_list("pk", flat=True)
    for stretch in stretches(keys.iterator(chunk_size=STRETCH)):
        some = frozen.filter(pk__range=(stretch[0], stretch[-1]))
        if some.exclude(unchanged & ~is_halted).exists():
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


def hand_over(round_: Round, course: Course) -> None:
    """
    Make the parcels and mark what each line was awarded, a stretch in two statements of which no number passes through
    this process; then reserve what the parcels take from each balance.
    """
    lines = RoundLine.objects.filter(round_item__round=round_, award__packs__gt=0)
    keys = lines.order_by("pk").values_list("pk", "order_line")
    said: dict[str, int | str] = {
        "round": round_.pk,
        "state": AwardLotState.RESERVED.value,
        "settled": Reason.TARGET.value,
    }
    with connection.cursor() as cursor, checked_at_once(AwardLot):
        for stretch in stretches(keys.iterator(chunk_size=STRETCH)):
            frozen, asked = zip(*stretch, strict=True)
            among = {"first": frozen[0], "last": frozen[-1], "lowest": min(asked), "highest": max(asked)}
            for act in (SET_ASIDE, MARK):
                cursor.execute(act, said | among)
            course.go(len(stretch))
    mine = AwardLot.objects.filter(award__line__round_item__round=round_)
    sums = mine.order_by().values_list("depot", "lot", "owner").annotate(wanted=Sum("units"))
    balances.reserve(promises.by_balance({(depot, lot, owner): wanted for depot, lot, owner, wanted in sums}))
