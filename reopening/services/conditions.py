"""What still has to happen for an application: set by one wing, fulfilled by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import audit
from core.dates import shanghai_day
from core.errors import DomainError
from core.inserting import insert_many
from core.models import User
from core.notifications import notify
from core.workflow import lock
from reopening.models import Application, Condition, ConditionStatus
from reopening.transitions import APPLICATION

PLANNED = ["status", "due_on", "acts_on", "told_on", "overdue_at"]


class NotExtendable(DomainError):
    status = 409
    code = "not_extendable"
    message = _("Only a condition that is still open, and has a day, can be extended.")


class NotLater(DomainError):
    code = "not_later"
    message = _("The new day must be later than the one before, and not in the past.")


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition to set: its kind, what it is about (an item, a paper), and until when."""

    application: Application
    kind: str
    detail: str = ""
    due_on: date | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        return self.application.pk, str(self.kind), self.detail


def set_condition(
    *,
    application: Application,
    kind: str,
    detail: str = "",
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> Condition:
    """Once for each kind and detail; setting it again changes nothing."""
    set_conditions([Demand(application, kind, detail, due_on)], by=by, at=at)
    return Condition.objects.get(application=application, kind=kind, detail=detail)


@transaction.atomic
def set_conditions(demands: Sequence[Demand], *, by: User, at: datetime) -> None:
    """
    Set those that do not stand yet; one that has lapsed, with an approval that was taken back, stands again. The
    number of queries does not grow with them.
    """
    if not demands:
        return
    rows = Condition.objects.filter(application__in={demand.application.pk for demand in demands})
    known = {(row.application_id, row.kind, row.detail): row for row in rows}
    lapsed = [
        each for each in demands if each.key in known and known[each.key].status == ConditionStatus.LAPSED
    ]
    stand_again([(known[each.key], each.due_on) for each in lapsed], by=by, at=at)
    new = [demand for demand in demands if demand.key not in known]
    insert_many(
        [
            Condition(
                application=demand.application,
                division_code=demand.application.division_code,
                kind=demand.kind,
                detail=demand.detail,
                due_on=demand.due_on,
                **planned(demand.due_on, at),
                set_by=by,
                set_at=at,
            )
            for demand in new
        ]
    )
    acts = [
        audit.Act(
            demand.application,
            "condition.set",
            data={"kind": demand.kind, "detail": demand.detail, "due_on": demand.due_on},
        )
        for demand in [*new, *lapsed]
    ]
    audit.record_many(acts, by=by, at=at)


def planned(due_on: date | None, at: datetime) -> dict[str, Any]:
    """The firm knows the day from now on, and the policy looks at the condition at once to say when it acts."""
    today = shanghai_day(at)
    return {"acts_on": today if due_on else None, "told_on": today, "overdue_at": None}


def plan(condition: Condition, at: datetime) -> None:
    for name, value in planned(condition.due_on, at).items():
        setattr(condition, name, value)


def stand_again(rows: Sequence[tuple[Condition, date | None]], *, by: User, at: datetime) -> None:
    """Open lapsed conditions once more, each with its new day."""
    for condition, due_on in rows:
        condition.status, condition.due_on = ConditionStatus.OPEN, due_on
        plan(condition, at)
        condition.set_at, condition.set_by = at, by
    if rows:
        Condition.objects.bulk_update([row for row, _due in rows], [*PLANNED, "set_at", "set_by"])


@transaction.atomic
def fulfil(
    *, application: Application, kind: str, detail: str = "", by: User, at: datetime, note: str = ""
) -> int:
    """
    Fulfil the open conditions of `kind` (and `detail`, when given); how many there were.

    Doing it again finds none, so a repeated receipt does no harm.
    """
    rows = (
        Condition.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application")
        # What arrives for one version of a case has arrived for the next.
        .filter(application__case_key=application.case_key, kind=kind, status=ConditionStatus.OPEN)
    )
    if detail:
        rows = rows.filter(detail=detail)
    found = list(rows.order_by("pk"))
    for condition in found:
        condition.status = ConditionStatus.FULFILLED
        condition.fulfilled_at, condition.fulfilled_by = at, by
        condition.save(update_fields=["status", "fulfilled_at", "fulfilled_by"])
        data = {"kind": kind, "detail": condition.detail}
        audit.record(condition.application, "condition.fulfil", by=by, at=at, note=note, data=data)
    return len(found)


def lapse(rows: QuerySet[Condition]) -> list[Condition]:
    """End what is still open among these, for an approval that is taken back or replaced; which ones."""
    found = list(rows.filter(status=ConditionStatus.OPEN).order_by("pk"))
    rows.filter(pk__in=[each.pk for each in found]).update(status=ConditionStatus.LAPSED)
    return found


@transaction.atomic
def extend_condition(*, condition: Condition, due_on: date, note: str, by: User, at: datetime) -> Condition:
    """
    Give the firm until `due_on`. What was overdue is so no more, and a stop for it ends by itself.

    :raises NotExtendable: if it is met, or has no day
    :raises NotLater: unless the day is later than the one before, and today at least
    """
    application = condition.application
    data = {"kind": condition.kind, "detail": condition.detail, "due_on": due_on}
    with APPLICATION.transition(application, "extend_condition", by=by, at=at, note=note, data=data):
        lock(condition)
        if condition.status != ConditionStatus.OPEN or condition.due_on is None:
            raise NotExtendable
        if due_on <= condition.due_on or due_on < shanghai_day(at):
            raise NotLater
        condition.due_on = due_on
        plan(condition, at)
        condition.save(update_fields=PLANNED)
        params = {
            "number": application.number,
            "firm": application.firm.name,
            "day": str(due_on),
            "note": note,
        }
        notify(
            application.firm.members.all(),
            "condition.extended",
            params=params,
            url=application.get_absolute_url(),
        )
    return condition
