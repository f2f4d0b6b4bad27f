"""Plans of stages and quotas of days, as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approvals.models import DayQuota, StagePlan
from approvals.models.batches import OFFICIALS_WHO_SEE_BATCHES
from approvals.models.quotas import OFFICIALS_WHO_SEE_QUOTAS
from approvals.plan_words import phase_names
from approvals.queries.quotas import upcoming, uses_of
from approvals.simulation import Forecast
from core.dates import shanghai_day
from core.exporting import Listing, Query
from core.models import User


def plan_rows(user: User, query: Query) -> QuerySet[Any]:
    if not user.roles & set(OFFICIALS_WHO_SEE_BATCHES):
        raise PermissionDenied
    return StagePlan.objects.visible_to(user).select_related("division", "created_by")


def plan_cells(rows: Sequence[StagePlan]) -> Iterable[Sequence[Any]]:
    for row in rows:
        found = Forecast.from_json(row.forecast)
        yield (
            *(row.name, row.division_id, str(row.division), row.question["starts_on"], len(found.days)),
            *(found.firms, found.heads, str(row.created_by), row.created_at),
        )


def day_rows(user: User, query: Query) -> QuerySet[Any]:
    """Of the plan that `plan` names; its days are counted rather than read: see `day_cells`."""
    try:
        return plan_rows(user, query).filter(public_id=query.get("plan", ""))
    except ValidationError as error:
        raise PermissionDenied from error


def day_cells(user: User, query: Query) -> Iterable[Sequence[Any]]:
    """What opens on each day of each phase, and what it uses up."""
    for plan in day_rows(user, query):
        names = phase_names(plan.phases, get_language() or "zh")
        for day in Forecast.from_json(plan.forecast).days:
            for phase, load in day.opening.items():
                yield (
                    *(day.day, names.get(phase, phase), load.firms, load.heads, day.at_work),
                    *(day.masks, day.masks_left),
                )


def quota_rows(user: User, query: Query) -> QuerySet[Any]:
    """Of today and later, as on the page."""
    if not user.roles & set(OFFICIALS_WHO_SEE_QUOTAS):
        raise PermissionDenied
    return upcoming(user, shanghai_day(timezone.now())).select_related("division", "set_by")


def quota_cells(rows: Sequence[DayQuota]) -> Iterable[Sequence[Any]]:
    for row, use in uses_of(rows):
        yield (
            *(row.day, row.division_id, str(row.division), row.firms, use.load.firms, row.heads),
            *(use.load.heads, str(row.set_by), row.set_at),
        )


DIVISION = _("Division code")
LISTINGS = [
    Listing(
        name="plans",
        title=_("Plans of stages"),
        columns=(
            *(_("Name of the plan"), DIVISION, _("Division"), _("First day"), _("Days")),
            *(_("Firms that open"), _("People who start"), _("Kept by"), _("Kept on")),
        ),
        rows=plan_rows,
        cells=plan_cells,
    ),
    Listing(
        name="plan-days",
        title=_("Days of a plan of stages"),
        columns=(
            *(_("Day"), _("Phase"), _("Firms that open"), _("People who start"), _("People at work")),
            *(_("Masks used"), _("Masks left")),
        ),
        rows=day_rows,
        cells=lambda rows: (),
        whole=day_cells,
    ),
    Listing(
        name="quotas",
        title=_("Quotas by day"),
        columns=(
            *(_("Day"), DIVISION, _("Division"), _("At most firms"), _("Firms that open")),
            *(_("At most people on site"), _("People who start"), _("Set by"), _("Set at")),
        ),
        rows=quota_rows,
        cells=quota_cells,
        order=("day", "pk"),
    ),
]
