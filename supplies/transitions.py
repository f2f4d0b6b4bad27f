"""Who may do what with lots, orders, errands, lodgings, rounds, plans, runs and stops, from where, to where."""

from typing import Any

from core.models import User
from core.workflow import Transition, Workflow
from reopening.permissions import mandate_for
from supplies import models
from supplies.models import AdjustmentStatus as Adjustment
from supplies.models import AwardLotState as Parcel
from supplies.models import Consent
from supplies.models import ErrandStatus as Errand
from supplies.models import LodgingStatus as Lodging
from supplies.models import LotStatus as Lot
from supplies.models import OrderStatus as Order
from supplies.models import OverrideStatus as Override
from supplies.models import PaymentStatus as Payment
from supplies.models import PlaceStatus as Place
from supplies.models import PlanStatus as Plan
from supplies.models import PurchaseStatus as Purchase
from supplies.models import RoundStatus as Round
from supplies.models import RunStatus as Run
from supplies.models import StopStatus as Stop
from supplies.models import TransferStatus as Transfer
from supplies.permissions import (
    agrees_for_firm,
    carries_out,
    ends_order,
    finds_loss,
    has_asked,
    is_courier,
    is_courier_or_keeper,
    is_dispatcher,
    is_dispatcher_or_desk,
    is_keeper,
    is_other_dispatcher,
    orders_for_firm,
    orders_or_dispatches,
    sent_it,
    signs_second,
    takes_in,
)

LOT = Workflow(
    # verb = Transition(from, to, who)
    hold=Transition({Lot.RELEASED}, Lot.HELD, is_keeper),
    release=Transition({Lot.HELD}, Lot.RELEASED, is_dispatcher),
    recall=Transition({Lot.RELEASED, Lot.HELD}, Lot.RECALLED, is_dispatcher),
)

PLACE = Workflow(
    edit=Transition({Place.OPEN, Place.CLOSED}, None, is_dispatcher),
    close=Transition({Place.OPEN}, Place.CLOSED, is_dispatcher),
    open=Transition({Place.CLOSED}, Place.OPEN, is_dispatcher),
)

TRANSFER = Workflow(
    arrive=Transition({Transfer.ON_THE_WAY}, Transfer.ARRIVED, takes_in),
    call_back=Transition({Transfer.ON_THE_WAY}, Transfer.CALLED_BACK, sent_it),
)

ADJUSTMENT = Workflow(
    sign=Transition({Adjustment.PROPOSED}, Adjustment.SIGNED, signs_second),
    decline=Transition({Adjustment.PROPOSED}, Adjustment.DECLINED, is_dispatcher),
)


class FirmWorkflow(Workflow):
    """An act under a mandate carries the mandate's number."""

    def remarks(self, subject: Any, *, by: User) -> dict[str, Any]:
        mandate = mandate_for(by, subject.firm_id)
        return {"mandate": mandate.number} if mandate else {}


ORDER = FirmWorkflow(
    edit=Transition({Order.DRAFT}, None, orders_for_firm),
    submit=Transition({Order.DRAFT}, Order.SUBMITTED, orders_for_firm),
    bring_in=Transition({Order.DRAFT}, Order.SUBMITTED, is_dispatcher),
    change=Transition({Order.SUBMITTED}, None, orders_or_dispatches),
    buy_rest=Transition({Order.SUBMITTED}, None, orders_for_firm),
    expedite=Transition({Order.SUBMITTED}, None, is_dispatcher),
    cancel=Transition({Order.DRAFT, Order.SUBMITTED}, Order.CANCELLED, orders_or_dispatches),
    complete=Transition({Order.SUBMITTED}, Order.DELIVERED, ends_order),
)

ERRAND = FirmWorkflow(
    accept=Transition({Errand.WAITING}, Errand.ACCEPTED, is_dispatcher),
    decline=Transition({Errand.WAITING}, Errand.DECLINED, is_dispatcher),
    assign=Transition({Errand.ACCEPTED}, None, is_dispatcher),
    finish=Transition({Errand.ACCEPTED}, Errand.DONE, carries_out),
    fail=Transition({Errand.ACCEPTED}, Errand.FAILED, carries_out),
    cancel=Transition({Errand.WAITING, Errand.ACCEPTED}, Errand.CANCELLED, orders_or_dispatches),
)

LODGING = FirmWorkflow(
    provide=Transition({Lodging.WAITING}, Lodging.PROVIDED, is_dispatcher),
    decline=Transition({Lodging.WAITING}, Lodging.DECLINED, is_dispatcher),
    cancel=Transition({Lodging.WAITING, Lodging.PROVIDED}, Lodging.CANCELLED, orders_or_dispatches),
)


