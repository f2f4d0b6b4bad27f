"""Handing late cases up to the office above, as the policy says."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from core.models import Appointment, Division, Role, User
from core.notifications import Message, notify_many
from core.services.desk import the_desk
from reopening.late import Step, next_step
from reopening.models import Application, Escalation, Membership
from reopening.placing import plan_next
from reopening.transitions import APPLICATION

MOVED = ["office_code", "trade_office", "escalated_to", "escalated_at", "acts_at"]


def escalate(cases: Sequence[Application], *, at: datetime) -> int:
    """
    Hand locked cases up, each as far as its policy says by now; those with nothing due are only planned anew.

    The caller has them locked (`workflow.lock_many`) and shares their policies.
    """
    rows: list[Escalation] = []
    for case in cases:
        rows += climb(case, at)
    raised = [case for case in cases if case.pk in {row.application_id for row in rows}]
    Escalation.objects.bulk_create(rows, ignore_conflicts=True)
    for office in sorted({case.escalated_to for case in raised}):
        there = [case for case in raised if case.escalated_to == office]
        APPLICATION.transition_many(there, "escalate", by=the_desk(), at=at, data={"office": office})
    Application.objects.bulk_update(cases, MOVED)
    tell(rows, raised)
    return len(raised)


def climb(case: Application, at: datetime) -> list[Escalation]:
    """The steps of one case that are due, the lowest first; its columns are set."""
    rows = []
    while (step := step_of(case)) and step.rule and step.at <= at and case.due_at:
        rows.append(
            Escalation(
                application=case,
                from_office=case.office_code or case.division_code,
                office_code=step.office_code,
                due_at=case.due_at,
                escalated_at=at,
                rule={"after_hours": step.rule.after_hours, "policy": str(case.policy_set)},
            )
        )
        case.office_code, case.trade_office, case.escalated_to = step.office_code, "", step.office_code
        case.escalated_at = at
    plan_next(case, deems=False)
    return rows


def step_of(case: Application) -> Step | None:
    """The next office above; silence is looked at elsewhere."""
    if case.due_at is None:
        return None
    return next_step(
        case.policy_set.rules,
        lane=case.lane,
        division_code=case.division_code,
        office_code=case.office_code,
        due_at=case.due_at,
        deems=False,
    )


def tell(rows: Sequence[Escalation], raised: Sequence[Application]) -> None:
    """Both offices read how many cases moved, the firms each of its own."""
    up = Counter(row.office_code for row in rows if row.office_code == row.application.escalated_to)
    down = Counter(row.from_office for row in rows)
    officers = Counter(case.claimed_by_id for case in raised if case.claimed_by_id)
    notify_many(told_of(up), "cases.escalated")
    below = {message.user_id: message for message in told_of(down)}
    below |= {user: message_of(user, count) for user, count in officers.items() if user not in below}
    notify_many(below.values(), "cases.handed_up")
    firms = {case.firm_id: case for case in raised}
    members = Membership.objects.filter(firm__in=firms).values_list("firm_id", "user_id")
    names = dict(Division.objects.filter(pk__in=up).values_list("pk", "name"))
    notify_many(
        [
            Message(
                user,
                {
                    "number": firms[firm].number,
                    "firm": firms[firm].firm.name,
                    "office": names.get(firms[firm].escalated_to, firms[firm].escalated_to),
                },
                firms[firm].get_absolute_url(),
            )
            for firm, user in members
        ],
        "application.escalated",
    )


def told_of(counts: Counter[str]) -> list[Message]:
    """Who reviews or decides at exactly these offices; each person once, with the sum of theirs."""
    holders = Appointment.objects.filter(
        Q(role=Role.REVIEWER) | Q(role=Role.APPROVER), division__in=counts
    ).values_list("user", "division")
    people: Counter[int] = Counter()
    for user, division in set(holders):
        people[user] += counts[division]
    return [message_of(user, count) for user, count in people.items()]


def message_of(user: int, count: int) -> Message:
    return Message(user, {"count": count}, "/queue/?flag=escalated")


def take_up(*, application: Application, by: User, at: datetime) -> Application:
    """
    Take a case that was handed up from the officer who was late with it.

    :raises TransitionNotAllowed: if it is decided already, or recommended
    :raises PermissionDenied: unless `by` reviews at the office that it was handed up to, or above
    """
    with APPLICATION.transition(application, "take_up", by=by, at=at):
        application.held_before_id = application.claimed_by_id
        application.claimed_at, application.claimed_by = at, by
    return application
