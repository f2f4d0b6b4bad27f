"""Firms that stand still, and what a halt would touch."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from approvals.models import Certificate
from core.models import Role, User
from core.permissions import prefix_q
from reopening.held import Held, held_by
from reopening.models import Application, ApplicationStatus, Halt

STOPPERS = (Role.INSPECTOR, Role.APPROVER)
SEE_HALTS = (*STOPPERS, Role.REVIEWER, Role.AUDITOR)


def halts_in_force(user: User) -> QuerySet[Halt]:
    """Of the person's divisions, approved cases only: a revocation ends more than a halt does."""
    here = prefix_q("division_code", user.role_prefixes(*SEE_HALTS))
    rows = Halt.objects.in_force().filter(here, application__status=ApplicationStatus.APPROVED)
    return rows.select_related("application__firm", "begun_by").defer("application__snapshot")


def mended_to_look_at(user: User) -> QuerySet[Halt]:
    """Stopped firms that say they have mended it, where `user` may open them again; never the person's own."""
    here = prefix_q("division_code", user.role_prefixes(*STOPPERS))
    rows = halts_in_force(user).filter(here, reported_at__isnull=False)
    return rows.exclude(application__firm__in=user.firms.values("pk"))


@dataclass(frozen=True)
class Touched:
    """What stands still with a firm: its certificate, its people, and what other parts of the desk hold back."""

    certificate: Certificate | None
    heads: int
    held: list[Held]


def touched_by(application: Application) -> Touched:
    return Touched(
        Certificate.objects.defer("wording").filter(application=application).first(),
        application.heads_on_site or 0,
        held_by(Application.objects.filter(pk=application.pk)),
    )


def words_of_held(held: Iterable[Held]) -> list[str]:
    return [str(each.words) for each in held if each.count]