class RoundWorkflow(Workflow):
    """A round that a worker has is left alone until the work is done."""

    def verbs_for(self, subject: Any, *, by: User) -> list[str]:
        return [] if subject.is_at_work else super().verbs_for(subject, by=by)


ROUND = RoundWorkflow(
    freeze=Transition({Round.DRAFT, Round.FROZEN, Round.COMPUTED}, Round.FROZEN, is_dispatcher_or_desk),
    compute=Transition({Round.FROZEN}, Round.COMPUTED, is_dispatcher_or_desk),
    publish=Transition({Round.COMPUTED}, Round.PUBLISHED, is_dispatcher),
    cancel=Transition({Round.DRAFT, Round.FROZEN, Round.COMPUTED}, Round.CANCELLED, is_dispatcher),
)

OVERRIDE = Workflow(
    approve=Transition({Override.PROPOSED}, Override.APPROVED, is_other_dispatcher),
    reject=Transition({Override.PROPOSED}, Override.REJECTED, is_other_dispatcher),
)

PLAN = Workflow(
    solve=Transition({Plan.WAITING}, Plan.PROPOSED, has_asked),
    accept=Transition({Plan.PROPOSED}, Plan.ACCEPTED, is_keeper),
    discard=Transition({Plan.WAITING, Plan.PROPOSED}, Plan.DISCARDED, is_keeper),
)

RUN = Workflow(
    plan=Transition({Run.DRAFT, Run.PLANNED}, Run.PLANNED, is_keeper),
    depart=Transition({Run.PLANNED}, Run.DEPARTED, is_courier_or_keeper),
    close=Transition({Run.DEPARTED}, Run.CLOSED, is_courier_or_keeper),
    cancel=Transition({Run.DRAFT, Run.PLANNED}, Run.CANCELLED, is_keeper),
    abort=Transition({Run.DEPARTED}, Run.ABORTED, is_keeper),
)

STOP = Workflow(
    deliver=Transition({Stop.WAITING, Stop.STRANDED}, Stop.DELIVERED, is_courier),
    fail=Transition({Stop.WAITING}, Stop.FAILED, is_courier_or_keeper),
    strand=Transition({Stop.WAITING}, Stop.STRANDED, is_keeper, part_of="breaking the run off"),
    renew_code=Transition({Stop.WAITING}, None, is_dispatcher),
)

PURCHASE = Workflow(
    place=Transition({Purchase.PROPOSED}, Purchase.PLACED, is_dispatcher),
    receive=Transition({Purchase.PLACED}, None, is_keeper),
    finish=Transition({Purchase.PLACED}, Purchase.RECEIVED, is_dispatcher),
    cancel=Transition({Purchase.PROPOSED, Purchase.PLACED}, Purchase.CANCELLED, is_dispatcher),
)

PURCHASE_LINE = Workflow(
    agree=Transition({Consent.ASKED}, Consent.AGREED, agrees_for_firm),
    decline=Transition({Consent.ASKED}, Consent.DECLINED, agrees_for_firm),
    drop=Transition(
        {Consent.ASKED, Consent.AGREED},
        Consent.DROPPED,
        is_dispatcher,
        part_of="placing or giving up the purchase",
    ),
)

PAYMENT = Workflow(
    pay=Transition({Payment.UNPAID}, Payment.PAID, is_dispatcher),
    owe=Transition(
        {Payment.PAID, Payment.OWED, Payment.REFUNDED},
        Payment.OWED,
        finds_loss,
        part_of="a loss, or less coming than was paid for",
    ),
    clear=Transition(
        {Payment.OWED}, Payment.PAID, finds_loss, part_of="sharing the cost anew, or goods found again"
    ),
    refund=Transition({Payment.OWED}, Payment.REFUNDED, is_dispatcher),
)

# A parcel has no verbs of its own: its round sets it aside, its run loads it, its stop ends it; or nobody picks it.
PARCEL_MOVES = frozenset(
    {
        (str(Parcel.RESERVED), str(Parcel.LOADED)),
        (str(Parcel.RESERVED), str(Parcel.EXPIRED)),
        (str(Parcel.LOADED), str(Parcel.ENDED)),
    }
)

# Which table moves which record; the database refuses every other move (core.triggers.only_moves)
MOVED_BY = {
    models.Lot: LOT,
    models.Place: PLACE,
    models.Transfer: TRANSFER,
    models.Adjustment: ADJUSTMENT,
    models.Order: ORDER,
    models.Errand: ERRAND,
    models.Lodging: LODGING,
    models.Round: ROUND,
    models.Override: OVERRIDE,
    models.DispatchPlan: PLAN,
    models.Run: RUN,
    models.Stop: STOP,
    models.Purchase: PURCHASE,
    models.PurchaseLine: PURCHASE_LINE,
    models.Payment: PAYMENT,
}
MOVED_ALONG = {models.AwardLot: PARCEL_MOVES}
