"""The morning's rounds: frozen and computed by the desk itself, published by a dispatcher."""

from datetime import datetime

import structlog
from django.db import transaction

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division
from core.progress import Tell, tell_nobody
from core.services.desk import the_desk
from supplies.models import Place, Round, RoundStatus
from supplies.services import asking, rounds

log = structlog.get_logger(__name__)


def open_all(at: datetime, tell: Tell = tell_nobody) -> int:
    """
    One round of today for each district with a depot and open orders; how many were made.

    A district where today's round exists, by hand or by an earlier run of this, is left alone.

    :param tell: how far the round of a district is
    """
    codes = Place.objects.depots().values_list("division__code", flat=True).distinct()
    made = 0
    for code in sorted({code[:6] for code in codes if len(code) >= 6}):
        try:
            made += open_one(code, at, tell)
        except DomainError as refusal:
            log.warning("round.not_opened", division=code, reason=refusal.code)
    return made


@transaction.atomic
def open_one(code: str, at: datetime, tell: Tell) -> bool:
    division = Division.objects.select_for_update(no_key=True).get(pk=code)
    standing = Round.objects.filter(division=division, day=shanghai_day(at), order__isnull=True).exclude(
        status=RoundStatus.CANCELLED
    )
    if standing.exists() or not asking.open_lines(code).exists():
        return False
    by = the_desk()
    round_ = rounds.create(division=division, day=shanghai_day(at), by=by, at=at)
    rounds.freeze(round_=round_, by=by, at=at, tell=tell)
    rounds.compute(round_=round_, by=by, at=at, tell=tell)
    return True
