"""Checks of firms that opened on their commitment: those that wait, and those of a case."""

from typing import Any

from django.db.models import QuerySet

from approvals.models import Check, CheckStatus
from approvals.queries.stops import SEE_HALTS, STOPPERS
from core.models import User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, Mandate

SEE_CHECKS = SEE_HALTS
TO_DO, ANSWERED = ("due_on", "pk"), ("-pk",)  # the orders of the two lists


def waiting_here(user: User) -> QuerySet[Check]:
    """Of the person's divisions: firms that stand approved and were not looked at yet."""
    return checks_here(user).filter(
        status=CheckStatus.WAITING, application__status=ApplicationStatus.APPROVED
    )


def answered_here(user: User) -> QuerySet[Check]:
    return checks_here(user).exclude(status=CheckStatus.WAITING)


def checks_here(user: User) -> QuerySet[Check]:
    return Check.objects.filter(prefix_q("division_code", user.role_prefixes(*SEE_CHECKS)))


def checks_for(user: User) -> QuerySet[Check]:
    """Those that wait and that the person may answer, as far as a list can tell; never of the person's own firms."""
    rows = waiting_here(user).filter(prefix_q("division_code", user.role_prefixes(*STOPPERS)))
    mandated = Mandate.objects.held_by(user).values("firm")
    return rows.exclude(application__firm__in=user.firms.values("pk")).exclude(application__firm__in=mandated)


def lines(checks: QuerySet[Check]) -> QuerySet[Any]:
    return checks.select_related("application__firm", "answered_by").defer("application__snapshot")


def checks_of(application: Application) -> list[Check]:
    """Newest first."""
    return list(lines(Check.objects.filter(application=application)).order_by("-pk"))
