"""What the policy does by itself about conditions: reminders, overdue, stop, lapse (docs/adr/0037)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from approvals.models import Certificate, Outcome
from approvals.services import chain, revocations, stops
from approvals.services.signing import share_policies
from core import audit, workflow
from core.dates import shanghai_day
from core.models import Appointment, Role
from core.notifications import Message, notify_many
from core.services.desk import the_desk
from reopening.condition_days import step_of
from reopening.models import Application, ApplicationStatus, Condition, ConditionStatus, Halt, Membership
from reopening.policy.content import ConditionRule, WhenOverdue
from reopening.policy.supervision import OVERDUE
from reopening.services import halts
from reopening.services.halts import Why

CHUNK = 100


@transaction.atomic
def act_on_due(*, at: datetime, limit: int = CHUNK) -> int:
    """
    The next chunk of conditions on which the policy acts by the day of `at`; how many there were.

    Safe to run twice: the day of the next act moves on in the same transaction. Applications are locked before
    conditions, as by whoever meets one; a case that somebody holds at this moment is left to the next run.
    """
    today = shanghai_day(at)
    due = Condition.objects.filter(
        status=ConditionStatus.OPEN, acts_on__lte=today, application__status=ApplicationStatus.APPROVED
    )
    keys = dict(due.order_by("acts_on", "pk").values_list("pk", "application_id")[:limit])
    approved = Application.objects.filter(pk__in=keys.values(), status=ApplicationStatus.APPROVED)
    cases = workflow.lock_many(approved.select_related("firm"))
    share_policies(cases)
    rows = workflow.lock_many(due.filter(pk__in=keys, application__in=cases))
    by_key = {case.pk: case for case in cases}
    reminded, overdue = [], []
    for row in rows:
        row.application = by_key[row.application_id]
        rule = rule_of(row)
        step = step_of(row.due_on, rule.marks, told_on=row.told_on, today=today)
        row.acts_on = step.next_on
        if step.reminds:
            row.told_on = today
            reminded.append(row)
        if step.is_overdue and row.overdue_at is None:
            row.overdue_at = at
            overdue.append(row)
    Condition.objects.bulk_update(rows, ["acts_on", "told_on", "overdue_at"])
    record(reminded, "condition.remind", at)
    record(overdue, "condition.overdue", at)
    tell_firms(reminded, "condition.reminder")
    follow(overdue, at=at)
    return len(rows)


def rule_of(row: Condition) -> ConditionRule:
    return row.application.policy_set.rules.condition_rule(row.kind, row.detail)


def record(rows: Sequence[Condition], verb: str, at: datetime) -> None:
    acts = [
        audit.Act(row.application, verb, data={"kind": row.kind, "detail": row.detail, "due_on": row.due_on})
        for row in rows
    ]
    audit.record_many(acts, by=the_desk(), at=at)


def follow(overdue: Sequence[Condition], *, at: datetime) -> None:
    """
    Of several overdue conditions of a case the hardest rule counts; its firm and its office are told. A firm whose
    approval ends reads that instead: it has nothing left to meet.
    """
    hardest: dict[int, Condition] = {}
    order = list(WhenOverdue)
    for row in overdue:
        held = hardest.setdefault(row.application_id, row)
        if order.index(rule_of(row).when_overdue) > order.index(rule_of(held).when_overdue):
            hardest[row.application_id] = row
    for row in hardest.values():
        if rule_of(row).when_overdue == WhenOverdue.STOP:
            stop(row, at=at)
    ending = [row for row in hardest.values() if rule_of(row).when_overdue == WhenOverdue.LAPSE]
    lapse(ending, at=at)
    tell_firms([row for row in hardest.values() if row not in ending], "condition.overdue")
    tell_offices(hardest.values())


def stop(row: Condition, *, at: datetime) -> None:
    """Halt the firm until the condition is met, unless it is stopped or sealed already."""
    case, desk = row.application, the_desk()
    if halts.alone(case) is None:
        words = [{"code": OVERDUE.code, **OVERDUE.name.both}]
        halts.stop(application=case, why=Why(words, condition=row), by=desk, at=at)
        said = chain.Words(case, Outcome.STOPPED, words, rule=basis(row))
        chain.write(said, by=desk, at=at)
        stops.tell(case, "application.stopped")


def lapse(rows: Sequence[Condition], *, at: datetime) -> None:
    """End approvals; the condition stays as it is, so that one who gives an approval back sees what was missing."""
    if rows:
        certificates = Certificate.objects.defer("wording").filter(
            application__in=[row.application_id for row in rows]
        )
        refused = revocations.revoke_many(
            list(certificates),
            reason=OVERDUE.name.zh,
            by=the_desk(),
            at=at,
            outcome=Outcome.LAPSED,
            verb="lapse",
            rules={row.application_id: basis(row) for row in rows},
        )
        for refusal in refused.values():
            raise refusal


def basis(row: Condition) -> dict[str, str]:
    """Why it happened without anybody's hand."""
    return {
        "rule": "condition_overdue",
        "condition": row.detail or row.kind,
        "due_on": str(row.due_on),
        "policy": str(row.application.policy_set),
    }


