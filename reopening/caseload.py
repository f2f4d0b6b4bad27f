"""The facts of many cases at once: a fixed number of queries, however many they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from core.dates import shanghai_day
from core.models.divisions import NATION
from core.permissions import prefix_q
from reopening import gates
from reopening.case_records import records_of_all
from reopening.declared import accepted_from
from reopening.effects import Judgement, judge
from reopening.models import (
    OPEN,
    WITH_OFFICIALS,
    Application,
    PolicySet,
    StaffMember,
)
from reopening.policy.body import PolicyBody
from reopening.policy.health import ScreeningSet
from reopening.queries import facts_of
from reopening.roster_counts import StaffCounts, staff_counts_of
from reopening.screening import needs_new_words, screen_again


class Caseload:
    """
    Cases with everything the rule engine asks about them, read once.

    :ivar cases: each shares the policy set with all others of the same set, so that its body is parsed once
    :param at: the instant at which drafts are judged; filed cases are judged as of their submission
    """

    def __init__(self, cases: Sequence[Application], at: datetime, *, known: dict[int, PolicySet]) -> None:
        self.cases, self.at = cases, at
        share_policies(cases, known)
        self.records = records_of_all(cases)
        self.moments = {case.pk: self.moment(case) for case in cases}
        self._asked: dict[int, tuple[Any, ...]] = {}
        self._staff: dict[tuple[Any, ...], dict[int, StaffCounts]] = {}

    def moment(self, case: Application) -> datetime:
        """When its lead time is counted from."""
        if case.status in WITH_OFFICIALS and case.submitted_at:
            return case.submitted_at
        return self.at

    def facts(self, case: Application, policy: PolicyBody) -> gates.Facts:
        """What `policy` is asked about the case; people are screened again where its table is another one."""
        return facts_of(case, policy, self.records[case.pk], self.staff(case, policy), self.moments[case.pk])

    def judgements(self, case: Application, policy: PolicyBody) -> tuple[Judgement, Judgement]:
        """What the case's own set says of it, and what `policy` says."""
        old = case.policy_set.rules
        before, after = self.facts(case, old), self.facts(case, policy)
        due_before, due_after = gates.due_at(before, old), gates.due_at(after, policy)
        return judge(before, old, due_at=due_before), judge(after, policy, due_at=due_after)

    def staff(self, case: Application, policy: PolicyBody) -> StaffCounts:
        """
        How `policy` counts the roster; of all cases that stand under it at once, or of all the others. Sets that
        ask the same of rosters are one here: most drafts change something else, and the rosters are counted once.
        """
        asked = self.asked_of_rosters(policy)
        found = self._staff.setdefault(asked, {})
        if case.pk not in found:
            own = {each.pk: self.asked_of_rosters(each.policy_set.rules) == asked for each in self.cases}
            found |= self.counted([each for each in self.cases if own[each.pk] == own[case.pk]], policy)
        return found[case.pk]

    def asked_of_rosters(self, policy: PolicyBody) -> tuple[Any, ...]:
        """All that `policy` says of the rosters of these cases: its table, and which declarations are too old."""
        if id(policy) not in self._asked:
            limits = [accepted_from(each, policy, self.moments[each.pk]) for each in self.cases]
            self._asked[id(policy)] = (policy.screening.words, *limits)
        return self._asked[id(policy)]

    def counted(self, cases: list[Application], policy: PolicyBody) -> dict[int, StaffCounts]:
        found = staff_counts_of(cases, policy, self.moments)
        table = policy.screening.words
        other_table = [case for case in cases if case.policy_set.rules.screening.words != table]
        return found | screened_again(other_table, found, policy.screening, self.moments)


def share_policies(cases: Iterable[Application], known: dict[int, PolicySet]) -> None:
    """Give cases of the same policy set the same object; `known` remembers them from chunk to chunk."""
    missing = {case.policy_set_id for case in cases} - set(known)
    if missing:
        known |= PolicySet.objects.in_bulk(missing)
    for case in cases:
        case.policy_set = known[case.policy_set_id]


def screened_again(
    cases: Sequence[Application],
    counts: dict[int, StaffCounts],
    table: ScreeningSet,
    moments: dict[int, datetime],
) -> dict[int, StaffCounts]:
    """The counts with the classes that another table gives; one query for all cases."""
    if not cases:
        return {}
    days = {case.pk: case.opens_on or shanghai_day(moments[case.pk]) for case in cases}
    may_work = {each.key for each in table.classes if each.may_work}
    people: dict[int, Counter[str]] = {key: Counter() for key in days}
    held: dict[int, Counter[str]] = {key: Counter() for key in days}
    rows = StaffMember.objects.filter(application__in=list(days)).exclude(class_code="")
    for row in rows.values_list("application_id", "on_site", "answers", "class_code", "clear_on").iterator():
        case, on_site, said, old_class, old_day = row
        again = screen_again(said, table)
        key, clear_on = (again.class_key, again.clear_on) if again else (old_class, old_day)
        people[case][key] += 1
        stands = clear_on is None or clear_on > days[case] or (again and needs_new_words(again.rule))
        if on_site and key not in may_work and stands:
            held[case][key] += 1
    return {
        key: replace(
            counts[key],
            by_class=dict(sorted(people[key].items())),
            held_on_site=dict(sorted(held[key].items())),
        )
        for key in days
    }


def governed_by(policy_set: PolicySet, on: date) -> QuerySet[Application]:
    """
    The open cases of its place that stand under another set; not those of places that it leaves out, or that have a
    nearer set on the day `on`.
    """
    place = policy_set.division_id
    prefix = "" if place == NATION else place
    nearer = PolicySet.objects.in_force(on).filter(division__code__startswith=prefix)
    elsewhere = prefix_q("division_code", policy_set.leaves_out)
    for code, left_out in nearer.exclude(division__in=[place, NATION]).values_list(
        "division_id", "body__excluded_divisions"
    ):
        elsewhere |= prefix_q("division_code", [code]) & ~prefix_q("division_code", left_out or [])
    return (
        Application.objects.filter(status__in=OPEN, division_code__startswith=prefix)
        .exclude(elsewhere)
        .exclude(policy_set=policy_set)
        .select_related("firm", "amends")
    )


def chunks_of(rows: Any, size: int) -> Iterable[list[Any]]:
    """Rows in the order of their keys, `size` at a time; rows that leave the set meanwhile are not missed."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield chunk
        last = chunk[-1].pk
