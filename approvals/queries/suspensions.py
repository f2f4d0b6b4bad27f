"""What a suspension would do, before and after it is signed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from approvals.models import CaseResult, SuspendedCase, Suspension
from approvals.suspending import Scope, approved_in
from core.models import Appointment, Division, Role, User
from reopening.held import Held, held_by
from reopening.models import Application, Halt, PolicySet

MOST_PLACES = 12


def acting() -> list[Suspension]:
    """Suspensions under which nothing is approved; a handful at most."""
    return list(Suspension.objects.acting().order_by("pk"))


def needs_two(division: str, firms: int, *, on: date) -> bool:
    """Whether the policy in force there asks for two signatures on so many firms."""
    policy_set = PolicySet.objects.effective(division, on)
    return policy_set is not None and policy_set.rules.stops.two_suspend(firms)


def approvers_of(division: str) -> QuerySet[User]:
    """Everybody who may sign there."""
    covering = [division[:length] for length in range(len(division) + 1)]
    appointed = Appointment.objects.filter(role=Role.APPROVER, division__in=covering)
    return User.objects.filter(pk__in=appointed.values("user"), is_active=True)


def firms_in(scope: Scope) -> int:
    return approved_in(scope).count()


@dataclass(frozen=True)
class Effects:
    """
    What happens on the signature: how many firms and people, where, and what is held back.

    `closed`: of the firms, how many stand still already
    """

    firms: int
    heads: int
    closed: int
    places: list[tuple[Division, int]]
    held: list[Held]


def effects(scope: Scope) -> Effects:
    cases = approved_in(scope)
    closed = Exists(Halt.objects.in_force().filter(application=OuterRef("pk")))
    sums = cases.aggregate(
        firms=Count("pk"), heads=Sum("heads_on_site", default=0), closed=Count("pk", filter=closed)
    )
    rows = cases.order_by().values_list("division_code").annotate(firms=Count("pk")).order_by("-firms")
    counts = list(rows[:MOST_PLACES])
    places = Division.objects.in_bulk([code for code, _firms in counts])
    return Effects(
        sums["firms"],
        sums["heads"],
        sums["closed"],
        [(places[code], firms) for code, firms in counts if code in places],
        held_by(cases),
    )


def sample(scope: Scope) -> QuerySet[Application]:
    """The firms that are meant, for a list by pages."""
    return approved_in(scope).select_related("firm", "division").defer("snapshot", "firm__grams")


def results_of(suspension: Suspension) -> QuerySet[SuspendedCase]:
    """`is_closed`: whether the firm stands still now, by this act or another one."""
    closed = Exists(Halt.objects.in_force().filter(application=OuterRef("application")))
    rows = suspension.cases.select_related("application__firm", "application__division")
    return rows.annotate(is_closed=closed).defer("application__snapshot", "application__firm__grams")


@dataclass(frozen=True)
class Tally:
    suspended: int
    refused: int
    restored: int

    @property
    def total(self) -> int:
        return self.suspended + self.refused + self.restored


def tally(suspension: Suspension) -> Tally:
    """How many firms have which result."""
    counts = dict(suspension.cases.order_by().values_list("result").annotate(count=Count("pk")))
    return Tally(*(counts.get(each.value, 0) for each in CaseResult))
