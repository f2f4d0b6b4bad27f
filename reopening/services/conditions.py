"""What still has to happen for an application: set by one wing, fulfilled by another."""

from datetime import date, datetime

from django.db import transaction

from core import audit
from core.models import User
from reopening.models import Application, Condition, ConditionStatus


@transaction.atomic
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
    condition, created = Condition.objects.get_or_create(
        application=application,
        kind=kind,
        detail=detail,
        defaults={"due_on": due_on, "set_by": by, "set_at": at},
    )
    if created:
        data = {"kind": kind, "detail": detail, "due_on": due_on}
        audit.record(application, "condition.set", by=by, at=at, data=data)
    return condition


@transaction.atomic
def fulfil(
    *, application: Application, kind: str, detail: str = "", by: User, at: datetime, note: str = ""
) -> int:
    """
    Fulfil the open conditions of `kind` (and `detail`, when given); how many there were.

    Doing it again finds none, so a repeated receipt does no harm.
    """
    rows = Condition.objects.select_for_update(of=("self",), no_key=True).filter(
        application=application, kind=kind, status=ConditionStatus.OPEN
    )
    if detail:
        rows = rows.filter(detail=detail)
    found = list(rows.order_by("pk"))
    for condition in found:
        condition.status = ConditionStatus.FULFILLED
        condition.fulfilled_at, condition.fulfilled_by = at, by
        condition.save(update_fields=["status", "fulfilled_at", "fulfilled_by"])
        data = {"kind": kind, "detail": condition.detail}
        audit.record(application, "condition.fulfil", by=by, at=at, note=note, data=data)
    return len(found)
