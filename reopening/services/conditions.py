"""What still has to happen for an application: set by one wing, fulfilled by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core import audit
from core.models import User
from reopening.models import Application, Condition, ConditionStatus


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
    """Set those that do not stand yet; the number of queries does not grow with them."""
    if not demands:
        return
    standing = Condition.objects.filter(application__in={demand.application.pk for demand in demands})
    known = set(standing.values_list("application_id", "kind", "detail"))
    new = [demand for demand in demands if demand.key not in known]
    Condition.objects.bulk_create(
        [
            Condition(
                application=demand.application,
                kind=demand.kind,
                detail=demand.detail,
                due_on=demand.due_on,
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
        for demand in new
    ]
    audit.record_many(acts, by=by, at=at)


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
