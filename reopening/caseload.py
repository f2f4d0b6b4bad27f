"""The facts of many cases at once: a fixed number of queries, however many they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from core.dates import shanghai_day
from core.models.divisions import NATION
from core.permissions import prefix_q
from reopening import gates
from reopening.effects import Judgement, judge
from reopening.handed_in import papers_of_all
from reopening.holders import judged_by, named_in, seats_of, standing
from reopening.models import (
    OPEN,
    WITH_OFFICIALS,
    Application,
    ApplicationStatus,
    InventoryLine,
    Membership,
    PlanSection,
    PolicySet,
    PolicyStatus,
    RosterUpload,
    Shift,
    StaffMember,
)
from reopening.policy.body import PolicyBody
from reopening.policy.health import ScreeningSet
from reopening.posts import Seat
from reopening.queries import Parts, facts_of
from reopening.roster_counts import StaffCounts, staff_counts_of
from reopening.screening import STANDING, screen_again
from reopening.versions import taken_over_by

Value = TypeVar("Value", int, str)


class Caseload:
    """
    Cases with everything the rule engine asks about them, read once.

    :ivar cases: each shares the policy set with all others of the same set, so that its body is parsed once
    :param at: the instant at which drafts are judged; filed cases are judged as of their submission
    """

    def __init__(self, cases: Sequence[Application], at: datetime, *, known: dict[int, PolicySet]) -> None:
        self.cases, self.at = cases, at
        share_policies(cases, known)
        keys = [case.pk for case in cases]
        self.inventory = by_case(
            InventoryLine.objects.filter(application__in=keys).values_list(
                "application_id", "item_code", "quantity"
            )
        )
        written = PlanSection.objects.filter(application__in=keys)
        self.plan = by_case(written.values_list("application_id", "key", "text"))
        self.named = named_in(keys)
        self.shifts: dict[int, list[Shift]] = defaultdict(list)
        for shift in Shift.objects.filter(application__in=keys).order_by("application_id", "position"):
            self.shifts[shift.application_id].append(shift)
        self.refused = dict(
            RosterUpload.objects.filter(application__in=keys, finished_at__isnull=False)
            .order_by("application_id", "-pk")
            .distinct("application_id")
            .values_list("application_id", "rows_refused")
        )
        self.papers, self.taken_over = papers_of_all(keys), taken_over_by(cases)
        firms = Membership.objects.filter(firm__in=[case.firm_id for case in cases], is_signatory=True)
        self.signatories = dict(firms.values_list("firm_id").annotate(people=Count("pk")))
        self.moments = {case.pk: self.moment(case) for case in cases}
        self._staff: dict[int, dict[int, StaffCounts]] = {}

    def moment(self, case: Application) -> datetime:
        """When its lead time is counted from."""
        if case.status in WITH_OFFICIALS and case.submitted_at:
            return case.submitted_at
        return self.at

    def facts(self, case: Application, policy: PolicyBody) -> gates.Facts:
        """What `policy` is asked about the case; people are screened again where its table is another one."""
        parts = Parts(
            staff=self.staff(policy)[case.pk],
            rows_refused=self.refused.get(case.pk, 0),
            inventory=self.inventory.get(case.pk, {}),
            plan=self.plan.get(case.pk, {}),
            shifts=self.shifts.get(case.pk, []),
            seats=self.seats(case, policy),
            papers=self.papers[case.pk],
            taken_over=self.taken_over.get(case.pk, {}),
            signatories=self.signatories.get(case.firm_id, 0) if policy.signatures else 0,
        )
        return facts_of(case, policy, parts, self.moments[case.pk])

    def seats(self, case: Application, policy: PolicyBody) -> dict[str, tuple[Seat, ...]]:
        """How the holders of safety posts stand under `policy` on the opening day."""
        named = self.named[case.pk]
        if case.policy_set.rules.screening != policy.screening:
            named = judged_by(named, policy.screening)
        on = case.opens_on or shanghai_day(self.moments[case.pk])
        return seats_of(standing(named, policy, on))

    def judgements(self, case: Application, policy: PolicyBody) -> tuple[Judgement, Judgement]:
        """What the case's own set says of it, and what `policy` says."""
        old = case.policy_set.rules
        before, after = self.facts(case, old), self.facts(case, policy)
        due_before = gates.due_at(before.at, before.lane, old)
        due_after = gates.due_at(after.at, after.lane, policy)
        if case.due_at and case.status != ApplicationStatus.DRAFT:
            # Only the difference of the limits moves it, so that time given for corrections stays.
            due_before, due_after = case.due_at, case.due_at + (due_after - due_before)
        return judge(before, old, due_at=due_before), judge(after, policy, due_at=due_after)

    def staff(self, policy: PolicyBody) -> dict[int, StaffCounts]:
        """Counts of the rosters as `policy` counts; of the cases that stand under it, or of all of them."""
        if id(policy) not in self._staff:
            mine = [case for case in self.cases if case.policy_set.rules is policy] or list(self.cases)
            found = staff_counts_of(mine, policy, self.moments)
            other_table = [case for case in mine if case.policy_set.rules.screening != policy.screening]
            found |= screened_again(other_table, found, policy.screening, self.moments)
            self._staff[id(policy)] = found
        return self._staff[id(policy)]


def share_policies(cases: Iterable[Application], known: dict[int, PolicySet]) -> None:
    """Give cases of the same policy set the same object; `known` remembers them from chunk to chunk."""
    missing = {case.policy_set_id for case in cases} - set(known)
    if missing:
        known |= PolicySet.objects.in_bulk(missing)
    for case in cases:
        case.policy_set = known[case.policy_set_id]


def by_case(rows: Iterable[tuple[int, str, Value]]) -> dict[int, dict[str, Value]]:
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for case, key, value in rows:
        found[case][key] = value
    return found


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
        stands = clear_on is None or clear_on > days[case] or (again and again.rule in STANDING)
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
    """The open cases of its place that stand under another set; not those with a nearer set on the day `on`."""
    place = policy_set.division_id
    nearer = PolicySet.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        status=PolicyStatus.PUBLISHED,
        valid_from__lte=on,
    ).exclude(division=place)
    prefix = "" if place == NATION else place
    codes = nearer.filter(division__code__startswith=prefix).exclude(division=NATION)
    return (
        Application.objects.filter(status__in=OPEN, division_code__startswith=prefix)
        .exclude(prefix_q("division_code", codes.values_list("division_id", flat=True)))
        .exclude(policy_set=policy_set)
        .select_related("firm", "amends")
    )


def chunks_of(rows: Any, size: int) -> Iterable[list[Any]]:
    """Rows in the order of their keys, `size` at a time; rows that leave the set meanwhile are not missed."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield chunk
        last = chunk[-1].pk
