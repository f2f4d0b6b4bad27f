"""What a firm may appeal against, until when, and who may answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from approvals.models import Appeal, Decision, Outcome
from approvals.queries.suspensions import approvers_of
from core.dates import shanghai_day
from core.models import Appointment, Role, User
from core.permissions import prefix_q
from reopening.authorities import decider_of
from reopening.calendars import add_working_days
from reopening.models import Application
from reopening.routing import DIGITS

APPEALABLE = {Outcome.REJECTED, Outcome.REVOKED, Outcome.LAPSED}


@dataclass(frozen=True)
class Standing:
    """
    The decision that stands and can be appealed against, and the appeal against it.

    :param until: the last day of filing
    """

    decision: Decision
    until: date
    is_late: bool
    appeal: Appeal | None

    @property
    def is_open(self) -> bool:
        """Whether the firm may still file."""
        return not self.is_late and self.appeal is None


def standing_of(application: Application, at: datetime) -> Standing | None:
    """The newest decision on the application, if it is one that a firm may appeal against."""
    rows = Decision.objects.filter(application=application).select_related("appeal").defer("findings")
    decision = rows.order_by("-sequence").first()
    if decision is None or decision.outcome not in APPEALABLE:
        return None
    until = last_day_of(application, decision.decided_at)
    return Standing(decision, until, shanghai_day(at) > until, getattr(decision, "appeal", None))


def last_day_of(application: Application, decided_at: datetime) -> date:
    """The last day on which the firm may appeal against what was decided then, by its policy."""
    return add_working_days(shanghai_day(decided_at), application.policy_set.rules.appeals.file_within)


def standing_until(appeal: Appeal) -> date:
    """The last day on which the decision that it is about could be appealed against."""
    return last_day_of(appeal.application, appeal.decision.decided_at)


def may_answer(decision: Decision, application: Application) -> QuerySet[User]:
    """Whom to tell: the approvers of the place and above, without the decider and the case officer."""
    apart = [key for key in (decision.decided_by_id, application.claimed_by_id) if key]
    return approvers_of(application.division_code).exclude(pk__in=apart)


def offices_above(appeal: Appeal) -> list[str]:
    """The offices above the one that answers now, the nearest first: of the city, then of the province."""
    rules = appeal.application.policy_set.rules
    submitted = appeal.application.snapshot or {}
    now = appeal.escalated_to or appeal.division_code[: DIGITS[decider_of(submitted, rules).office]]
    return [appeal.division_code[:digits] for digits in (6, 4, 2) if digits < len(now)]


def next_office(appeal: Appeal) -> str:
    """The nearest office above where somebody may answer; empty where there is none."""
    apart = [appeal.decision.decided_by_id, appeal.application.claimed_by_id]
    for office in offices_above(appeal):
        there = Appointment.objects.filter(role=Role.APPROVER, division=office, user__is_active=True)
        if there.exclude(user__in=[key for key in apart if key]).exists():
            return office
    return ""


def appeals_of(user: User) -> QuerySet[Appeal]:
    """For lists."""
    rows = Appeal.objects.visible_to(user).select_related("application__firm", "decision", "answered_by")
    return rows.defer("application__snapshot", "application__firm__grams", "decision__findings")


def to_answer(user: User) -> QuerySet[Appeal]:
    """Appeals that wait and that this approver may answer, as far as a list can tell."""
    offices = user.role_prefixes(Role.APPROVER)
    here = prefix_q("division_code", offices) & (Q(escalated_to="") | prefix_q("escalated_to", offices))
    rows = Appeal.objects.waiting().filter(here).exclude(application__firm__in=user.firms.values("pk"))
    return rows.exclude(decision__decided_by=user).exclude(application__claimed_by=user)