@transaction.atomic
def end_stops(*, at: datetime, limit: int = CHUNK) -> int:
    """
    End the stops whose condition is met, or has got a later day; how many. One that is overdue besides stops anew.

    Safe to run twice: what has ended is not found again.
    """
    standing = Condition.objects.filter(
        pk=OuterRef("condition"), status=ConditionStatus.OPEN, overdue_at__isnull=False
    )
    done = Halt.objects.in_force().filter(~Exists(standing), condition__isnull=False)
    keys = done.order_by("pk").values_list("case_key", flat=True)[:limit]
    approved = Application.objects.filter(case_key__in=list(keys), status=ApplicationStatus.APPROVED)
    cases = workflow.lock_many(approved.select_related("firm"))
    share_policies(cases)
    ended = 0
    for case in cases:
        # Read under the lock: an official may have ended it meanwhile.
        if done.filter(case_key=case.case_key).exists():
            stops.reopen(application=case, note="", by=the_desk(), at=at)
            stop_for_another(case, at=at)
            ended += 1
    return ended


def stop_for_another(case: Application, *, at: datetime) -> None:
    others = case.conditions.filter(status=ConditionStatus.OPEN, overdue_at__isnull=False)
    for row in others.select_related("application__policy_set", "application__firm").order_by("due_on", "pk"):
        if rule_of(row).when_overdue == WhenOverdue.STOP:
            stop(row, at=at)
            return


def tell_firms(rows: Iterable[Condition], kind: str) -> None:
    """Everybody of each firm once for a case, with the day that comes first."""
    first: dict[int, Condition] = {}
    for row in sorted(rows, key=lambda row: (row.due_on, row.pk)):
        first.setdefault(row.application_id, row)
    firms = {row.application.firm_id for row in first.values()}
    people: dict[int, list[int]] = {firm: [] for firm in firms}
    for firm, user in Membership.objects.filter(firm__in=firms).values_list("firm_id", "user_id"):
        people[firm].append(user)
    messages = [
        Message(
            user,
            {
                "number": row.application.number,
                "firm": row.application.firm.name,
                "day": f"{row.due_on}",
            },
            row.application.get_absolute_url(),
        )
        for row in first.values()
        for user in people[row.application.firm_id]
    ]
    notify_many(messages, kind)


def tell_offices(rows: Iterable[Condition]) -> None:
    """Who reviews or decides at the office of the case reads how many; each person once."""
    offices = Counter(row.application.office_code or row.application.division_code for row in rows)
    holders = Appointment.objects.filter(role__in=[Role.REVIEWER, Role.APPROVER], division__in=offices)
    people: Counter[int] = Counter()
    for user, division in set(holders.values_list("user", "division")):
        people[user] += offices[division]
    notify_many(
        [
            Message(user, {"count": count}, "/queue/conditions/?state=overdue")
            for user, count in people.items()
        ],
        "conditions.overdue",
    )
