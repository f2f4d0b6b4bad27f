"""
Orders that cannot wait for the day's round: a dispatcher shares out for one of them alone, at once.

The rule is the same and so is the machine, a round of one order: it says earlier, never more (docs/adr/0053).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, User
from supplies.models import Order, OrderKind, Round, RoundLine
from supplies.services import rounds
from supplies.services.orders import ReasonMissing
from supplies.transitions import ORDER

DISTRICT = 6  # digits of its code


class NotShared(DomainError):
    code = "not_shared_by_rounds"
    message = _("Only orders of government supply are served by rounds.")


class NothingGiven(DomainError):
    code = "nothing_given"
    message = _(
        "Nothing could be set aside: no stock is free for it, or the firm has what the rule gives already."
    )


@transaction.atomic
def expedite(*, order: Order, reason: str, by: User, at: datetime) -> Round:
    """
    Share out for this order alone and set the goods aside, ahead of the day's round.

    :return: the published round
    :raises ReasonMissing: if no reason is given
    :raises NothingToShare: if the order waits for nothing
    :raises NothingGiven: if the rule gives it nothing now
    """
    if not reason.strip():
        raise ReasonMissing
    if order.kind != OrderKind.GOVERNMENT:
        raise NotShared
    district = Division.objects.get(pk=order.division_code[:DISTRICT])
    round_ = rounds.create(division=district, day=shanghai_day(at), order=order, by=by, at=at)
    rounds.freeze(round_=round_, by=by, at=at)
    rounds.compute(round_=round_, by=by, at=at)
    if not RoundLine.objects.filter(round_item__round=round_, award__packs__gt=0).exists():
        raise NothingGiven
    rounds.publish(round_=round_, by=by, at=at)
    # Last, so that locks are taken as every publication takes them: the sharing, then orders, then balances.
    with ORDER.transition(order, "expedite", by=by, at=at, note=reason, data={"round": round_.number}):
        order.expedited_at, order.expedited_by = at, by
    return round_
