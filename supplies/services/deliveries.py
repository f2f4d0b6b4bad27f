"""
At the firm's door: what the courier's device says, once.

A known `event_id` changes nothing and gets the first answer again. A refusal is recorded too: a device that
lost the answer and asks again must get the same.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from supplies import codes
from supplies.digests import digest
from supplies.models import (
    LOST,
    AwardLot,
    AwardLotState,
    DispatchEvent,
    EventKind,
    FailReason,
    MovementKind,
    Order,
    OrderLine,
    PlaceKind,
    ProofLine,
    ProofOfDelivery,
    RejectReason,
    RunStatus,
    Stop,
    StopItem,
)
from supplies.services import orders, stock
from supplies.transitions import STOP


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("This is not the firm's code. Please ask the firm to read it out again.")


class CodeLocked(DomainError):
    code = "code_locked"
    message = _("Too many wrong codes. Please ask the dispatcher for a new one.")


class NotOnTheRoad(DomainError):
    status = 409
    code = "not_on_the_road"
    message = _("This run is not on the road.")


class BadLines(DomainError):
    code = "bad_lines"
    message = _("Accepted and rejected must add up to what was loaded, with a reason for what was rejected.")


class BadReason(DomainError):
    code = "bad_reason"
    message = _("Please say why the delivery failed.")


class OtherStop(DomainError):
    code = "event_of_another_stop"
    message = _("This event number was used for another stop.")


@dataclass(frozen=True)
class Hand:
    """How much of a parcel the firm took."""

    accepted: int
    rejected: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """
    What happened at a stop.

    :param lines: by parcel (`StopItem` id); a parcel that is not named was accepted whole
    """

    kind: str
    code: str = ""
    receiver: str = ""
    reason: str = ""
    lines: Mapping[int, Hand] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        """What is kept of it: everything but the code."""
        lines = {str(item): [hand.accepted, hand.rejected, hand.reason] for item, hand in self.lines.items()}
        return {"receiver": self.receiver, "reason": self.reason, "lines": lines}


@transaction.atomic
def record(
    *, stop: Stop, event_id: uuid.UUID, report: Report, occurred_at: datetime, by: User, at: datetime
) -> DispatchEvent:
    """
    Take down what a device says and act on it, once per `event_id`.

    A rule's refusal is not raised: it is the event's `outcome`, see `refusal_of`.

    :raises PermissionDenied: if this is not the courier of the run
    """
    workflow.lock(stop)
    known = DispatchEvent.objects.filter(event_id=event_id).first()
    if known is not None:
        if known.stop_id != stop.pk:
            raise OtherStop
        return known
    try:
        with transaction.atomic():
            ACTS[report.kind](stop, report, by=by, at=at)
        outcome: dict[str, Any] = {"accepted": True}
    except DomainError as refusal:
        outcome = {"accepted": False, "code": refusal.code}
        if isinstance(refusal, WrongCode):
            Stop.objects.filter(pk=stop.pk).update(wrong_codes=F("wrong_codes") + 1)
    return DispatchEvent.objects.create(
        event_id=event_id,
        run_id=stop.run_id,
        stop=stop,
        kind=report.kind,
        payload=report.words(),
        outcome=outcome,
        occurred_at=occurred_at,
        recorded_by=by,
    )


REFUSALS: dict[str, type[DomainError]] = {
    refusal.code: refusal
    for refusal in (
        WrongCode,
        CodeLocked,
        NotOnTheRoad,
        BadLines,
        BadReason,
        TransitionNotAllowed,
        stock.NotEnough,
    )
}


def refusal_of(event: DispatchEvent) -> DomainError | None:
    """Why an event was not accepted, in words; None when it was."""
    if event.outcome["accepted"]:
        return None
    return REFUSALS.get(event.outcome["code"], DomainError)()


def message_of(event: DispatchEvent) -> str | Promise:
    refusal = refusal_of(event)
    return refusal.message if refusal else ""


def deliver(stop: Stop, report: Report, *, by: User, at: datetime) -> None:
    """
    Hand the goods over against the firm's one-time code.

    :raises WrongCode: at most ten times, then
    :raises CodeLocked: until the dispatcher renews it
    :raises BadLines: if accepted and rejected do not add up
    """
    with STOP.transition(stop, "deliver", by=by, at=at, data={"receiver": report.receiver}):
        check_on_the_road(stop)
        check_code(stop, report.code)
        parcels = list(parcels_of(stop))
        hands = {parcel.pk: report.lines.get(parcel.pk, Hand(parcel.units)) for parcel in parcels}
        check_hands(parcels, hands, set(report.lines))
        touched, lines = lock_orders(parcels)
        move_goods(stop, parcels, hands, by=by, at=at)
        write_proof(stop, report, hands, parcels, by=by, at=at)
        for parcel in parcels:
            hand, line = hands[parcel.pk], lines[parcel.award_lot.award.line.order_line_id]
            count_in(line, parcel.units, accepted=hand.accepted)
        end(stop, parcels, by=by, at=at)
        for order in touched.values():
            orders.complete_if_done(order=order, by=by, at=at)
    tell(stop, "supplies.delivered")


def fail(stop: Stop, report: Report, *, by: User, at: datetime) -> None:
    """The goods could not be handed over: they go back to the depot, and the need is open again."""
    if report.reason not in FailReason.values:
        raise BadReason
    with STOP.transition(stop, "fail", by=by, at=at, note=report.reason):
        check_on_the_road(stop)
        parcels = list(parcels_of(stop))
        _orders, lines = lock_orders(parcels)
        nothing = {parcel.pk: Hand(0, parcel.units, RejectReason.NOT_NEEDED) for parcel in parcels}
        move_goods(stop, parcels, nothing, by=by, at=at)
        for parcel in parcels:
            count_in(lines[parcel.award_lot.award.line.order_line_id], parcel.units, accepted=0)
        stop.fail_reason = report.reason
        end(stop, parcels, by=by, at=at)
    tell(stop, "supplies.not_delivered")


Act = Callable[..., None]
ACTS: dict[str, Act] = {EventKind.DELIVER: deliver, EventKind.FAIL: fail}


@transaction.atomic
def renew_code(*, stop: Stop, by: User, at: datetime) -> Stop:
    """A new code for the firm, and ten new tries for the courier."""
    with STOP.transition(stop, "renew_code", by=by, at=at):
        stop.nonce, stop.wrong_codes = codes.new_nonce(), 0
    return stop


def code_of(stop: Stop) -> str:
    """The code to show to the firm, and to nobody else."""
    return codes.code_for(stop.nonce, key=settings.HASH_KEY.encode())


def check_on_the_road(stop: Stop) -> None:
    if stop.run.status != RunStatus.DEPARTED:
        raise NotOnTheRoad


def check_code(stop: Stop, typed: str) -> None:
    if stop.wrong_codes >= codes.MAX_TRIES:
        raise CodeLocked
    if not codes.matches(typed, stop.nonce, key=settings.HASH_KEY.encode()):
        raise WrongCode


def parcels_of(stop: Stop) -> list[StopItem]:
    return list(
        stop.items.select_related(
            "award_lot__lot__item", "award_lot__depot", "award_lot__award__line__order_line"
        ).order_by("pk")
    )


def check_hands(parcels: list[StopItem], hands: Mapping[int, Hand], named: set[int]) -> None:
    if named - {parcel.pk for parcel in parcels}:
        raise BadLines
    for parcel in parcels:
        hand = hands[parcel.pk]
        adds_up = hand.accepted + hand.rejected == parcel.units and min(hand.accepted, hand.rejected) >= 0
        says_why = (hand.reason in RejectReason.values) if hand.rejected else not hand.reason
        if not adds_up or not says_why:
            raise BadLines


def lock_orders(parcels: list[StopItem]) -> tuple[dict[int, Order], dict[int, OrderLine]]:
    return orders.lock_with_lines(parcel.award_lot.award.line.order_line.order_id for parcel in parcels)


def move_goods(
    stop: Stop, parcels: list[StopItem], hands: Mapping[int, Hand], *, by: User, at: datetime
) -> None:
    """Accepted goods to the firm, lost ones to the waste, others back to the depot: a movement for each."""
    division = stop.run.depot.division
    road = stock.special_place(division, PlaceKind.IN_TRANSIT)
    waste = stock.special_place(division, PlaceKind.WASTE)
    legs: dict[MovementKind, list[stock.Leg]] = {}
    for parcel in parcels:
        hand, lot = hands[parcel.pk], parcel.award_lot.lot
        back = (
            (MovementKind.WRITE_OFF, waste) if hand.reason in LOST else (MovementKind.RETURN, stop.run.depot)
        )
        ways = ((MovementKind.DELIVER, stop.place, hand.accepted), (*back, hand.rejected))
        for kind, place, units in ways:
            if units:
                legs.setdefault(kind, []).extend((stock.Leg(road, lot, -units), stock.Leg(place, lot, units)))
    for kind, its_legs in legs.items():
        stock.post(kind=kind, legs=its_legs, division=division, run=stop.run, stop=stop, by=by, at=at)


def count_in(line: OrderLine, units: int, *, accepted: int) -> None:
    """Loaded goods were accepted, or their need is open again."""
    line.loaded -= units
    line.delivered += accepted
    line.awarded -= units - accepted
    if accepted < units:
        line.is_settled = False
    line.save(update_fields=["loaded", "delivered", "awarded", "is_settled"])


def end(stop: Stop, parcels: list[StopItem], *, by: User, at: datetime) -> None:
    stop.ended_at, stop.ended_by = at, by
    AwardLot.objects.filter(stop_item__in=parcels).update(state=AwardLotState.ENDED)


def write_proof(
    stop: Stop, report: Report, hands: Mapping[int, Hand], parcels: list[StopItem], *, by: User, at: datetime
) -> None:
    lines = [
        ProofLine(
            item=parcel,
            loaded=parcel.units,
            accepted=hands[parcel.pk].accepted,
            rejected=hands[parcel.pk].rejected,
            reason=hands[parcel.pk].reason,
        )
        for parcel in parcels
    ]
    facts = [[line.item_id, line.loaded, line.accepted, line.rejected, line.reason] for line in lines]
    proof = ProofOfDelivery.objects.create(
        stop=stop,
        receiver=report.receiver,
        delivered_at=at,
        courier=by,
        sha256=digest([str(stop.public_id), report.receiver, at, facts]),
    )
    for line in lines:
        line.proof = proof
    ProofLine.objects.bulk_create(lines)


def tell(stop: Stop, kind: str) -> None:
    params = {"firm": stop.firm.name, "run": stop.run.number}
    notify(stop.firm.members.all(), kind, params=params, url="/supplies/orders/")
