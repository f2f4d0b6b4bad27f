"""Shifts: who starts, eats and ends when (S11, S16)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import User
from reopening import arrivals
from reopening.models import Application, Shift
from reopening.policy.base import Section
from reopening.policy.body import PolicyBody
from reopening.services.sections import Seen, editing

MOST_SHIFTS = 60


def save_shifts(
    *,
    application: Application,
    shifts: Sequence[dict[str, Any]],
    entrances: int | None,
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> Application:
    """
    Put down all shifts, in this order, and how many entrances are in use.

    :param shifts: name, people, starts_at, ends_at, meal_at, arrival_minutes, uses_canteen of each
    :raises ValidationError: by field, or if there are too many
    :raises Stale: if somebody saved since
    """
    if len(shifts) > MOST_SHIFTS:
        raise ValidationError({"shifts": _("At most %(most)s shifts.") % {"most": MOST_SHIFTS}})
    rows = [Shift(application=application, position=place, **values) for place, values in enumerate(shifts)]
    for row in rows:
        row.full_clean(validate_unique=False, exclude=["application"])
    with editing(application, Section.SHIFTS, by=by, at=at, seen=seen, data={"shifts": len(rows)}):
        application.entrances = entrances
        application.clean_fields(exclude={each.name for each in Application._meta.fields} - {"entrances"})
        Shift.objects.filter(application=application).delete()
        Shift.objects.bulk_create(rows)
    return application


def suggestion(shifts: Sequence[Shift], policy: PolicyBody, entrances: int | None) -> list[arrivals.Shift]:
    """The shifts with their starts spread under the policy's limit; as they are where it names none."""
    facts = [shift.as_fact() for shift in shifts]
    rule = policy.shifts
    if rule is None or rule.arrivals is None:
        return facts
    limit = rule.arrivals * max(entrances or 1, 1)
    return arrivals.stagger(facts, limit=limit, gap=rule.minutes_between_starts or 0)


def accept_suggestion(*, application: Application, by: User, at: datetime, seen: Seen) -> Application:
    """
    Take over the suggested staggering of the shifts as they were seen.

    :raises Stale: if somebody saved since
    """
    rows = list(Shift.objects.filter(application=application).order_by("position"))
    found = suggestion(rows, application.policy_set.rules, application.entrances)
    return save_shifts(
        application=application,
        shifts=[values_of(shift) for shift in found],
        entrances=application.entrances,
        by=by,
        at=at,
        seen=seen,
    )


def values_of(shift: arrivals.Shift) -> dict[str, Any]:
    """A shift of the pure rules as `save_shifts` takes it."""
    return {
        "name": shift.name[:40],
        "people": shift.people,
        "starts_at": time_of(shift.start),
        "ends_at": time_of(shift.end),
        "meal_at": None if shift.meal is None else time_of(shift.meal),
        "arrival_minutes": shift.window,
        "uses_canteen": shift.canteen,
    }


def time_of(minute: int) -> time:
    return time(minute // 60, minute % 60)
