"""What a plan of stages starts from: who waits, who works already, which phases and quotas hold."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, DateField, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Trunc

from approvals.day_quotas import Limit
from approvals.models import BatchMember, Certificate, MemberResult
from approvals.queries.quotas import ACTIVE, rooms
from approvals.simulation import Forecast, Group, Masks, People, Stage, simulate
from core.dates import SHANGHAI
from core.models import Division
from reopening.models import WAITING, Application, ApplicationStatus, PolicySet
from reopening.policy.body import PolicyBody


@dataclass(frozen=True)
class Question:
    """
    What a plan asks: from when, how many days, whom, in which stages, with which quotas and masks.

    `only_ready`: cases that are ready for a decision; else all that wait
    """

    division: Division
    starts_on: date
    days: int
    only_ready: bool
    stages: tuple[Stage, ...]
    street_firms_a_day: int | None
    street_heads_a_day: int | None
    stock: int
    arriving: int

    def as_json(self) -> dict[str, Any]:
        """To keep beside the answer."""
        return {
            "starts_on": self.starts_on.isoformat(),
            "days": self.days,
            "only_ready": self.only_ready,
            "street_firms_a_day": self.street_firms_a_day,
            "street_heads_a_day": self.street_heads_a_day,
            "stock": self.stock,
            "arriving": self.arriving,
            "stages": [
                {
                    "phase": stage.phase,
                    "opens_from": stage.opens_from and stage.opens_from.isoformat(),
                    "firms_a_day": stage.firms_a_day,
                    "heads_a_day": stage.heads_a_day,
                }
                for stage in self.stages
            ],
        }


def policy_at(division: str, day: date) -> PolicyBody | None:
    """The rules in force at a place on a day."""
    policy_set = PolicySet.objects.effective(division, day)
    return policy_set.rules if policy_set else None


def waiting_groups(division: str, *, only_ready: bool) -> list[Group]:
    """
    Cases in no batch, alike ones together, in the order of the four priorities, then of what is due first.
    """
    in_batch = BatchMember.objects.filter(ACTIVE, application=OuterRef("pk"))
    cases = Application.objects.filter(
        WAITING, ~Exists(in_batch), division_code__startswith=division, heads_on_site__isnull=False
    )
    if only_ready:
        cases = cases.filter(status=ApplicationStatus.RECOMMENDED)
    rows = (
        cases.annotate(due=Trunc("due_at", "day", output_field=DateField(), tzinfo=SHANGHAI))
        .values_list("phase", "division_code", "heads_on_site", "exposed_heads", "factor_rank", "due")
        .annotate(cases=Count("pk"))
        .order_by("factor_rank", "due", "division_code", "heads_on_site", "exposed_heads")
    )
    return [
        Group(phase, code, heads or 0, count, exposed or 0)
        for phase, code, heads, exposed, _rank, _due, count in rows
    ]


def at_work(division: str, first_day: date) -> tuple[People, dict[date, People]]:
    """People on site of firms that may be open before the first day; and of those decided, who begin on each day."""
    begin: dict[date, People] = defaultdict(People)
    eve, exposed = first_day - timedelta(days=1), Sum("application__exposed_heads", default=0)
    decided: QuerySet[Certificate] = Certificate.objects.not_ended(first_day)
    certified = decided.filter(division_code__startswith=division).values_list("valid_from")
    pending = BatchMember.objects.filter(
        result=MemberResult.PENDING, application__division_code__startswith=division
    ).values_list("batch__opens_on")
    for rows, heads in ((certified, Sum("headcount_limit")), (pending, Sum("heads"))):
        for day, *people in rows.annotate(people=heads, exposed=exposed).order_by():
            begin[max(day, eve)] += People(*people)
    return begin.pop(eve, People()), dict(begin)


def forecast(question: Question, policy: PolicyBody) -> Forecast:
    """The answer; the number of queries grows neither with the cases nor with the days."""
    code = question.division.pk
    days = [question.starts_on + timedelta(days=number) for number in range(question.days)]
    everywhere = None
    if question.street_firms_a_day or question.street_heads_a_day:
        everywhere = Limit("", question.street_firms_a_day, question.street_heads_a_day, is_default=True)
    before, starting = at_work(code, question.starts_on)
    mask = policy.supply("mask")
    use, times = (mask.use, mask.exposed_times) if mask else (Fraction(0), 1)
    return simulate(
        waiting_groups(code, only_ready=question.only_ready),
        question.stages,
        rooms(code, days, everywhere),
        masks=Masks(use, question.stock, question.arriving, times),
        starting=starting,
        at_work=before,
    )
