"""Plans of stages: kept to be compared, and turned into batches in one act (S01, S04)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch, BatchStatus, StagePlan
from approvals.permissions import plans_here
from approvals.queries.batches import FillRule
from approvals.queries.plans import Question, forecast, policy_at
from approvals.services import batches, filling
from approvals.simulation import Day, Forecast
from core import audit
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import User
from reopening.models import Application

MOST_DAYS_AT_ONCE = 14


class NoPolicyThere(DomainError):
    code = "no_policy_there"
    message = _("No policy is in force there on that day.")


class NothingToOpen(DomainError):
    code = "nothing_to_open"
    message = _("Nobody opens on these days by the plan, or their batches are open already.")


@dataclass(frozen=True)
class Opened:
    """What became of a plan: the batches, how many cases were taken into them, and which ones others had taken."""

    batches: list[Batch]
    cases: int
    elsewhere: list[Application]


@transaction.atomic
def save(*, name: str, question: Question, by: User, at: datetime) -> StagePlan:
    """
    Compute a plan and keep it with what was asked.

    :raises PermissionDenied: outside the person's divisions
    :raises NoPolicyThere: if no policy is in force at the place on the first day
    """
    if not plans_here(by, question.division.pk):
        raise PermissionDenied
    policy = policy_at(question.division.pk, question.starts_on)
    if policy is None:
        raise NoPolicyThere
    answer = forecast(question, policy)
    plan = StagePlan.objects.create(
        name=name,
        division=question.division,
        question=question.as_json(),
        forecast=answer.as_json(),
        phases=[{"key": phase.key, **phase.name.model_dump()} for phase in policy.phases],
        created_at=at,
        created_by=by,
    )
    data = {"name": name, "firms": answer.firms, "heads": answer.heads}
    audit.record(plan, "plan.save", by=by, at=at, data=data)
    return plan


@transaction.atomic
def open_batches(*, plan: StagePlan, until: date, by: User, at: datetime) -> Opened:
    """
    Open a batch for every phase and day of the plan up to `until`, each filled by priority within the plan's
    numbers and the quotas in force. What is open already stays as it is, so that sending it again adds nothing.

    :raises PermissionDenied: outside the person's divisions
    :raises NothingToOpen: if no batch came out of it
    """
    if not plans_here(by, plan.division_id):
        raise PermissionDenied
    StagePlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    today = shanghai_day(at)
    known = set(plan.batches.exclude(status=BatchStatus.DISCARDED).values_list("opens_on", "phase"))
    days = [day for day in Forecast.from_json(plan.forecast).days if today <= day.day <= until]
    made, cases, elsewhere = [], 0, list[Application]()
    for day, phase in steps(days[:MOST_DAYS_AT_ONCE]):
        if (day.day, phase) in known:
            continue
        load = day.opening[phase]
        wanted = batches.Plan(plan.division, phase, day.day, load.firms, max(load.heads, 1))
        batch = batches.create(plan=wanted, stage_plan=plan, by=by, at=at)
        taken = filling.fill(batch=batch, rule=FillRule.PRIORITY, by=by, at=at)
        cases, elsewhere = cases + taken.added, elsewhere + taken.elsewhere
        made.append(batch)
    if not made:
        raise NothingToOpen
    data = {"batches": [batch.number for batch in made], "cases": cases}
    audit.record(plan, "plan.open_batches", by=by, at=at, data=data)
    return Opened(made, cases, elsewhere)


def steps(days: list[Day]) -> list[tuple[Day, str]]:
    """Day by day, the phases of which somebody opens, in the order in which they are served."""
    return [(day, phase) for day in days for phase, load in day.opening.items() if load.firms]
