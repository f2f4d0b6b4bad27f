"""Appeals whose answer is late go up by themselves: to the next office, and after as many days to the one above it."""

from datetime import datetime

from django.db import transaction

from approvals.models import Appeal
from approvals.queries.appeals import next_office
from approvals.transitions import APPEAL
from core import workflow
from core.dates import shanghai_day
from core.models import Division, User
from core.notifications import notify
from core.services.desk import the_desk
from reopening.calendars import add_working_days

CHUNK = 100


@transaction.atomic
def hand_up(*, at: datetime, limit: int = CHUNK) -> int:
    """
    The next chunk of appeals whose day has passed; how many there were.

    Safe to run twice: the day of the next act moves on in the same transaction. One that an official answers at this
    moment is passed over and looked at by the next run.
    """
    late = Appeal.objects.waiting().filter(acts_on__lt=shanghai_day(at))
    keys = list(late.order_by("acts_on", "pk").values_list("pk", flat=True)[:limit])
    rows = late.filter(pk__in=keys).select_related("application__firm", "application__policy_set", "decision")
    found: list[Appeal] = workflow.lock_many(rows)
    for appeal in found:
        climb(appeal, at)
    return len(found)


def climb(appeal: Appeal, at: datetime) -> None:
    """To the next office where somebody may answer; where there is none it stays, and nothing acts on it again."""
    office = next_office(appeal)
    if not office:
        Appeal.objects.filter(pk=appeal.pk).update(acts_on=None)
        return
    days = appeal.application.policy_set.rules.appeals.answer_within
    case = appeal.application
    with APPEAL.transition(appeal, "escalate", by=the_desk(), at=at, data={"office": office}):
        appeal.escalated_to, appeal.escalated_at = office, at
        appeal.acts_on = add_working_days(shanghai_day(at), days)
    appeal.application = case
    tell(appeal)


def tell(appeal: Appeal) -> None:
    """The approvers of the office that answers now, and the firm."""
    case = appeal.application
    office = Division.objects.get(pk=appeal.escalated_to)
    words = {"number": str(case.number), "firm": case.firm.name, "office": office.name}
    there = User.objects.filter(
        appointments__role="approver", appointments__division=office, is_active=True
    ).distinct()
    notify(there, "appeal.late", params=words, url=appeal.get_absolute_url())
    notify(case.firm.members.all(), "appeal.handed_up", params=words, url=appeal.get_absolute_url())
