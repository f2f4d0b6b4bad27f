"""Visits that wait for an inspector, and those of a case."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from approvals.models import Step, Visit, VisitStatus
from approvals.queries.steps import steps_for
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import Application, Mandate

ORDER = ("planned_on", "pk")


def visits_for(user: User) -> QuerySet[Visit]:
    """Arranged visits that the person may make: theirs, and those of nobody in their divisions."""
    mandated = Mandate.objects.held_by(user).values("firm")
    own = Q(application__firm__in=user.firms.values("pk")) | Q(application__firm__in=mandated)
    here = prefix_q("application__division_code", user.role_prefixes(Role.INSPECTOR))
    mine = Q(inspector=user) | Q(here, inspector__isnull=True)
    return Visit.objects.filter(mine, status=VisitStatus.PLANNED).exclude(own)


def lines(visits: QuerySet[Visit]) -> QuerySet[Any]:
    return visits.select_related("application__firm", "inspector")


def not_arranged(user: User, limit: int) -> list[Step]:
    """Steps on the site that are open for the person, without a visit yet; the case that is due first on top."""
    rows = steps_for(user).exclude(kind="desk").exclude(visits__status=VisitStatus.PLANNED)
    return list(rows.select_related("application__firm").order_by("application__due_at", "pk")[:limit])


def coming(application: Application) -> QuerySet[Visit]:
    """Those that the firm is to expect, the next one first."""
    rows = Visit.objects.filter(application=application, status=VisitStatus.PLANNED)
    return rows.order_by("planned_on", "starts_at", "pk")


@dataclass(frozen=True)
class VisitShown:
    """A visit on its case: the points in words, and the photos."""

    visit: Visit
    points: list[tuple[dict[str, str], bool]]
    photos: list[Any]


def visits_of(application: Application) -> list[VisitShown]:
    """Newest first, in two queries."""
    rows = Visit.objects.filter(application=application).select_related(
        "inspector", "recorded_by", "arranged_by"
    )
    return [shown(visit) for visit in rows.prefetch_related("photos__file").order_by("-pk")]


def shown(visit: Visit) -> VisitShown:
    points = [(point, place in visit.checked) for place, point in enumerate(visit.checklist)]
    return VisitShown(visit, points, list(visit.photos.all()))
