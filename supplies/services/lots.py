"""Lots under doubt: held for a check, released again, or recalled from everybody who has goods of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from core.notifications import Message, notify_many
from core.workflow import lock_in_order
from reopening.models import Firm
from supplies.models import (
    AwardLot,
    AwardLotState,
    Lot,
    PlaceKind,
    Posting,
    Run,
    RunStatus,
    Stop,
    StopItem,
)
from supplies.services import promises
from supplies.transitions import LOT


class NoReason(DomainError):
    code = "no_reason"
    message = _("Please say why: everybody who handles these goods will read it.")


@transaction.atomic
def hold(*, lot: Lot, reason: str, by: User, at: datetime) -> Lot:
    """
    Let nothing of a lot go out until it was checked; what is set aside of it is set free.

    :raises NoReason: without one
    """
    data: dict[str, int] = {}
    with LOT.transition(lot, "hold", by=by, at=at, note=said(reason), data=data):
        data["parcels"] = set_free(lot)
    return lot


@transaction.atomic
def release(*, lot: Lot, reason: str, by: User, at: datetime) -> Lot:
    """The check found nothing: the lot takes part in the next round."""
    with LOT.transition(lot, "release", by=by, at=at, note=said(reason)):
        pass
    return lot


@transaction.atomic
def recall(*, lot: Lot, reason: str, by: User, at: datetime) -> Lot:
    """
    Let nothing of a lot go out any more, and tell every firm that has got goods of it. For good.

    :raises NoReason: without one
    """
    data: dict[str, int] = {}
    with LOT.transition(lot, "recall", by=by, at=at, note=said(reason), data=data):
        data["parcels"] = set_free(lot)
        tell_holders(lot, reason)
    return lot


def said(reason: str) -> str:
    if not reason.strip():
        raise NoReason
    return reason.strip()


def parcels_set_aside(lot: Lot) -> "list[AwardLot]":
    """What of the lot is promised and still lies in a depot."""
    return list(AwardLot.objects.filter(lot=lot, state=AwardLotState.RESERVED).order_by("pk"))


def set_free(lot: Lot) -> int:
    """
    Take what is set aside off its runs and open the needs again; how many parcels.

    The lot is locked: whoever sets goods of it aside (`balances.lock_lots`) has done so already, or waits and then
    sees it held. A run that departs has left already, or waits here.
    """
    waiting = AwardLot.objects.filter(lot=lot, state=AwardLotState.RESERVED)
    planned = Run.objects.filter(status__in=[RunStatus.DRAFT, RunStatus.PLANNED])
    lock_in_order(planned.filter(pk__in=waiting.values("stop_item__stop__run")))
    parcels = parcels_set_aside(lot)
    stops = Stop.objects.filter(items__award_lot__in=parcels).values_list("pk", flat=True)
    emptied = list(stops.distinct())
    StopItem.objects.filter(award_lot__in=parcels).delete()
    promises.give_back(parcels, AwardLotState.EXPIRED)
    Stop.objects.filter(pk__in=emptied, items__isnull=True, errands__isnull=True).delete()
    return len(parcels)


def tell_holders(lot: Lot, reason: str) -> None:
    """Every member of a firm that goods of the lot reached."""
    reached = Posting.objects.filter(lot=lot, place__kind=PlaceKind.FIRM).values("place__firm")
    messages = [
        Message(member, {"firm": name, "lot": lot.lot_no, "item": lot.item.name, "reason": reason}, url(firm))
        for firm, name, member in Firm.objects.filter(pk__in=reached, members__isnull=False)
        .order_by("pk", "members")
        .values_list("public_id", "name", "members")
    ]
    notify_many(messages, "supplies.lot_recalled")


def url(firm: object) -> str:
    return f"/supplies/firms/{firm}/goods/"
