"""
At the firm's door: what the courier's device says, once.

A known `event_id` changes nothing and gets the first answer again. A refusal is recorded too: a device that
lost the answer and asks again must get the same.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.halts import halted_cases
from reopening.models import Application
from supplies import codes
from supplies.models import (
    AwardLot,
    AwardLotState,
    DispatchEvent,
    EventKind,
    FailReason,
    Order,
    OrderLine,
    PictureKind,
    ProofMethod,
    PurchaseLine,
    RejectReason,
    RunStatus,
    Stop,
    StopItem,
    StopStatus,
)
from supplies.queries.tracking import cases_of
from supplies.services import balances, breakdowns, errands, orders, payments
from supplies.services.hand_overs import (
    BadLines,
    Hand,
    Report,
    check_hands,
    count_in,
    move_goods,
    parcels_of,
    write_proof,
)
from supplies.services.order_completion import complete_if_done
from supplies.transitions import STOP


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("This is not the firm's code. Please ask the firm to read it out again.")


class CodeLocked(DomainError):
    code = "code_locked"
    message = _("Too many wrong codes. Please ask the dispatcher for a new one.")


class ProofMissing(DomainError):
    code = "proof_missing"
    message = _("Please enter the firm's code. Without it, a signature and a photo are needed.")


class NotOnTheRoad(DomainError):
    status = 409
    code = "not_on_the_road"
    message = _("This run is not on the road.")


class FirmHalted(DomainError):
    status = 409
    code = "firm_halted"
    message = _("This firm has been stopped. Please take the goods back to the depot.")


class BadReason(DomainError):
    code = "bad_reason"
    message = _("Please say why the delivery failed.")


class OtherStop(DomainError):
    code = "event_of_another_stop"
    message = _("This event number was used for another stop.")


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
        if isinstance(refusal, breakdowns.GoneOn):
            breakdowns.warn(stop)
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
        ProofMissing,
        NotOnTheRoad,
        FirmHalted,
        BadLines,
        BadReason,
        TransitionNotAllowed,
        balances.NotEnough,
        breakdowns.GoneOn,
        breakdowns.BrokenOff,
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
    Hand the goods over against the firm's one-time code, or against a signature and a photo.

    :raises ProofMissing: without a code, if signature or photo is missing
    :raises WrongCode: at most ten times, then
    :raises CodeLocked: until the dispatcher renews it
    :raises BadLines: if accepted and rejected do not add up
    :raises FirmHalted: if the firm has been stopped meanwhile
    :raises GoneOn: if the vehicle dropped out and the goods have gone another way since
    """
    with STOP.transition(stop, "deliver", by=by, at=at, data={"receiver": report.receiver}):
        if stop.status != StopStatus.STRANDED:
            check_on_the_road(stop)
        check_proof(stop, report)
        refuse_halted(stop)
        if stop.status == StopStatus.STRANDED:
            breakdowns.fetch_back(stop, by=by, at=at)
        parcels = list(parcels_of(stop))
        hands = {parcel.pk: report.lines.get(parcel.pk, Hand(parcel.units)) for parcel in parcels}
        check_hands(parcels, hands, set(report.lines))
        touched, lines = lock_orders(parcels)
        move_goods(stop, parcels, hands, by=by, at=at)
        write_proof(stop, report, hands, parcels, by=by, at=at)
        for parcel in parcels:
            count_in(lines[parcel.award_lot.order_line_id], parcel.award_lot, hands[parcel.pk])
        end(stop, parcels, by=by, at=at)
        for order in touched.values():
            complete_if_done(order=order, by=by, at=at)
        payments.settle(lines=bought_lines(parcels), by=by, at=at)
        errands.end_at_stop(stop, by=by, at=at)
    if parcels:
        tell(stop, "supplies.delivered")


def fail(stop: Stop, report: Report, *, by: User, at: datetime) -> None:
    """The goods could not be handed over: they go back to the depot, and the need is open again."""
    if report.reason not in FailReason.values:
        raise BadReason
    if stop.status == StopStatus.STRANDED and STOP["fail"].allowed(by, stop):
        raise breakdowns.BrokenOff
    with STOP.transition(stop, "fail", by=by, at=at, note=report.reason):
        check_on_the_road(stop)
        parcels = list(parcels_of(stop))
        _orders, lines = lock_orders(parcels)
        nothing = {parcel.pk: Hand(0, parcel.units, RejectReason.NOT_NEEDED) for parcel in parcels}
        move_goods(stop, parcels, nothing, by=by, at=at)
        for parcel in parcels:
            count_in(lines[parcel.award_lot.order_line_id], parcel.award_lot, nothing[parcel.pk])
        stop.fail_reason = report.reason
        end(stop, parcels, by=by, at=at)
        errands.end_at_stop(stop, reason=report.reason, by=by, at=at)
    if parcels:
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


def refuse_halted(stop: Stop) -> None:
    """
    Nothing reaches a firm that stands still. Its applications are held until this transaction ends: a stop comes
    wholly before the delivery or wholly after it.
    """
    held = Application.objects.filter(case_key__in=cases_of(stop).values("case_key")).order_by("pk")
    keys = held.select_for_update(of=("self",), no_key=True).values_list("case_key", flat=True)
    if halted_cases(keys):
        raise FirmHalted


def check_proof(stop: Stop, report: Report) -> None:
    if report.method == ProofMethod.CODE:
        check_code(stop, report.code)
    elif {picture.kind for picture in report.pictures} != set(PictureKind.values):
        raise ProofMissing


def check_code(stop: Stop, typed: str) -> None:
    if stop.wrong_codes >= codes.MAX_TRIES:
        raise CodeLocked
    if not codes.matches(typed, stop.nonce, key=settings.HASH_KEY.encode()):
        raise WrongCode


def lock_orders(parcels: list[StopItem]) -> tuple[dict[int, Order], dict[int, OrderLine]]:
    """Parts of purchases, then orders and their lines."""
    workflow.lock_in_order(bought_lines(parcels))
    return orders.lock_with_lines(parcel.award_lot.order_line.order_id for parcel in parcels)


def bought_lines(parcels: list[StopItem]) -> QuerySet[PurchaseLine]:
    """The parts of purchases that are among the parcels."""
    return PurchaseLine.objects.filter(parcels__stop_item__in=parcels)


def end(stop: Stop, parcels: list[StopItem], *, by: User, at: datetime) -> None:
    stop.ended_at, stop.ended_by = at, by
    AwardLot.objects.filter(stop_item__in=parcels).update(state=AwardLotState.ENDED)


def tell(stop: Stop, kind: str) -> None:
    params = {"firm": stop.firm.name, "run": stop.run.number}
    notify(stop.firm.members.all(), kind, params=params, url="/supplies/orders/")
