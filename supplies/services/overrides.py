"""
Exceptions to a published round: asked for with a reason, granted by somebody else, set aside beside the round.

The frozen input, the awards and their hashes stay untouched; an exception is a row of its own, and so are its parcels.
"""

from datetime import datetime

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import User
from reopening.halts import halted_cases
from supplies import needs, picking
from supplies.models import (
    AwardLot,
    AwardLotState,
    Balance,
    Lot,
    Order,
    OrderLine,
    OrderStatus,
    Override,
    Place,
    RoundLine,
    RoundStatus,
)
from supplies.permissions import is_dispatcher
from supplies.services import balances, freezing
from supplies.services.orders import IN_FORCE, lock_with_lines
from supplies.services.promises import units_by_balance
from supplies.transitions import OVERRIDE


class NotPublished(DomainError):
    status = 409
    code = "round_not_published"
    message = _("Exceptions belong to published rounds. Publish the round first.")


class MoreThanAsked(DomainError):
    code = "more_than_asked"
    message = _("The order does not ask for that much any more, or the firm may get nothing now.")


class NothingFree(DomainError):
    code = "nothing_free"
    message = _(
        "The depots have not that many whole packs free now. Grant the exception once goods have come in, or refuse it."
    )


class OverrideOpen(DomainError):
    code = "override_open"
    message = _("An exception for this firm waits for its answer already.")


@transaction.atomic
def ask(*, line: RoundLine, packs: int, reason: str, by: User, at: datetime) -> Override:
    """
    Ask for packs beyond the award; nothing is set aside yet.

    :raises NotPublished: if the round is not published
    :raises MoreThanAsked: if the order has not that much open
    :raises OverrideOpen: if one waits already
    """
    round_ = line.round_item.round
    if not is_dispatcher(by, round_):
        raise PermissionDenied
    if round_.status != RoundStatus.PUBLISHED:
        raise NotPublished
    check_open(line, line.order_line, line.order_line.order, packs)
    try:
        with transaction.atomic():
            row = Override.objects.create(line=line, packs=packs, reason=reason, asked_at=at, asked_by=by)
    except IntegrityError as error:
        raise OverrideOpen from error
    data = {"order": line.order_line.order.number, "packs": packs}
    audit.record(row, "override.ask", by=by, at=at, note=reason, to_status=row.status, data=data)
    return row


@transaction.atomic
def approve(*, override: Override, by: User, at: datetime) -> Override:
    """
    Set the packs aside, first expiry first, from the nearest depot that has them.

    :raises NothingFree: if the depots have not that many whole packs free
    :raises MoreThanAsked: if the order has not that much open any more
    """
    with OVERRIDE.transition(override, "approve", by=by, at=at, data={"packs": override.packs}):
        line = override.line
        item = line.round_item
        balances.lock_sharing(item.round.division_id, [item.item_id])
        balances.lock_lots(lots_for(override))
        orders, lines = lock_with_lines([line.order_line.order_id])
        order_line = lines[line.order_line_id]
        check_open(line, order_line, orders[order_line.order_id], override.packs)
        parcels = pick(override)
        balances.reserve(units_by_balance(parcels))
        AwardLot.objects.bulk_create(parcels)
        order_line.awarded += override.packs * item.unit
        order_line.save(update_fields=["awarded"])
        override.answered_at, override.answered_by = at, by
    return override


def reject(*, override: Override, by: User, at: datetime) -> Override:
    with OVERRIDE.transition(override, "reject", by=by, at=at):
        override.answered_at, override.answered_by = at, by
    return override


def check_open(line: RoundLine, order_line: OrderLine, order: Order, packs: int) -> None:
    most = needs.packs_for(order_line.rest, line.round_item.unit)
    case = order.application
    is_served = order.status == OrderStatus.SUBMITTED and case.status in IN_FORCE
    if not is_served or packs > most or case.case_key in halted_cases([case.case_key]):
        raise MoreThanAsked


def lots_for(override: Override) -> QuerySet[Lot]:
    item = override.line.round_item
    here = Balance.objects.pool().filter(
        lot__item=item.item_id, place__division__code__startswith=item.round.division_id
    )
    return Lot.objects.filter(pk__in=here.values("lot"))


def pick(override: Override) -> list[AwardLot]:
    """Parcels of the free stock as it is now; the balances' rows are locked by `balances.reserve`."""
    line = override.line
    item = line.round_item
    depots = list(
        Place.objects.depots().filter(division__code__startswith=item.round.division_id).order_by("pk")
    )
    good, _skipped = picking.usable(
        freezing.stock_of(depots, item.item),
        ship_on=item.round.day,
        min_shelf_days=item.item.min_shelf_days,
        unit=item.unit,
    )
    if picking.supply(good, item.unit) < override.packs:
        raise NothingFree
    codes = {depot.pk: depot.division_id for depot in depots}
    near = picking.nearest_first(codes, codes.get(line.home_depot_id or 0, ""))
    picks = picking.assign(
        np.zeros(override.packs, np.int64),
        home=np.zeros(1, np.int64),
        preference=[near],
        lots=good,
        unit=item.unit,
    )
    rows = Balance.objects.select_related("lot", "place").in_bulk(picks.stock.tolist())
    return [
        AwardLot(
            award=line.award,
            order_line_id=line.order_line_id,
            depot=rows[key].place,
            lot=rows[key].lot,
            units=packs * item.unit,
            state=AwardLotState.RESERVED,
            override=override,
        )
        for _line, key, packs in picks.rows()
    ]
