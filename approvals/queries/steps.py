"""The steps of a case as pages show them, and the steps that wait for a person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from approvals.models import Step
from approvals.stages import Stage, stages_of
from core.models import Role, User
from reopening.models import Application, Mandate

STEP_ROLES = {Role.REVIEWER, Role.INSPECTOR, Role.INSTRUCTOR}
ORDER = ("application__due_at", "pk")


def steps_of(application: Application) -> list[Step]:
    """In the policy's order."""
    rows = Step.objects.filter(application=application).select_related("taken_by", "answered_by")
    found = list(rows.order_by("stage", "place", "pk"))
    for step in found:
        step.application = application
    return found


@dataclass(frozen=True)
class StepsShown:
    """The stages of a case; `missing`: names of what is neither passed nor marked as not needed, but the officer's."""

    stages: list[Stage]
    missing: list[Step]

    @property
    def count(self) -> int:
        return sum(len(stage.steps) for stage in self.stages)


def shown(application: Application) -> StepsShown:
    """In one query."""
    found = steps_of(application)
    return StepsShown(
        stages_of(found),
        [
            step
            for step in found
            if step.status not in ("passed", "not_needed") and not is_passed_by_word(step)
        ],
    )


def is_passed_by_word(step: Step) -> bool:
    """To recommend passes the officer's own steps, unless one was answered with no."""
    return step.by == "officer" and step.status != "not_passed"


def steps_for(user: User) -> QuerySet[Step]:
    """Steps that the person can do now, of firms that are not their own."""
    own = user.firms.values("pk")
    mandated = Mandate.objects.held_by(user).values("firm")
    return (
        Step.objects.to_do()
        .for_person(user)
        .exclude(application__firm__in=own)
        .exclude(application__firm__in=mandated)
    )


def lines(steps: QuerySet[Step]) -> QuerySet[Any]:
    return steps.select_related("application__firm", "application__policy_set", "taken_by")
