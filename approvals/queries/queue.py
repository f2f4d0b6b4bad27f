"""The review queue: which cases wait, and what a line of it says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.cover import cover
from reopening.models import WITH_OFFICIALS, Application, PolicySet, PolicyStatus
from reopening.policy import PolicyBody
from reopening.wording import localise


def queue(user: User) -> QuerySet[Application]:
    """Cases that wait for the officials, in the divisions where `user` reviews or approves."""
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return (
        Application.objects.filter(prefix_q("division_code", prefixes), status__in=WITH_OFFICIALS)
        .select_related("firm", "division", "claimed_by")
        .defer("snapshot", "firm__grams")
        .annotate(
            by_class=KeyTransform("staff_by_class", "snapshot"), stock=KeyTransform("inventory", "snapshot")
        )
    )


def divisions_of(user: User) -> list[Division]:
    """The divisions in which `user` reviews or approves, nearest to the top first."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return list(Division.objects.filter(prefix_q("code", codes)).order_by("code"))


def policies_for(user: User) -> list[PolicySet]:
    """The policy sets in force above or below the divisions of `user`."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    above = {code[:length] for code in codes for length in (2, 4, 6, 9) if length <= len(code)}
    return list(
        PolicySet.objects.filter(
            Q(division__in=above) | prefix_q("division__code", codes), status=PolicyStatus.PUBLISHED
        ).order_by("division_id", "-valid_from")
    )


def phases_of(user: User) -> list[tuple[str, str]]:
    """Phases that cases of `user` may belong to, as choices in the policies' order."""
    return list(
        {
            phase.key: localise(phase.name.model_dump())
            for policy_set in policies_for(user)
            for phase in policy_set.rules.phases
        }.items()
    )


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue: the case and what the submission said of it."""

    application: Application
    phase: str
    held: int
    listed: int
    cover_days: str
    is_short: bool

    @property
    def is_resubmitted(self) -> bool:
        return self.application.submissions > 1


def queue_rows(cases: Iterable[Application]) -> list[QueueRow]:
    """The lines of a page of the queue; the policies of all of them in one query."""
    cases = list(cases)
    policies = PolicySet.objects.in_bulk({case.policy_set_id for case in cases})
    return [row_of(case, policies[case.policy_set_id].rules) for case in cases]


def row_of(case: Any, rules: PolicyBody) -> QueueRow:
    phase = rules.phase(case.phase)
    by_class = case.by_class or {}
    held_classes = [each.key for each in rules.screening.classes if not each.may_work]
    masks = next((supply for supply in rules.supplies if not supply.hint_only), None)
    state = (
        cover(
            masks,
            heads=case.heads_on_site or 0,
            area_m2=case.area_m2 or 0,
            on_hand=(case.stock or {}).get(masks.item, 0),
        )
        if masks
        else None
    )
    return QueueRow(
        application=case,
        phase=localise(phase.name.model_dump()) if phase else case.phase,
        held=sum(by_class.get(key, 0) for key in held_classes),
        listed=case.staff_on_roster,
        cover_days=state.days_shown if state else "",
        is_short=state is not None and not state.is_enough,
    )
