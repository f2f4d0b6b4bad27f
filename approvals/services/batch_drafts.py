"""A batch that is being prepared gets another day or quota, or is given up."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch
from approvals.queries.batch_verbs import loads_of
from approvals.queries.batches import usage
from approvals.queries.quotas import day_room
from approvals.services.batches import OpeningDayPast
from approvals.services.filling import refuse_full_day, refuse_over_quota
from approvals.services.quotas import hold_day
from approvals.transitions import BATCH
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User


class PlannedAlready(DomainError):
    code = "planned_already"
    message = _("The plan of stages has another batch of this phase on that day.")


@dataclass(frozen=True)
class Terms:
    """From when, and how many at most."""

    opens_on: date
    quota_firms: int
    quota_heads: int

    def as_words(self) -> dict[str, str | int]:
        return {
            "opens_on": self.opens_on.isoformat(),
            "quota_firms": self.quota_firms,
            "quota_heads": self.quota_heads,
        }


def terms_of(batch: Batch) -> Terms:
    return Terms(batch.opens_on, batch.quota_firms, batch.quota_heads)


@transaction.atomic
def change(*, batch: Batch, terms: Terms, by: User, at: datetime) -> Batch:
    """
    Give a batch another opening day or quota; its members stay.

    :raises OpeningDayPast: if the day lies before today
    :raises OverQuota: if its members are more than the quota allows
    :raises DayFull: if they find no place on the day
    :raises PlannedAlready: if its plan has another one of the phase on the day
    """
    data: dict[str, object] = {}
    try:
        with BATCH.transition(batch, "change", by=by, at=at, data=data):
            before = terms_of(batch)
            data |= {"before": before.as_words(), "after": terms.as_words()}
            if terms.opens_on < shanghai_day(at):
                raise OpeningDayPast
            batch.opens_on = terms.opens_on
            batch.quota_firms, batch.quota_heads = terms.quota_firms, terms.quota_heads
            refuse_over_quota(usage(batch))
            if before.opens_on != batch.opens_on:
                find_places(batch)
    except IntegrityError as error:
        raise PlannedAlready from error
    return batch


def find_places(batch: Batch) -> None:
    """:raises DayFull: if the members find none on the new day, on which they are not counted yet"""
    hold_day(batch.division_id, batch.opens_on)
    room, mine = day_room(batch), loads_of([batch]).get(batch.pk, {})
    for code, load in mine.items():
        room.take(code, heads=load.heads, firms=load.firms)
    refuse_full_day(room, mine)


@transaction.atomic
def discard(*, batch: Batch, by: User, at: datetime) -> Batch:
    """Give a batch up: nothing is decided, and its cases may be taken into another one."""
    data: dict[str, int] = {}
    with BATCH.transition(batch, "discard", by=by, at=at, data=data):
        data["freed"], _by_model = batch.members.all().delete()
    return batch
